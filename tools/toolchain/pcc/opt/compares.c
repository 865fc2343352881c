// SPDX-License-Identifier: GPL-2.0
/*
 * Comparisons for equality of a register that is not used any more: INC and DEC
 * by up to 16 are shorter than CP, and tell the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "opt.h"

enum { MOST = 16 };

void subtract(int i, const char *suffix, const char *reg, int value)
{
	char op[8], number[16];

	snprintf(op, sizeof(op), "%s%s", abs(value) > MOST ? "sub" :
		 value > 0 ? "dec" : "inc", suffix);
	snprintf(number, sizeof(number), "#%d", abs(value) > MOST ?
		 value & 0xffff : abs(value));
	set_line(i, op, reg, number);
}

static int shorten_compare(int i)
{
	const struct line *l = &lines[i], *jump;
	int is_byte = !strcmp(l->op, "cpb"), after = next_line(i), value;
	char reg[16];

	if ((strcmp(l->op, "cp") && !is_byte) || !is_register(l->arg[0]) ||
	    !is_constant(l->arg[1]) || after >= line_count)
		return 0;
	if (!strchr("0123456789", l->arg[1][1]))
		return 0;
	value = atoi(l->arg[1] + 1);
	value = is_byte ? (int8_t)value : (int16_t)value;
	jump = &lines[after];
	if (!value || abs(value) > MOST || !is_conditional(jump) ||
	    (strcmp(jump->arg[0], "z") && strcmp(jump->arg[0], "nz")) ||
	    (jump->live & (FLAGS | reg_set(l->arg[0]))))
		return 0;
	strcpy(reg, l->arg[0]);
	subtract(i, is_byte ? "b" : "", reg, value);
	return 1;
}

int improve_compares(void)
{
	int i, changed = 0;

	find_live();
	for (i = 0; i < line_count; i++)
		if (lines[i].kind == INSTRUCTION)
			changed |= shorten_compare(i);
	return changed;
}
