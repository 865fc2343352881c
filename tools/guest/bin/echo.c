// SPDX-License-Identifier: GPL-2.0
/* echo [-n] [TEXT]...: print the texts with blanks between them */
#include <stdio.h>
#include <string.h>

int main(int argc, char *argv[])
{
	int newline = 1, i = 1;

	if (argc > 1 && !strcmp(argv[1], "-n")) {
		newline = 0;
		i++;
	}
	for (; i < argc; i++)
		printf("%s%s", argv[i], i < argc - 1 ? " " : "");
	if (newline)
		putchar('\n');
	return 0;
}
