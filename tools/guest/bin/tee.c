// SPDX-License-Identifier: GPL-2.0
/* tee [-a] [FILE]...: copy standard input to standard output and to files */
#include "tool.h"

#define FILES	8

int main(int argc, char *argv[])
{
	static char line[512];
	const char *mode = "w", *path;
	FILE *files[FILES];
	int i, c, length, count = 0;

	(void)argc;
	tool_begin(argv, "a", "[-a] [FILE]...");
	while (tool_option())
		mode = "a";
	if (tool_count() > FILES)
		tool_misused();
	while ((path = tool_operand())) {
		files[count] = fopen(path, mode);
		if (files[count])
			count++;
		else
			tool_warn(path);
	}
	do {
		length = 0;
		do {
			c = getchar();
			if (c != EOF)
				line[length++] = c;
		} while (c != EOF && c != '\n' && length < (int)sizeof(line));
		fwrite(line, 1, length, stdout);
		for (i = 0; i < count; i++)
			fwrite(line, 1, length, files[i]);
	} while (c != EOF);
	for (i = 0; i < count; i++)
		if (fclose(files[i]))
			tool_warn("a file");
	tool_end();
}
