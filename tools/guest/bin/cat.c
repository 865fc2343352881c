// SPDX-License-Identifier: GPL-2.0
/* cat [-n] [FILE]...: copy files to standard output; -n: number their lines */
#include "tool.h"

#define SIZE	1024

static bool numbers;
static bool begun;		/* a line that has no newline yet */
static unsigned long line;

static void copy_numbered(FILE *file)
{
	int c;

	while ((c = getc(file)) != EOF) {
		if (!begun)
			printf("%6lu\t", ++line);
		begun = c != '\n';
		putchar(c);
	}
}

static void copy(FILE *file, const char *name)
{
	static char bytes[SIZE];
	size_t length;

	(void)name;
	if (numbers) {
		copy_numbered(file);
		return;
	}
	while (!ferror(stdout) &&
	       (length = fread(bytes, 1, sizeof(bytes), file)) > 0)
		fwrite(bytes, 1, length, stdout);
}

int main(int argc, char *argv[])
{
	(void)argc;
	tool_begin(argv, "nu", "[-n] [FILE]...");
	for (;;) {
		switch (tool_option()) {
		case 'n':
			numbers = true;
			break;
		case 'u':
			break;
		case 0:
			tool_each(copy);
			tool_end();
		}
	}
}
