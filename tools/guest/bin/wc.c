// SPDX-License-Identifier: GPL-2.0
/* wc [-lwc] [FILE]...: count lines, words and bytes */
#include <ctype.h>

#include "tool.h"

struct counts {
	unsigned long lines, words, bytes;
};

static struct counts total;
static bool lines, words, bytes;
static int files;

static void show(const struct counts *counts, const char *name)
{
	if (lines)
		printf("%8lu", counts->lines);
	if (words)
		printf("%8lu", counts->words);
	if (bytes)
		printf("%8lu", counts->bytes);
	if (*name)
		printf(" %s", name);
	putchar('\n');
}

static void count(FILE *file, const char *name)
{
	struct counts here = { 0, 0, 0 };
	bool within = false;
	int c;

	while ((c = getc(file)) != EOF) {
		here.bytes++;
		here.lines += c == '\n';
		if (isspace(c)) {
			within = false;
		} else if (!within) {
			within = true;
			here.words++;
		}
	}
	total.lines += here.lines;
	total.words += here.words;
	total.bytes += here.bytes;
	show(&here, files ? name : "");
}

int main(int argc, char *argv[])
{
	int letter;

	(void)argc;
	tool_begin(argv, "lwc", "[-lwc] [FILE]...");
	while ((letter = tool_option())) {
		lines |= letter == 'l';
		words |= letter == 'w';
		bytes |= letter == 'c';
	}
	if (!lines && !words && !bytes) {
		lines = true;
		words = true;
		bytes = true;
	}
	files = tool_count();
	tool_each(count);
	if (files > 1)
		show(&total, "total");
	tool_end();
}
