// SPDX-License-Identifier: GPL-2.0
/*
 * Copies between registers, by what is live: a register that holds a copy is
 * replaced by the other one; a register that is only copied into another is
 * computed there; what nobody uses goes.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "opt.h"

/* What each line does, while its liveness is found */
static struct effects *known;

/* What is live before the line @i, given what is after it */
static uint64_t live_before(int i)
{
	return (lines[i].live & ~known[i].defs) | known[i].uses;
}

static uint64_t live_after(int i)
{
	const struct line *l = &lines[i];
	uint64_t live = 0;

	if (l->kind == OPAQUE)
		return EVERYTHING;
	if (!ends_flow(l))
		live = i + 1 < line_count ? live_before(i + 1) : EVERYTHING;
	if (is_jump(l))
		live |= l->target >= 0 ? live_before(l->target) : EVERYTHING;
	return live;
}

void find_live(void)
{
	int i, changed = 1;
	uint64_t live;

	find_targets();
	known = realloc(known, (line_count + 1) * sizeof(*known));
	if (!known) {
		fprintf(stderr, "z8k-opt: no memory\n");
		exit(1);
	}
	for (i = 0; i < line_count; i++) {
		known[i] = effects(&lines[i]);
		lines[i].live = 0;
	}
	while (changed) {
		changed = 0;
		for (i = line_count - 1; i >= 0; i--) {
			live = live_after(i);
			if (live != lines[i].live) {
				lines[i].live = live;
				changed = 1;
			}
		}
	}
}

static int is_copy(const struct line *l)
{
	return l->kind == INSTRUCTION &&
	       (!strcmp(l->op, "ld") || !strcmp(l->op, "ldl") ||
		!strcmp(l->op, "ldb")) &&
	       is_register(l->arg[0]) && is_register(l->arg[1]);
}

static int is_r0(const char *name)
{
	return (reg_set(name) & WORD(0)) != 0;
}

int replace_in(char *arg, const char *from, const char *to)
{
	char changed[TEXT + 16], *at;
	size_t n = strlen(from);

	if (!strcmp(arg, from)) {
		strcpy(arg, to);
		return 1;
	}
	if (is_constant(arg))
		return 0;
	if (*arg == '@' && !strcmp(arg + 1, from)) {
		if (is_r0(to))
			return 0;
		sprintf(arg, "@%s", to);
		return 1;
	}
	at = strchr(arg, '(');
	if (!at)
		return 0;
	if (is_r0(to))
		return 0;
	if (at[1] == '#' && (size_t)(at - arg) == n &&
	    !strncmp(arg, from, n)) {
		snprintf(changed, sizeof(changed), "%s%s", to, at);
	} else if (!strncmp(at + 1, from, n) && !strcmp(at + 1 + n, ")")) {
		snprintf(changed, sizeof(changed), "%.*s(%s)", (int)(at - arg),
			 arg, to);
	} else {
		return 0;
	}
	if (strlen(changed) >= TEXT)
		return 0;
	strcpy(arg, changed);
	return 1;
}

void write_text(struct line *l)
{
	char text[TEXT * 4];
	int i, n;

	n = snprintf(text, sizeof(text), "  %s", l->op);
	for (i = 0; i < l->args; i++)
		n += snprintf(text + n, sizeof(text) - n, "%c%s",
			      i ? ',' : '\t', l->arg[i]);
	if (n >= TEXT) {
		fprintf(stderr, "z8k-opt: a line is too long: %s\n", text);
		exit(1);
	}
	strcpy(l->text, text);
}

/* May operand @k of this be another register with the same value? */
static int is_replaceable(const struct line *l, const struct effects *e, int k)
{
	if (!strcmp(l->op, "ldm") || !strncmp(l->op, "ldir", 4) ||
	    !strcmp(l->op, "ex") || !strncmp(l->op, "push", 4) ||
	    !strncmp(l->op, "pop", 3) || !strncmp(l->op, "exts", 4) ||
	    !strcmp(l->op, "djnz"))
		return 0;
	if (k == 0 && is_register(l->arg[0]))
		return !(e->defs & reg_set(l->arg[0]));
	return 1;
}

/* Uses of the copy at @i become uses of the original, while both are equal. */
static int propagate(int i)
{
	const struct line *copy = &lines[i];
	uint64_t to = reg_set(copy->arg[0]), from = reg_set(copy->arg[1]);
	int j, k, changed = 0;

	if (to & from)
		return 0;
	for (j = next_line(i); j < line_count &&
	     lines[j].kind == INSTRUCTION; j = next_line(j)) {
		struct line *l = &lines[j];
		struct effects e = effects(l);
		int here = 0;

		/* "ld r2,r7" after "ld r7,r2" */
		for (k = 0; k < l->args; k++)
			if (is_replaceable(l, &e, k))
				here |= replace_in(l->arg[k], copy->arg[0],
						   copy->arg[1]);
		if (here) {
			int target = l->target;

			write_text(l);
			parse(j);
			l->target = target;
			e = effects(l);
			changed = 1;
		}
		if (e.defs & (to | from))
			break;
		if (is_jump(l) && l->args == 1)
			break;
	}
	return changed;
}

/* What has no use. Reading memory, but the stack, may be wanted for itself. */
static int remove_dead(int i)
{
	struct effects e = effects(&lines[i]);

	if (e.writes || (e.memory && (lines[i].is_volatile ||
				      !strstr(lines[i].text, "r15"))) ||
	    !e.defs || (e.defs & lines[i].live))
		return 0;
	lines[i].kind = GONE;
	return 1;
}

/* Do two names have a byte in common without being the same? */
static int is_part(const char *a, const char *b)
{
	return (reg_set(a) & reg_set(b)) && strcmp(a, b);
}

/* Is each mention of the registers @set in the line an operand @name? */
static int only_names(const struct line *l, uint64_t set, const char *name)
{
	struct effects e = effects(l);
	uint64_t seen = 0;
	char arg[TEXT];
	int k;

	if (!((e.uses | e.defs) & set))
		return 1;
	if (!strcmp(l->op, "ldm") || !strncmp(l->op, "ldir", 4) ||
	    !strcmp(l->op, "call") || !strcmp(l->op, "ex") ||
	    !strncmp(l->op, "exts", 4) || !strncmp(l->op, "mult", 4) ||
	    !strncmp(l->op, "div", 3))
		return 0;
	for (k = 0; k < l->args; k++) {
		if (is_register(l->arg[k]) && is_part(l->arg[k], name))
			return 0;
		strcpy(arg, l->arg[k]);
		if (replace_in(arg, name, "r1"))
			seen |= set;
		else if ((address_uses(l->arg[k]) | reg_set(l->arg[k])) & set)
			return 0;
	}
	return seen != 0;
}

/*
 * At @i, a register is copied to another one and dead then: compute it there,
 * from where it gets its value, if all of that is in this block.
 */
static int compute_there(int i)
{
	const char *to = lines[i].arg[0], *from = lines[i].arg[1];
	uint64_t from_set = reg_set(from), to_set = reg_set(to);
	struct effects e;
	char name[16], old[16];
	int j, k;

	if ((from_set & to_set) || (lines[i].live & from_set) ||
	    is_r0(to) || is_r0(from))
		return 0;
	for (j = previous_line(i); j >= 0; j = previous_line(j)) {
		if (lines[j].kind != INSTRUCTION || is_jump(&lines[j]) ||
		    !only_names(&lines[j], from_set, from))
			return 0;
		e = effects(&lines[j]);
		if ((e.defs & from_set) == from_set && !(e.uses & from_set))
			break;
		if ((e.uses | e.defs) & to_set)
			return 0;
	}
	/* The instruction that begins it may use the other register still. */
	if (j < 0 || (e.defs & to_set) || !is_register(lines[j].arg[0]) ||
	    strcmp(lines[j].arg[0], from))
		return 0;
	if (e.uses_first)
		return 0;
	strcpy(name, to);
	strcpy(old, from);
	replace_in(lines[j].arg[0], old, name);
	write_text(&lines[j]);
	for (k = next_line(j); k < i; k = next_line(k)) {
		int n;

		for (n = 0; n < lines[k].args; n++)
			replace_in(lines[k].arg[n], old, name);
		write_text(&lines[k]);
	}
	lines[i].kind = GONE;
	return 1;
}

int improve_copies(void)
{
	int i, changed = 0;

	for (i = 0; i < line_count; i++) {
		if (lines[i].kind != INSTRUCTION)
			continue;
		if (is_copy(&lines[i]) &&
		    !strcmp(lines[i].arg[0], lines[i].arg[1])) {
			lines[i].kind = GONE;
			changed = 1;
		} else if (is_copy(&lines[i])) {
			changed |= propagate(i);
		}
	}
	find_live();
	for (i = 0; i < line_count; i++)
		if (lines[i].kind == INSTRUCTION)
			changed |= remove_dead(i);
	find_live();
	for (i = 0; i < line_count; i++)
		if (is_copy(&lines[i]))
			changed |= compute_there(i);
	return changed;
}

/* Do the flags after line @i tell of the value in its first operand? */
static int sets_flags(const struct line *l, const char *what)
{
	static const char *const ops[] = {
		"add", "sub", "and", "or", "xor", "inc", "dec", "neg",
	};
	size_t n;
	unsigned int i;

	if (l->kind != INSTRUCTION || strcmp(l->arg[0], what))
		return 0;
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		n = strlen(ops[i]);
		if (!strncmp(l->op, ops[i], n) &&
		    (!l->op[n] || (l->op[n] == 'b' && !l->op[n + 1])))
			return 1;
	}
	return 0;
}

/* A comparison with zero behind what has set the flags already */
static int drop_test(int i)
{
	struct line *l = &lines[i], *jump;
	int before = previous_line(i), after = next_line(i);
	int word = !strcmp(l->op, "test") || !strcmp(l->op, "testb");

	if (!word || before < 0 || after >= line_count ||
	    !is_register(l->arg[0]) || !sets_flags(&lines[before], l->arg[0]))
		return 0;
	/* "addb rl2" tells of a byte, "test r2" asks of a word */
	jump = &lines[after];
	if (!is_conditional(jump) || strcmp(jump->op, "jp") ||
	    (jump->live & FLAGS))
		return 0;
	/* After INC and ADD, the sign is that of the result: so is MI. */
	l->kind = GONE;
	return 1;
}

/* dec r,#1; jump if not zero */
static int make_djnz(int i)
{
	struct line *l = &lines[i], *jump;
	int after = next_line(i);

	if (strcmp(l->op, "dec") || !is_register(l->arg[0]) ||
	    strcmp(l->arg[1], "#1") || after >= line_count)
		return 0;
	jump = &lines[after];
	if (!is_conditional(jump) || strcmp(jump->op, "jp") ||
	    strcmp(jump->arg[0], "nz") || (jump->live & FLAGS) ||
	    jump->target < 0 || jump->target > i || i - jump->target > 60)
		return 0;
	strcpy(jump->op, "djnz");
	strcpy(jump->arg[0], l->arg[0]);
	write_text(jump);
	l->kind = GONE;
	return 1;
}

/*
 * ld x,y; dec y,#1; test x; jump if x was (not) zero, and x is dead then: of
 * y - 1, the carry tells the same.
 */
static int count_down(int i)
{
	int dec = next_line(i), test = next_line(dec), jump = next_line(test);
	const char *copy = lines[i].arg[0], *counter = lines[i].arg[1];

	if (jump >= line_count || !is_copy(&lines[i]) ||
	    strcmp(lines[i].op, "ld") || lines[dec].kind != INSTRUCTION ||
	    strcmp(lines[dec].op, "dec") ||
	    strcmp(lines[dec].arg[0], counter) ||
	    strcmp(lines[dec].arg[1], "#1") ||
	    lines[test].kind != INSTRUCTION || strcmp(lines[test].op, "test") ||
	    strcmp(lines[test].arg[0], copy) || !is_conditional(&lines[jump]) ||
	    strcmp(lines[jump].op, "jp") ||
	    (strcmp(lines[jump].arg[0], "z") &&
	     strcmp(lines[jump].arg[0], "nz")) ||
	    (lines[jump].live & (FLAGS | reg_set(copy))))
		return 0;
	strcpy(lines[jump].arg[0], strcmp(lines[jump].arg[0], "z") ?
	       "uge" : "ult");
	write_text(&lines[jump]);
	strcpy(lines[dec].op, "sub");
	write_text(&lines[dec]);
	lines[i].kind = GONE;
	lines[test].kind = GONE;
	return 1;
}

int improve_counters(void)
{
	int i, changed = 0;

	find_live();
	for (i = 0; i < line_count; i++)
		if (lines[i].kind == INSTRUCTION)
			changed |= count_down(i);
	find_live();
	for (i = 0; i < line_count; i++)
		if (lines[i].kind == INSTRUCTION)
			changed |= drop_test(i);
	for (i = 0; i < line_count; i++)
		if (lines[i].kind == INSTRUCTION)
			changed |= make_djnz(i);
	return changed;
}
