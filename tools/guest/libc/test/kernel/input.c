// SPDX-License-Identifier: GPL-2.0
/*
 * Reads its console as its first argument says:
 *
 *	lines		by lines: prints the length of each, and the line
 *	numbers		by scanf(): prints their sum
 *	copy N		as the library does, at most N bytes at a time
 *	refused		as copy, but nothing, or from no console
 *
 * Its malloc() has less memory than the default.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <demos.h>
#include "../../stdio/stream.h"

#define HEAP_SIZE 6000

HEAP(HEAP_SIZE);

static int lines(void)
{
	static char line[80];

	while (fgets(line, sizeof(line), stdin))
		printf("%u %s|\n", (unsigned int)strlen(line), line);
	/* The end stays the end. */
	if (!feof(stdin) || ferror(stdin) || getchar() != EOF)
		return 1;
	puts("the end");
	return 0;
}

static int numbers(void)
{
	long number, sum = 0;

	while (scanf("%ld", &number) == 1)
		sum += number;
	printf("%ld\n", sum);
	return !feof(stdin);
}

static int copy(size_t size)
{
	char *buffer = malloc(size);
	long length;

	if (!buffer)
		return 1;
	while ((length = __console_read(buffer, size)) > 0) {
		if ((size_t)length > size ||
		    fwrite(buffer, 1, length, stdout) != (size_t)length)
			return 1;
	}
	free(buffer);
	return length != 0;
}

/* No bytes are an error, and so is too much memory; no console is its end. */
static int refused(void)
{
	char byte;

	errno = 0;
	if (__console_read(&byte, 0) != -1 || errno != EIO)
		return 1;
	if (malloc(HEAP_SIZE) || !malloc(HEAP_SIZE / 2))
		return 1;
	puts("refused");
	fflush(stdout);
	link_destroy(DEMOS_LINK_CONSOLE);
	return __console_read(&byte, 1) || getchar() != EOF;
}

int main(int argc, char *argv[])
{
	if (argc == 3)
		return copy(atoi(argv[2]));
	if (argc != 2)
		return 2;
	switch (argv[1][0]) {
	case 'l':
		return lines();
	case 'n':
		return numbers();
	default:
		return refused();
	}
}
