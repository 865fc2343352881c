// SPDX-License-Identifier: GPL-2.0
/* The compiler's seven programs (tools/toolchain/pcc/test/bench), for ever. */
#include "seven.h"

static char last;

void out(char c)
{
	last = c;
}

int main(void)
{
	for (;;) {
		run_crc();
		run_interp();
		run_matrix();
		run_quicksort();
		run_records();
		run_sieve();
		run_strings();
	}
}
