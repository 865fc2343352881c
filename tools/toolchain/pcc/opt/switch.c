// SPDX-License-Identifier: GPL-2.0
/*
 * Tables for switch: the compiler makes a chain of comparisons of one register
 * with constants, each with a jump if they are equal. A chain of many that is
 * dense becomes a jump by a table. Its index is in R1, which is nobody's
 * between instructions; on the Z8001 the address is in a pair that is not live.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "opt.h"

enum {
	FEWEST = 6,
	FEWEST_SMALL = 8,	/* for small code, a table entry is a word */
	FEWEST_LARGE = 12,	/* or a long */
	SPARSENESS = 3,
	MOST = 1000
};

struct chain {
	char reg[16];
	int count;
	int value[MOST];
	int jump[MOST];		/* lines */
	int min, max;
	uint64_t live;
};

/* Is line @i a comparison with a constant? Its value */
static int compares(int i, const char *reg, int *value)
{
	const struct line *l = &lines[i];

	if (l->kind != INSTRUCTION || !is_register(l->arg[0]) ||
	    l->arg[0][1] < '0' || l->arg[0][1] > '9' ||
	    (*reg && strcmp(l->arg[0], reg)))
		return 0;
	*value = 0;
	if (!strcmp(l->op, "test"))
		return 1;
	if (strcmp(l->op, "cp") || !is_constant(l->arg[1]) ||
	    !strchr("0123456789", l->arg[1][1]))
		return 0;
	*value = (int16_t)atoi(l->arg[1] + 1);
	return 1;
}

/* The chain from line @i on. Return: the line behind it */
static int find_chain(int i, struct chain *c)
{
	int jump, value;

	c->count = 0;
	c->live = 0;
	*c->reg = '\0';
	while (i < line_count && c->count < MOST &&
	       compares(i, c->reg, &value)) {
		jump = next_line(i);
		if (jump >= line_count || !is_conditional(&lines[jump]) ||
		    strcmp(lines[jump].op, "jp") ||
		    strcmp(lines[jump].arg[0], "z") || lines[jump].target < 0)
			break;
		if (!c->count) {
			c->min = value;
			c->max = value;
		}
		strcpy(c->reg, lines[i].arg[0]);
		c->min = value < c->min ? value : c->min;
		c->max = value > c->max ? value : c->max;
		c->value[c->count] = value;
		c->jump[c->count++] = jump;
		c->live |= lines[jump].live;
		i = next_line(jump);
	}
	return i;
}

/* A pair for the address, as text, or NULL */
static const char *free_pair(const struct chain *c)
{
	static const char *const pairs[] = { "rr2", "rr4", "rr6", NULL };
	int i;

	for (i = 0; pairs[i]; i++)
		if (!(reg_set(pairs[i]) & (c->live | reg_set(c->reg))))
			return pairs[i];
	return NULL;
}

static int at;

static void add(const char *op, const char *arg0, const char *arg1)
{
	insert_line(at);
	set_line(at++, op, arg0, arg1);
}

static void add_text(enum kind kind, int in_text, const char *text)
{
	insert_line(at);
	lines[at].kind = kind;
	lines[at].in_text = in_text;
	strcpy(lines[at++].text, text);
}

/* The table, in a section of constants */
static void add_table(const struct chain *c, char (*labels)[TEXT],
		      const char *name, const char *other)
{
	char text[TEXT + 16];
	int value, i;

	add_text(IGNORED, 0, "\t.section .rdata");
	add_text(IGNORED, 0, "\t.even");
	add_text(LABEL, 0, name);
	for (value = c->min; value <= c->max; value++) {
		for (i = 0; i < c->count && c->value[i] != value; i++)
			;
		snprintf(text, sizeof(text), "\t%s\t%s",
			 segmented ? ".long" : ".word",
			 i < c->count ? labels[i] : other);
		add_text(IGNORED, 0, text);
	}
	add_text(IGNORED, 1, "\t.text");
}

static void make_table(int first, int end, const struct chain *c)
{
	static char labels[MOST][TEXT];
	const char *pair = segmented ? free_pair(c) : "r1";
	char table[32], other[32], text[TEXT];
	int i;

	snprintf(table, sizeof(table), ".L%d", ++last_label);
	snprintf(other, sizeof(other), ".L%d", ++last_label);
	for (i = 0; i < c->count; i++)
		strcpy(labels[i], lines[c->jump[i]].arg[1]);
	for (i = first; i < end; i++)
		if (lines[i].kind == INSTRUCTION)
			lines[i].kind = GONE;
	at = end;
	add("ld", "r1", c->reg);
	if (c->min) {
		snprintf(text, sizeof(text), "#%d", c->min & 0xffff);
		add("sub", "r1", text);
	}
	snprintf(text, sizeof(text), "#%d", c->max - c->min);
	add("cp", "r1", text);
	add("jp", "ugt", other);
	add("sll", "r1", segmented ? "#2" : "#1");
	snprintf(text, sizeof(text), "%s(r1)", table);
	add(segmented ? "ldl" : "ld", pair, text);
	snprintf(text, sizeof(text), "@%s", pair);
	add("jp", text, NULL);
	add_table(c, labels, table, other);
	add_text(LABEL, 1, other);
	find_targets();
}

/* Would a table be no larger, or the chain take much longer? */
static int wants_table(const struct chain *c)
{
	int fewest = !small ? FEWEST : segmented ? FEWEST_LARGE : FEWEST_SMALL;
	int sparseness = small ? 2 : SPARSENESS;

	return c->count >= fewest && c->max - c->min < sparseness * c->count &&
	       !(c->live & WORD(1)) && (!segmented || free_pair(c));
}

/* Is the value used nowhere behind the chain? */
static int is_dead_behind(const struct chain *c)
{
	uint64_t reg = reg_set(c->reg);
	int i;

	for (i = 0; i < c->count; i++)
		if (lines[lines[c->jump[i]].target].live & reg)
			return 0;
	return !(lines[c->jump[c->count - 1]].live & reg) &&
	       !(c->live & FLAGS);
}

/* Subtract what is left to each value instead of comparing with it. */
static void subtract_along(const struct chain *c)
{
	int i, before = 0;

	for (i = 0; i < c->count; i++) {
		int compare = previous_line(c->jump[i]);

		if (c->value[i] != before)
			subtract(compare, "", c->reg,
				 (int16_t)(c->value[i] - before));
		else
			set_line(compare, "test", c->reg, NULL);
		before = c->value[i];
	}
}

void improve_switches(void)
{
	static struct chain c;
	int i, end;

	find_live();
	for (i = 0; i < line_count; i++) {
		end = find_chain(i, &c);
		if (!wants_table(&c))
			continue;
		make_table(i, end, &c);
		find_live();
	}
	for (i = 0; i < line_count; i++) {
		end = find_chain(i, &c);
		if (c.count < 2 || !is_dead_behind(&c))
			continue;
		subtract_along(&c);
		i = end - 1;
	}
}
