// SPDX-License-Identifier: GPL-2.0
/* uniq [-cdu] [FILE]: one of equal lines in a row; -c: how many there were */
#include <string.h>

#include "tool.h"

#define LINE	1024

static char lines[2][LINE];
static bool counts, repeated, unique;

static void show(const char *line, unsigned long count)
{
	if ((repeated && count < 2) || (unique && count > 1))
		return;
	if (counts)
		printf("%7lu ", count);
	puts(line);
}

static void filter(FILE *file, const char *name)
{
	unsigned long count = 0;
	int now = 0;
	bool whole;

	(void)name;
	while (tool_line(file, lines[now], LINE, &whole) >= 0) {
		if (!count || strcmp(lines[0], lines[1])) {
			if (count)
				show(lines[!now], count);
			count = 0;
			now = !now;
		}
		count++;
	}
	if (count)
		show(lines[!now], count);
}

int main(int argc, char *argv[])
{
	int letter;

	(void)argc;
	tool_begin(argv, "cdu", "[-cdu] [FILE]");
	while ((letter = tool_option())) {
		counts |= letter == 'c';
		repeated |= letter == 'd';
		unique |= letter == 'u';
	}
	tool_each(filter);
	tool_end();
}
