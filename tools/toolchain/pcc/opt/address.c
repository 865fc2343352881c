// SPDX-License-Identifier: GPL-2.0
/* Addresses of array elements */
#include <ctype.h>
#include <string.h>
#include "opt.h"

static int is_word(const char *arg)
{
	return is_register(arg) && isdigit((unsigned char)arg[1]);
}

static int is_op(int i, const char *op)
{
	return i < line_count && lines[i].kind == INSTRUCTION &&
	       !strcmp(lines[i].op, op);
}

/*
 * ld x,y; sll x,#1; add z,x, and x is dead then: y is added twice.
 */
static int add_twice(int i)
{
	int shift = next_line(i), sum = next_line(shift);
	char index[TEXT], to[TEXT];

	if (!is_op(i, "ld") || !is_op(shift, "sll") || !is_op(sum, "add") ||
	    !is_word(lines[i].arg[0]) || !is_word(lines[i].arg[1]) ||
	    strcmp(lines[shift].arg[0], lines[i].arg[0]) ||
	    strcmp(lines[shift].arg[1], "#1") ||
	    strcmp(lines[sum].arg[1], lines[i].arg[0]) ||
	    !is_word(lines[sum].arg[0]) ||
	    !strcmp(lines[sum].arg[0], lines[i].arg[0]) ||
	    !strcmp(lines[sum].arg[0], lines[i].arg[1]) ||
	    (lines[sum].live & (reg_set(lines[i].arg[0]) | FLAGS)))
		return 0;
	strcpy(index, lines[i].arg[1]);
	strcpy(to, lines[sum].arg[0]);
	lines[i].kind = GONE;
	set_line(shift, "add", to, index);
	set_line(sum, "add", to, index);
	return 1;
}

int improve_addresses(void)
{
	int i, changed = 0;

	find_live();
	for (i = 0; i < line_count; i++)
		changed |= add_twice(i);
	return changed;
}
