// SPDX-License-Identifier: GPL-2.0
/* A program that uses libz8k: cc example.c $(pkg-config --cflags --libs z8k) */
#include <stdio.h>
#include <stdlib.h>

#include <z8k.h>

int main(void)
{
	/* ldk r0,#5; add r0,r1; sc #0xd0: words are big-endian */
	static u8 program[Z8K_PAGE_SIZE] = {
		0xbd, 0x05, 0x81, 0x10, 0x7f, 0xd0
	};
	u8 *pages[Z8K_SEGMENT_PAGES] = { program };
	struct z8k_segment segment = { .pages = pages, .limit = 0xff,
				       .attr = Z8K_SEG_VALID };
	struct z8k_memory memory = { .seg = { &segment, &segment },
				     .nsegs = { 1, 1 } };
	struct z8k_cache *cache = z8k_cache_init(malloc(z8k_cache_size(1)), 1);
	struct z8k_stop stop;
	struct z8k_cpu cpu;

	z8k_cpu_init(&cpu, Z8K_Z8002);
	cpu.r[1] = 3;
	if (z8k_run(&cpu, &memory, cache, NULL, 1000, &stop) != Z8K_EXIT_SC)
		return 1;
	printf("r0 is %u after %llu instructions\n", cpu.r[0],
	       (unsigned long long)cpu.count);
	return 0;
}
