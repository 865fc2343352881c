// SPDX-License-Identifier: GPL-2.0
/* head [-n LINES | -c BYTES] [FILE]...: the beginning of files */
#include <ctype.h>

#include "tool.h"

static unsigned long most = 10;
static bool bytes;
static int files, seen;

static void show(FILE *file, const char *name)
{
	unsigned long done = 0;
	int c;

	if (files > 1)
		printf("%s==> %s <==\n", seen++ ? "\n" : "", name);
	while (done < most && (c = getc(file)) != EOF) {
		putchar(c);
		done += bytes || c == '\n';
	}
}

int main(int argc, char *argv[])
{
	(void)argc;
	/* head -5, as of old */
	if (argc > 1 && *argv[1] == '-' && isdigit((unsigned char)argv[1][1])) {
		most = tool_number(argv[1] + 1);
		argv[1] = argv[0];
		argv++;
	}
	tool_begin(argv, "n:c:", "[-n LINES | -c BYTES] [FILE]...");
	for (;;) {
		switch (tool_option()) {
		case 'c':
			bytes = true;
			most = tool_number(tool_value);
			break;
		case 'n':
			bytes = false;
			most = tool_number(tool_value);
			break;
		case 0:
			files = tool_count();
			tool_each(show);
			tool_end();
		}
	}
}
