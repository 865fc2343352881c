// SPDX-License-Identifier: GPL-2.0
/*
 * A place in memory whose value is in a register, as it has just been read or
 * written there: it is not read again before anything else may have changed it.
 */
#include <string.h>
#include "opt.h"

enum { FARTHEST = 40 };		/* lines */

static int is_move(const struct line *l)
{
	return l->kind == INSTRUCTION && l->args == 2 && !l->is_volatile &&
	       (!strcmp(l->op, "ld") || !strcmp(l->op, "ldb") ||
		!strcmp(l->op, "ldl"));
}

static int is_load(const struct line *l)
{
	return is_move(l) && is_register(l->arg[0]) && is_memory(l->arg[1]);
}

static int is_store(const struct line *l)
{
	return is_move(l) && is_memory(l->arg[0]) && is_register(l->arg[1]);
}

/* Line @i reads @place, which is in @reg. */
static void take_register(int i, const char *reg)
{
	if (strcmp(lines[i].arg[0], reg))
		set_line(i, lines[i].op, lines[i].arg[0], reg);
	else
		lines[i].kind = GONE;
}

/* Line @i moves a place and a register: later reads of the place */
static int follow(int i)
{
	const struct line *first = &lines[i];
	int store = is_store(first), count = 0, changed = 0, j;
	const char *place = first->arg[!store], *reg = first->arg[store];
	uint64_t kept = reg_set(reg) | address_uses(place);
	struct effects e;

	if (reg_set(reg) & address_uses(place) && !store)
		return 0;
	for (j = next_line(i); j < line_count && count < FARTHEST;
	     j = next_line(j), count++) {
		struct line *l = &lines[j];

		if (is_load(l) && !strcmp(l->op, first->op) &&
		    !strcmp(l->arg[1], place)) {
			take_register(j, reg);
			changed = 1;
			if (l->kind == GONE)
				continue;
		}
		e = effects(l);
		if (l->kind != INSTRUCTION || (e.defs & kept) ||
		    (e.writes && !is_conditional(l)))
			break;
	}
	return changed;
}

int improve_loads(void)
{
	int i, changed = 0;

	for (i = 0; i < line_count; i++)
		if (is_load(&lines[i]) || is_store(&lines[i]))
			changed |= follow(i);
	return changed;
}
