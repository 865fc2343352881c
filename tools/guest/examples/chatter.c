// SPDX-License-Identifier: GPL-2.0
/*
 * chatter: write numbered lines to the console as fast as it takes them, COUNT
 * of them, or for ever.
 */
#include <stdint.h>
#include <stdio.h>

#ifndef COUNT
#define COUNT	0	/* for ever */
#endif

int main(void)
{
	uint32_t line = 0;

	do {
		line++;
		printf("line %lu\n", (unsigned long)line);
	} while (line != COUNT);
	return 0;
}
