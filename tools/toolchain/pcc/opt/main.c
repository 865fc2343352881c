// SPDX-License-Identifier: GPL-2.0
/*
 * z8k-opt z8001|z8002 [0|s]: filter the compiler's output (opt.h); 0: only
 * shorten jumps, s: make it small.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "opt.h"

enum { ROUNDS = 20 };

/* Does it begin the description of a function, for -g? */
static int begins_function(const char *s)
{
	return !strncmp(s, "\t.def\t.bf;", 11);
}

/* A line of a program's asm(), or with a name of a file */
static void keep_longer(struct line *l, const char *s)
{
	if (!strncmp(s, "  ", 2)) {
		fprintf(stderr, "z8k-opt: a line is too long: %s\n", s);
		exit(1);
	}
	l->longer = strdup(s);
	if (!l->longer) {
		fprintf(stderr, "z8k-opt: no memory\n");
		exit(1);
	}
}

static void add_line(char *s, int *in_text)
{
	static uint64_t arguments, result;
	static int source, is_volatile;
	struct line *l;
	size_t n = strlen(s);
	int word;

	if (line_count == line_room) {
		line_room = line_room * 2 + 1000;
		lines = realloc(lines, line_room * sizeof(*lines));
		if (!lines) {
			fprintf(stderr, "z8k-opt: no memory\n");
			exit(1);
		}
	}
	if (n && s[n - 1] == '\n')
		s[--n] = '\0';
	l = &lines[line_count];
	memset(l, 0, sizeof(*l));
	l->target = -1;
	if (!strcmp(s, "\t.text"))
		*in_text = 1;
	else if (!strncmp(s, "\t.data", 6) || !strncmp(s, "\t.bss", 5) ||
		 !strncmp(s, "\t.section", 9))
		*in_text = 0;
	l->in_text = *in_text;
	if (n >= TEXT)
		keep_longer(l, s);
	else
		strcpy(l->text, s);
	l->source = source;
	line_count++;
	if (!strncmp(s, "  ", 2)) {
		parse(line_count - 1);
		l->passed = strcmp(l->op, "call") ? result : arguments;
		l->is_volatile = is_volatile;
	} else if (!strncmp(s, "\t! arguments ", 13)) {
		l->kind = GONE;
		arguments = 0;
		for (word = 0; word < 16; word++)
			if (atoi(s + 13) >> word & 1)
				arguments |= WORD(word);
	} else if (!strncmp(s, "\t! result ", 10)) {
		l->kind = GONE;
		result = 0;
		for (word = 0; word < atoi(s + 10); word++)
			result |= WORD(7 - word);
	} else if (!strcmp(s, "\t! volatile") || !strcmp(s, "\t! plain")) {
		l->kind = GONE;
		is_volatile = s[3] == 'v';
	} else if (!strncmp(s, "\t.ln\t", 5)) {
		l->kind = GONE;
		source = atoi(s + 5);
	} else if (!strncmp(s, "\t.def\t", 6) || !strncmp(s, "\t.val\t", 6)) {
		l->kind = IGNORED;
		if (begins_function(s))
			source = 0;
	} else if (n > 1 && n < TEXT && s[0] != '\t' && s[n - 1] == ':') {
		l->kind = LABEL;
		l->text[n - 1] = '\0';
	} else if (!n || !strcmp(s, "\t.even") || !strncmp(s, "\t.global", 8) ||
		   !strncmp(s, "\t.file", 6) || !strncmp(s, "\t.comm", 6) ||
		   !strcmp(s, "\t.text") || !*in_text ||
		   !strncmp(s, "\t.section", 9)) {
		l->kind = IGNORED;
	}
}

/*
 * The line's place in the program: each instruction keeps its own one, wherever
 * it has moved.
 */
static void print_source(const struct line *l)
{
	static int last;

	if (begins_function(l->text))
		last = 0;
	if ((l->kind != INSTRUCTION && l->kind != OPAQUE) || !l->in_text ||
	    !l->source || l->source == last)
		return;
	printf("\t.ln\t%d\n", l->source);
	last = l->source;
}

static void print_line(const struct line *l)
{
	int i;

	print_source(l);
	switch (l->kind) {
	case GONE:
		return;
	case LABEL:
		printf("%s:\n", l->text);
		return;
	case INSTRUCTION:
		printf("\t%s", l->short_form ?
		       (strcmp(l->op, "call") ? "jr" : "calr") : l->op);
		for (i = 0; i < l->args; i++)
			printf("%c%s", i ? ',' : '\t', l->arg[i]);
		putchar('\n');
		return;
	default:
		puts(l->longer ? l->longer : l->text);
	}
}

int main(int argc, char **argv)
{
	static char buffer[1 << 16];
	int in_text = 1, i, round;

	if (argc < 2 ||
	    (strcmp(argv[1], "z8001") && strcmp(argv[1], "z8002"))) {
		fprintf(stderr, "usage: z8k-opt z8001|z8002 [0|s] <in >out\n");
		return 2;
	}
	small = argc > 2 && !strcmp(argv[2], "s");
	segmented = !strcmp(argv[1], "z8001");
	while (fgets(buffer, sizeof(buffer), stdin))
		add_line(buffer, &in_text);
	if (argc < 3 || small) {
		for (round = 0; round < ROUNDS; round++)
			if (!(improve_jumps() | improve_loads() |
			      improve_copies()))
				break;
		improve_addresses();
		improve_steps();
		improve_sums();
		improve_switches();
		improve_compares();
		improve_counters();
		improve_jumps();
		while (small && merge_tails())
			improve_jumps();
	}
	shorten();
	for (i = 0; i < line_count; i++)
		print_line(&lines[i]);
	return fflush(stdout) || ferror(stdout);
}
