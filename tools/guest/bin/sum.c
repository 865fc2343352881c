// SPDX-License-Identifier: GPL-2.0
/* sum [FILE]...: checksum (CRC) and length of files, as cksum(1) */
#include <stdint.h>

#include "tool.h"

#define POLYNOMIAL	0x04c11db7UL

static uint32_t table[256];
static int files;

static void make_table(void)
{
	uint32_t value;
	int i, bit;

	for (i = 0; i < 256; i++) {
		value = (uint32_t)i << 24;
		for (bit = 0; bit < 8; bit++)
			value = value & 0x80000000UL ?
				value << 1 ^ POLYNOMIAL : value << 1;
		table[i] = value;
	}
}

static uint32_t add(uint32_t crc, int byte)
{
	return crc << 8 ^ table[(unsigned char)(crc >> 24) ^ byte];
}

static void show(FILE *file, const char *name)
{
	unsigned long length = 0, rest;
	uint32_t crc = 0;
	int c;

	while ((c = getc(file)) != EOF) {
		crc = add(crc, c);
		length++;
	}
	for (rest = length; rest; rest >>= 8)
		crc = add(crc, (unsigned char)rest);
	printf("%lu %lu", (unsigned long)~crc, length);
	printf(files ? " %s\n" : "\n", name);
}

int main(int argc, char *argv[])
{
	(void)argc;
	tool_begin(argv, "", "[FILE]...");
	while (tool_option())
		;
	make_table();
	files = tool_count();
	tool_each(show);
	tool_end();
}
