// SPDX-License-Identifier: GPL-2.0
/*
 * A part of a pipeline, chosen by the environment (ROLE, and SIZE in KiB):
 * "make" writes so many bytes, "pass" copies its input, "take" reads it. "make"
 * and "take" say on standard error how many bytes there were, and their sum.
 * "closed" is a "make" that wants to know why it cannot write any more.
 */
#include <demos.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK	1024

static unsigned char block[BLOCK];
static uint32_t low = 1, high;
static unsigned long total;

/* The order of the bytes counts, too. */
static void add(size_t size)
{
	const unsigned char *at = block;

	total += size;
	while (size--) {
		low += *at++;
		high += low;
	}
}

static void fill(uint32_t seed)
{
	unsigned char *at = block;

	while (at < block + BLOCK) {
		seed = seed * 1103515245 + 12345;
		*at++ = seed >> 24;
		*at++ = seed >> 16;
	}
}

static int make(unsigned long size)
{
	unsigned long i;

	for (i = 0; i < size; i++) {
		fill(i);
		if (fwrite(block, 1, BLOCK, stdout) != BLOCK)
			return errno == EPIPE ? 32 : 1;
		add(BLOCK);
	}
	return 0;
}

static int take(int pass)
{
	size_t size;

	while ((size = fread(block, 1, BLOCK, stdin)) > 0) {
		if (pass && fwrite(block, 1, size, stdout) != size)
			return 1;
		if (!pass)
			add(size);
	}
	return ferror(stdin) != 0;
}

int main(void)
{
	const char *role = getenv("ROLE"), *size = getenv("SIZE");
	int status;

	if (!role || !size)
		return 2;
	if (*role == 'c')
		report_pipe(1);
	if (*role == 'm' || *role == 'c')
		status = make(strtoul(size, NULL, 10));
	else if (*role == 't' && *size == '0')
		status = getchar() == EOF;	/* one byte is enough */
	else
		status = take(*role == 'p');
	if (*role != 'p')
		fprintf(stderr, "%lu %lx %lx\n", total, (unsigned long)low,
			(unsigned long)high);
	return status;
}
