// SPDX-License-Identifier: GPL-2.0
/* yes [TEXT]...: print the texts, or "y", again and again */
#include "tool.h"

int main(int argc, char *argv[])
{
	int i;

	tool_begin(argv, "", "[TEXT]...");
	while (!ferror(stdout)) {
		for (i = 1; i < argc; i++)
			printf("%s%s", argv[i], i < argc - 1 ? " " : "\n");
		if (argc < 2)
			puts("y");
	}
	tool_end();
}
