// SPDX-License-Identifier: GPL-2.0
/*
 * Short jumps and calls, where they reach for certain: the sizes here are never
 * less than the assembler's. A line that is not the compiler's has any size.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "opt.h"

enum {
	FAR = 1 << 20,
	FARTHEST = 4096		/* more than any short form reaches */
};

static int operand_size(const struct line *l, const char *arg)
{
	int is_long = l->op[strlen(l->op) - 1] == 'l' && strcmp(l->op, "call");

	if (is_register(arg) || *arg == '@')
		return 0;
	if (is_constant(arg))
		return is_long ? 4 : 2;
	return segmented ? 4 : 2;
}

static int size_of(const struct line *l)
{
	int size = 2, i;

	switch (l->kind) {
	case OPAQUE:
		return l->in_text ? FAR : 0;
	case INSTRUCTION:
		break;
	default:
		return 0;
	}
	if (l->short_form || !strcmp(l->op, "djnz"))
		return 2;
	if (is_jump(l))
		return 2 + (l->arg[l->args - 1][0] == '@' ? 0 :
			    segmented ? 4 : 2);
	for (i = 0; i < l->args; i++)
		size += operand_size(l, l->arg[i]);
	/* Formats with a second word: shifts, LDM, LDIR, base addresses */
	if (l->op[0] == 's' || !strncmp(l->op, "ldm", 3) ||
	    !strncmp(l->op, "ldir", 4))
		size += 2;
	return size;
}

/* Bytes, or some number above FARTHEST */
static int distance(int from, int to)
{
	int i, sum = 0, back = to <= from;
	int first = back ? to : from + 1, last = back ? from : to - 1;

	for (i = first; i <= last && sum <= FARTHEST; i++)
		sum += size_of(&lines[i]);
	return sum;
}

/* JR reaches 254 bytes back from itself's end, and 254 forward */
static int reaches(int i, int to, int back, int forward)
{
	int there = distance(i, to);

	return to <= i ? there <= back : there <= forward;
}

/* The label of a function in this file, or -1 */
static int find_label(const char *name)
{
	int i;

	for (i = 0; i < line_count; i++)
		if (lines[i].kind == LABEL && lines[i].in_text &&
		    !strcmp(lines[i].text, name))
			return i;
	return -1;
}

/* DJNZ that does not reach: two instructions again */
static void check_djnz(void)
{
	int i;

	for (i = 0; i < line_count; i++) {
		char reg[16], label[TEXT];

		if (lines[i].kind != INSTRUCTION ||
		    strcmp(lines[i].op, "djnz") ||
		    reaches(i, lines[i].target, 240, 0))
			continue;
		strcpy(reg, lines[i].arg[0]);
		strcpy(label, lines[i].arg[1]);
		insert_line(i);
		lines[i].source = lines[i + 1].source;
		set_line(i, "dec", reg, "#1");
		i++;
		set_line(i, "jp", "nz", label);
		find_targets();
	}
}

void shorten(void)
{
	int i, changed = 1;

	find_targets();
	check_djnz();
	for (i = 0; i < line_count; i++) {
		struct line *l = &lines[i];

		if (l->kind == INSTRUCTION && !strcmp(l->op, "call") &&
		    l->arg[0][0] != '@')
			l->target = find_label(l->arg[0]);
	}
	while (changed) {
		changed = 0;
		for (i = 0; i < line_count; i++) {
			struct line *l = &lines[i];
			int call = !strcmp(l->op, "call");

			if (l->kind != INSTRUCTION || l->short_form ||
			    l->target < 0 || (!call && strcmp(l->op, "jp")))
				continue;
			if (call ? !reaches(i, l->target, 4000, 4000) :
				   !reaches(i, l->target, 250, 250))
				continue;
			l->short_form = 1;
			changed = 1;
		}
	}
}
