// SPDX-License-Identifier: GPL-2.0
/* Jumps to jumps, around jumps and to the next line; loops' ends */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "opt.h"

static const char *opposite(const char *cond)
{
	static const char *const pairs[][2] = {
		{ "z", "nz" }, { "lt", "ge" }, { "le", "gt" },
		{ "ult", "uge" }, { "ule", "ugt" }, { "mi", "pl" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (!strcmp(cond, pairs[i][0]))
			return pairs[i][1];
		if (!strcmp(cond, pairs[i][1]))
			return pairs[i][0];
	}
	return NULL;
}

/* Is line @to, a label, reached from @i without an instruction in between? */
static int falls_to(int i, int to)
{
	for (i = next_line(i); i < line_count && lines[i].kind == LABEL;
	     i = next_line(i))
		if (i == to)
			return 1;
	return 0;
}

/* The first line after the label @i that is none */
static int after_labels(int i)
{
	while (i < line_count && lines[i].kind == LABEL)
		i = next_line(i);
	return i;
}

static int remove_line(int i)
{
	lines[i].kind = GONE;
	return 1;
}

static int improve_jump(int i)
{
	struct line *l = &lines[i];
	int next, to;
	const char *cond;

	if (l->target < 0 || strcmp(l->op, "jp"))
		return 0;
	if (falls_to(i, l->target))
		return remove_line(i);
	to = after_labels(l->target);
	/* To a jump: where that goes */
	if (to < line_count && to != i && is_jump(&lines[to]) &&
	    lines[to].args == 1 && lines[to].target >= 0 &&
	    lines[to].target != l->target && lines[to].target != to &&
	    after_labels(lines[to].target) != to) {
		set_line(i, "jp", l->args == 2 ? l->arg[0] : lines[to].arg[0],
			 l->args == 2 ? lines[to].arg[0] : NULL);
		l->target = lines[to].target;
		return 1;
	}
	/* Around a jump: that one with the opposite condition */
	next = next_line(i);
	if (l->args == 2 && next < line_count && is_jump(&lines[next]) &&
	    lines[next].args == 1 && lines[next].target >= 0 &&
	    falls_to(next, l->target)) {
		cond = opposite(l->arg[0]);
		if (!cond)
			return 0;
		to = lines[next].target;
		set_line(i, "jp", cond, lines[next].arg[0]);
		lines[i].target = to;
		return remove_line(next);
	}
	return 0;
}

/* What nothing leads to */
static int remove_unreachable(int i)
{
	int changed = 0;

	if (!ends_flow(&lines[i]))
		return 0;
	for (i = next_line(i); i < line_count &&
	     lines[i].kind == INSTRUCTION; i = next_line(i))
		changed |= remove_line(i);
	return changed;
}

enum { TEST_LENGTH = 3 };

/* Is the loop's first test known? It goes then, if the loop is inverted. */
static int is_first_known(int top, int test)
{
	int before = previous_line(top);

	return before >= 0 && lines[before].kind == INSTRUCTION &&
	       is_constant(lines[before].arg[1]) &&
	       is_constant(lines[test].arg[1]) &&
	       !strcmp(lines[before].arg[0], lines[test].arg[0]);
}

/*
 * top: compare; jump if not to end; ...; jump to top; end:
 * The jump back becomes another comparison, which jumps behind the first one.
 */
static int invert_loop(int i)
{
	int top = lines[i].target, test[TEST_LENGTH], count = 0, j, k;
	const char *cond;
	char name[32];

	if (!is_jump(&lines[i]) || lines[i].args != 1 || top < 0 || top > i)
		return 0;
	for (j = after_labels(top); j < i; j = next_line(j)) {
		if (lines[j].kind != INSTRUCTION)
			return 0;
		if (is_conditional(&lines[j]) && !strcmp(lines[j].op, "jp"))
			break;
		if (count == TEST_LENGTH || effects(&lines[j]).writes)
			return 0;
		test[count++] = j;
	}
	if (j >= i || lines[j].target < 0 || !falls_to(i, lines[j].target))
		return 0;
	cond = opposite(lines[j].arg[0]);
	if (!cond || !count || (small && !is_first_known(top, test[0])))
		return 0;
	snprintf(name, sizeof(name), ".L%d", ++last_label);
	set_line(i, "jp", cond, name);
	lines[i].source = lines[j].source;
	for (k = 0; k < count; k++) {
		insert_line(i);
		lines[i] = lines[test[k]];
		i++;
	}
	insert_line(j + 1);
	lines[j + 1].kind = LABEL;
	strcpy(lines[j + 1].text, name);
	find_targets();
	return 1;
}

/* Is a condition true of two numbers? -1 if it is none of those for CP */
static int holds(const char *cond, int a, int b)
{
	int s = (int16_t)a < (int16_t)b, u = (uint16_t)a < (uint16_t)b;
	int same = (uint16_t)a == (uint16_t)b;

	if (!strcmp(cond, "z"))
		return same;
	if (!strcmp(cond, "nz"))
		return !same;
	if (!strcmp(cond, "lt"))
		return s;
	if (!strcmp(cond, "ge"))
		return !s;
	if (!strcmp(cond, "le"))
		return s || same;
	if (!strcmp(cond, "gt"))
		return !s && !same;
	if (!strcmp(cond, "ult"))
		return u;
	if (!strcmp(cond, "uge"))
		return !u;
	if (!strcmp(cond, "ule"))
		return u || same;
	if (!strcmp(cond, "ugt"))
		return !u && !same;
	return -1;
}

/* A constant that is compared with another one */
static int known_test(int i)
{
	int test = next_line(i), jump, result;

	if ((strcmp(lines[i].op, "ldk") && strcmp(lines[i].op, "ld")) ||
	    !is_register(lines[i].arg[0]) || !is_constant(lines[i].arg[1]) ||
	    !strchr("0123456789", lines[i].arg[1][1]) || test >= line_count ||
	    lines[test].kind != INSTRUCTION || strcmp(lines[test].op, "cp") ||
	    strcmp(lines[test].arg[0], lines[i].arg[0]) ||
	    !is_constant(lines[test].arg[1]) ||
	    !strchr("0123456789", lines[test].arg[1][1]))
		return 0;
	jump = next_line(test);
	if (jump >= line_count || !is_conditional(&lines[jump]) ||
	    strcmp(lines[jump].op, "jp"))
		return 0;
	result = holds(lines[jump].arg[0], atoi(lines[i].arg[1] + 1),
		       atoi(lines[test].arg[1] + 1));
	if (result < 0)
		return 0;
	if (result) {
		int target = lines[jump].target;
		char label[TEXT];

		strcpy(label, lines[jump].arg[1]);
		set_line(jump, "jp", label, NULL);
		lines[jump].target = target;
	} else {
		remove_line(jump);
	}
	/* Jumps behind the test use no flags of it: none here does. */
	return remove_line(test);
}

/* Labels that nothing names */
static int remove_labels(void)
{
	static char *used;
	int i, max = last_label + 1, changed = 0;
	const char *s;

	used = realloc(used, max);
	memset(used, 0, max);
	for (i = 0; i < line_count; i++) {
		if (lines[i].kind == LABEL || lines[i].kind == GONE)
			continue;
		for (s = lines[i].text; (s = strstr(s, ".L")); s += 2)
			if (atoi(s + 2) > 0 && atoi(s + 2) < max)
				used[atoi(s + 2)] = 1;
	}
	for (i = 0; i < line_count; i++)
		if (lines[i].kind == LABEL && lines[i].in_text &&
		    !strncmp(lines[i].text, ".L", 2) &&
		    atoi(lines[i].text + 2) > 0 &&
		    atoi(lines[i].text + 2) < max &&
		    !used[atoi(lines[i].text + 2)])
			changed |= remove_line(i);
	return changed;
}

int improve_jumps(void)
{
	int i, changed = 0;

	find_targets();
	for (i = 0; i < line_count; i++) {
		if (lines[i].kind != INSTRUCTION)
			continue;
		changed |= improve_jump(i);
		if (lines[i].kind == INSTRUCTION)
			changed |= known_test(i);
		if (lines[i].kind == INSTRUCTION)
			changed |= remove_unreachable(i);
	}
	for (i = 0; i < line_count; i++)
		if (lines[i].kind == INSTRUCTION)
			changed |= invert_loop(i);
	return changed | remove_labels();
}
