// SPDX-License-Identifier: GPL-2.0
/*
 * Sums and the like, in either order: x = y + x in another register, which is
 * copied to x, and x += y in memory by a register for x.
 */
#include <string.h>
#include "opt.h"

static int is_commutative(const struct line *l)
{
	static const char *const ops[] = { "add", "and", "or", "xor" };
	unsigned int i;
	size_t n;

	if (l->kind != INSTRUCTION || l->args != 2 ||
	    !is_register(l->arg[0]) || !is_register(l->arg[1]) ||
	    (reg_set(l->arg[0]) & reg_set(l->arg[1])))
		return 0;
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		n = strlen(ops[i]);
		if (!strncmp(l->op, ops[i], n) &&
		    (!l->op[n] || (strchr("bl", l->op[n]) && !l->op[n + 1])))
			return 1;
	}
	return 0;
}

static int is_move(const struct line *l, const char *to, const char *from)
{
	return l->kind == INSTRUCTION &&
	       (!strcmp(l->op, "ld") || !strcmp(l->op, "ldb") ||
		!strcmp(l->op, "ldl")) &&
	       !strcmp(l->arg[0], to) && !strcmp(l->arg[1], from);
}

/* add y,x; ld x,y, and y is dead then: add x,y */
static int add_there(int i)
{
	struct line *sum = &lines[i];
	int copy = next_line(i);
	char x[TEXT], y[TEXT];

	if (!is_commutative(sum) || copy >= line_count)
		return 0;
	strcpy(y, sum->arg[0]);
	strcpy(x, sum->arg[1]);
	if (!is_move(&lines[copy], x, y) || (lines[copy].live & reg_set(y)))
		return 0;
	set_line(i, sum->op, x, y);
	sum->live = lines[copy].live;
	lines[copy].kind = GONE;
	return 1;
}

/* ld r0,place; add r0,y; ld place,r0, and y is dead then: add y,place; ... */
static int add_memory(int i)
{
	struct line *sum = &lines[i];
	int load = previous_line(i), store = next_line(i);
	char place[TEXT], x[TEXT], y[TEXT], op[8];

	if (!is_commutative(sum) || load < 0 || store >= line_count)
		return 0;
	strcpy(x, sum->arg[0]);
	strcpy(y, sum->arg[1]);
	strcpy(place, lines[load].arg[1]);
	if (!is_memory(place) || !is_move(&lines[load], x, place) ||
	    !is_move(&lines[store], place, x) ||
	    (address_uses(place) & (reg_set(x) | reg_set(y))) ||
	    (lines[store].live & (reg_set(x) | reg_set(y))) ||
	    (segmented && strstr(place, "(#")))
		return 0;
	strcpy(op, lines[store].op);
	lines[load].kind = GONE;
	set_line(i, sum->op, y, place);
	set_line(store, op, place, y);
	return 1;
}

int improve_sums(void)
{
	int i, changed = 0;

	find_live();
	for (i = 0; i < line_count; i++)
		changed |= add_there(i) || add_memory(i);
	return changed;
}
