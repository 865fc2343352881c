// SPDX-License-Identifier: GPL-2.0
/*
 * Pointers that step behind their use, as in *p++: the compiler copies the
 * pointer, steps, and uses the copy. The pointer itself is used, then it steps;
 * or it has stepped, and the address is below it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "opt.h"

enum { FARTHEST = 30 };		/* lines from the step to the last use */

struct step {
	int copy, step;		/* lines */
	int last;		/* the last use of the copy */
	int uses;
	char to[TEXT], from[TEXT];
	uint64_t to_set, from_set;
};

static int is_pointer_copy(const struct line *l)
{
	return l->kind == INSTRUCTION &&
	       !strcmp(l->op, segmented ? "ldl" : "ld") &&
	       is_register(l->arg[0]) && is_register(l->arg[1]) &&
	       !(reg_set(l->arg[0]) & reg_set(l->arg[1])) &&
	       !(reg_set(l->arg[1]) & (WORD(0) | WORD(14) | WORD(15)));
}

/* Is it `inc` or `dec` of the pointer, or of its offset on the Z8001? */
static int is_step_of(const struct line *l, const char *pointer)
{
	char word[TEXT];

	if (l->kind != INSTRUCTION ||
	    (strcmp(l->op, "inc") && strcmp(l->op, "dec")))
		return 0;
	strcpy(word, pointer);
	if (segmented)
		sprintf(word, "r%d", atoi(pointer + 2) + 1);
	return !strcmp(l->arg[0], word);
}

/* How many addresses of the line are the copy? -1 if it is more than that */
static int count_uses(const struct line *l, const struct step *s)
{
	int is_load = !strncmp(l->op, "ld", 2) && strcmp(l->op, "ldir") &&
		      strcmp(l->op, "ldirb");
	int k, count = 0;

	for (k = 0; k < l->args; k++) {
		if (address_uses(l->arg[k]) == s->to_set)
			count++;
		else if ((address_uses(l->arg[k]) & s->to_set) ||
			 ((reg_set(l->arg[k]) & s->to_set) &&
			  !(is_load && k == 0)))
			return -1;
	}
	if (!strcmp(l->op, "ldm") && (effects(l).defs & s->to_set))
		return -1;
	return strncmp(l->op, "ldir", 4) ? count : -1;
}

/*
 * Follow the copy to its last use in this block. Return: is that found without
 * a use of the pointer?
 */
static int find_last(struct step *s)
{
	int i, n, count = 0;

	for (i = next_line(s->step); i < line_count && count < FARTHEST;
	     i = next_line(i), count++) {
		const struct line *l = &lines[i];
		struct effects e = effects(l);

		if (l->kind != INSTRUCTION || is_jump(l) || ends_flow(l) ||
		    !strcmp(l->op, "call") ||
		    ((e.uses | e.defs) & s->from_set))
			return 0;
		if (e.uses & s->to_set) {
			n = count_uses(l, s);
			if (n <= 0)
				return 0;
			s->uses += n;
			s->last = i;
		}
		if (!(l->live & ~e.defs & s->to_set))
			return s->uses > 0;
	}
	return 0;
}

/* Write the pointer for the copy in line @i. */
static void use_pointer(int i, const struct step *s)
{
	int k;

	for (k = 0; k < lines[i].args; k++)
		if (address_uses(lines[i].arg[k]) == s->to_set)
			replace_in(lines[i].arg[k], s->to, s->from);
	write_text(&lines[i]);
}

/* Move the step behind the last use. */
static void step_later(const struct step *s)
{
	struct line step = lines[s->step];
	int i;

	for (i = s->step + 1; i <= s->last; i++)
		use_pointer(i, s);
	/* What else is live is as before, or less than that. */
	step.live = lines[s->last].live;
	memmove(&lines[s->step], &lines[s->step + 1],
		(s->last - s->step) * sizeof(step));
	lines[s->last] = step;
	lines[s->copy].kind = GONE;
}

/* Use the address below the pointer that has stepped. Return: can it be? */
static int use_below(const struct step *s)
{
	struct line *l = &lines[s->last], *step = &lines[s->step];
	int by = atoi(step->arg[1] + 1), k;
	char *arg;

	if (s->uses != 1 || (segmented && strncmp(l->op, "ld", 2)))
		return 0;
	if (*step->op == 'i')
		by = -by;
	for (k = 0; k < l->args; k++) {
		arg = l->arg[k];
		if (address_uses(arg) != s->to_set)
			continue;
		if (*arg != '@')
			return 0;
		if (segmented)
			sprintf(arg, "%s(#%d)", s->from, by);
		else
			sprintf(arg, "%d(%s)", by & 0xffff, s->from);
	}
	write_text(l);
	lines[s->copy].kind = GONE;
	return 1;
}

static int improve_step(int i)
{
	struct step s = { .copy = i, .step = next_line(i) };

	if (!is_pointer_copy(&lines[i]) || s.step >= line_count ||
	    !is_step_of(&lines[s.step], lines[i].arg[1]) ||
	    (lines[s.step].live & FLAGS))
		return 0;
	strcpy(s.to, lines[i].arg[0]);
	strcpy(s.from, lines[i].arg[1]);
	s.to_set = reg_set(s.to);
	s.from_set = reg_set(s.from);
	if (!find_last(&s))
		return 0;
	if (lines[s.last].live & FLAGS)
		return use_below(&s);
	step_later(&s);
	return 1;
}

int improve_steps(void)
{
	int i, changed = 0;

	find_live();
	for (i = 0; i < line_count; i++)
		changed |= improve_step(i);
	return changed;
}
