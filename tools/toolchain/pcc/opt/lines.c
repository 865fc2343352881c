// SPDX-License-Identifier: GPL-2.0
/* Lines of assembler, their registers and effects */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "opt.h"

struct line *lines;
int line_count;
int line_room;
int last_label;
int segmented;
int small;

uint64_t reg_set(const char *name)
{
	char *end;
	int kind = name[1], n;

	if (name[0] != 'r')
		return 0;
	n = strtol(name + (isdigit(kind) ? 1 : 2), &end, 10);
	if (*end || end == name + 1 || end == name + 2 - !!isdigit(kind) ||
	    n > 15)
		return 0;
	if (isdigit(kind))
		return WORD(n);
	switch (kind) {
	case 'h':
		return 1ULL << 2 * n;
	case 'l':
		return 2ULL << 2 * n;
	case 'r':
		return WORD(n) | WORD(n + 1);
	case 'q':
		return WORD(n) | WORD(n + 1) | WORD(n + 2) | WORD(n + 3);
	}
	return 0;
}

int is_register(const char *arg)
{
	return reg_set(arg) != 0;
}

int is_constant(const char *arg)
{
	return *arg == '#';
}

int is_memory(const char *arg)
{
	return !is_register(arg) && !is_constant(arg);
}

uint64_t address_uses(const char *arg)
{
	char name[16];
	const char *from = arg, *open;
	size_t length;

	if (is_register(arg) || is_constant(arg))
		return 0;
	if (*arg == '@') {
		from = arg + 1;
		length = strlen(from);
	} else {
		open = strchr(arg, '(');
		if (!open)
			return 0;
		if (open[1] == '#') {
			length = open - arg;
		} else {
			from = open + 1;
			length = strlen(from) - 1;
		}
	}
	if (length >= sizeof(name))
		return EVERYTHING;
	memcpy(name, from, length);
	name[length] = '\0';
	return reg_set(name) ? reg_set(name) : EVERYTHING;
}

static int is_among(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return 1;
	return 0;
}

/* Without the letter for the size */
static void stem(const char *op, char *to)
{
	static const char *const sized[] = {
		"add", "sub", "and", "or", "xor", "cp", "test", "inc", "dec",
		"neg", "com", "clr", "ld", "bit", "set", "res", "sll", "sra",
		"srl", "sdl", "sda", NULL
	};
	size_t n = strlen(op);

	strcpy(to, op);
	if (is_among(op, sized))
		return;
	if (n > 2 && (op[n - 1] == 'b' || op[n - 1] == 'l')) {
		to[n - 1] = '\0';
		if (!is_among(to, sized))
			strcpy(to, op);
	}
}

/* The set of @count word registers from the one that is named */
static uint64_t several(const char *first, const char *count)
{
	int n = atoi(first + 1), k = atoi(count + 1);
	uint64_t set = 0;

	while (k--)
		set |= WORD(n++);
	return set;
}

static struct effects unknown(void)
{
	return (struct effects){ .uses = EVERYTHING, .memory = 1, .writes = 1 };
}

/* One operand as source, and as address */
static void use(struct effects *e, const char *arg)
{
	e->uses |= reg_set(arg) | address_uses(arg);
	e->memory |= is_memory(arg);
}

static void set(struct effects *e, const char *arg)
{
	if (is_register(arg)) {
		e->defs |= reg_set(arg);
	} else {
		e->uses |= address_uses(arg);
		e->memory = 1;
		e->writes = 1;
	}
}

/* Products, quotients and extensions of registers */
static int wide_effects(const struct line *l, struct effects *e)
{
	uint64_t all = reg_set(l->arg[0]), low;
	int n = atoi(l->arg[0] + (isdigit(l->arg[0][1]) ? 1 : 2));

	if (!all)
		return 0;
	if (!strcmp(l->op, "extsb")) {
		e->uses = 2ULL << 2 * n;
		e->defs = 1ULL << 2 * n;
		return 1;
	}
	if (!strcmp(l->op, "exts")) {
		e->uses = WORD(n + 1);
		e->defs = WORD(n);
		return 1;
	}
	low = WORD(n + 2) | WORD(n + 3);
	if (!strcmp(l->op, "extsl")) {
		e->uses = low;
		e->defs = all & ~low;
		return 1;
	}
	if (!strcmp(l->op, "mult"))
		e->uses = WORD(n + 1);
	else if (!strcmp(l->op, "multl"))
		e->uses = low;
	else if (!strncmp(l->op, "div", 3))
		e->uses = all;
	else
		return 0;
	use(e, l->arg[1]);
	e->defs = all | FLAGS;
	return 1;
}

static int other_effects(const struct line *l, struct effects *e)
{
	const char *op = l->op;
	int n;

	if (!strcmp(op, "ldm")) {
		if (is_register(l->arg[0])) {
			e->defs = several(l->arg[0], l->arg[2]);
			use(e, l->arg[1]);
		} else {
			e->uses = several(l->arg[1], l->arg[2]);
			set(e, l->arg[0]);
		}
	} else if (!strncmp(op, "push", 4) || !strncmp(op, "pop", 3)) {
		n = op[1] == 'u';
		e->defs = address_uses(l->arg[!n]);
		e->uses = e->defs;
		if (n)
			e->uses |= reg_set(l->arg[1]);
		else
			e->defs |= reg_set(l->arg[0]);
		e->memory = 1;
		e->writes = 1;
	} else if (!strcmp(op, "ldir") || !strcmp(op, "ldirb")) {
		e->uses = address_uses(l->arg[0]) | address_uses(l->arg[1]) |
			  reg_set(l->arg[2]);
		e->defs = e->uses | FLAGS;
		e->memory = 1;
		e->writes = 1;
	} else if (!strcmp(op, "ex")) {
		e->uses = reg_set(l->arg[0]) | reg_set(l->arg[1]);
		e->defs = e->uses;
	} else if (!strcmp(op, "call")) {
		e->uses = l->passed | address_uses(l->arg[0]) | WORD(14) |
			  WORD(15);
		e->defs = WORD(0) | WORD(1) | WORD(2) | WORD(3) | WORD(4) |
			  WORD(5) | WORD(6) | WORD(7) | FLAGS;
		e->memory = 1;
		e->writes = 1;
	} else if (!strcmp(op, "ret")) {
		/* The result, and what a function keeps */
		e->uses = l->passed;
		for (n = 8; n < 16; n++)
			e->uses |= WORD(n);
		e->writes = 1;
	} else if (!strcmp(op, "jp")) {
		e->uses = l->args == 2 ? FLAGS : address_uses(l->arg[0]);
		e->writes = 1;
	} else if (!strcmp(op, "djnz")) {
		e->uses = reg_set(l->arg[0]);
		e->defs = e->uses;
		e->writes = 1;
	} else {
		return 0;
	}
	return 1;
}

struct effects effects(const struct line *l)
{
	static const char *const both[] = {
		"add", "sub", "and", "or", "xor", "inc", "dec", "neg", "com",
		"sll", "sra", "srl", "sdl", "sda", "adc", "sbc", NULL
	};
	static const char *const compare[] = { "cp", "test", "bit", NULL };
	struct effects e = { 0 };
	char name[8];
	int i;

	if (l->kind == LABEL || l->kind == IGNORED || l->kind == GONE)
		return e;
	if (l->kind != INSTRUCTION)
		return unknown();
	if (other_effects(l, &e) || wide_effects(l, &e))
		return e;
	stem(l->op, name);
	if (is_among(name, compare)) {
		for (i = 0; i < l->args; i++)
			use(&e, l->arg[i]);
		e.defs |= FLAGS;
	} else if (is_among(name, both)) {
		for (i = 0; i < l->args; i++)
			use(&e, l->arg[i]);
		set(&e, l->arg[0]);
		e.defs |= FLAGS;
		e.uses_first = 1;
		if (!strcmp(name, "adc") || !strcmp(name, "sbc"))
			e.uses |= FLAGS;
		/* x - x is no use of x. */
		if (!strcmp(name, "sub") && !strcmp(l->arg[0], l->arg[1]))
			e.uses = 0;
	} else if (!strcmp(name, "set") || !strcmp(name, "res")) {
		use(&e, l->arg[0]);
		set(&e, l->arg[0]);
		e.uses_first = 1;
	} else if (!strcmp(name, "ld") || !strcmp(name, "ldk")) {
		use(&e, l->arg[1]);
		set(&e, l->arg[0]);
	} else if (!strcmp(name, "lda")) {
		e.uses = address_uses(l->arg[1]);
		set(&e, l->arg[0]);
	} else if (!strcmp(name, "clr")) {
		set(&e, l->arg[0]);
	} else {
		return unknown();
	}
	return e;
}

int is_jump(const struct line *l)
{
	return l->kind == INSTRUCTION &&
	       (!strcmp(l->op, "jp") || !strcmp(l->op, "djnz"));
}

int is_conditional(const struct line *l)
{
	return is_jump(l) && l->args == 2;
}

int ends_flow(const struct line *l)
{
	return (is_jump(l) && l->args == 1) ||
	       (l->kind == INSTRUCTION && !strcmp(l->op, "ret"));
}

int next_line(int i)
{
	do
		i++;
	while (i < line_count &&
	       (lines[i].kind == GONE || lines[i].kind == IGNORED));
	return i;
}

int previous_line(int i)
{
	do
		i--;
	while (i >= 0 && (lines[i].kind == GONE || lines[i].kind == IGNORED));
	return i;
}

void parse(int i)
{
	struct line *l = &lines[i];
	const char *s = l->text + 2;
	size_t n = strcspn(s, " \t\n");
	int depth = 0, k = 0;

	l->kind = INSTRUCTION;
	l->args = 0;
	l->target = -1;
	memcpy(l->op, s, n);
	l->op[n] = '\0';
	s += n;
	s += strspn(s, " \t");
	if (!*s)
		return;
	for (;; s++) {
		if (*s == '"')
			depth ^= 1;
		if (!*s || (*s == ',' && !depth)) {
			l->arg[l->args++][k] = '\0';
			k = 0;
			if (!*s)
				return;
		} else {
			l->arg[l->args][k++] = *s;
		}
	}
}

void set_line(int i, const char *op, const char *arg0, const char *arg1)
{
	char text[TEXT * 2 + 16];

	snprintf(text, sizeof(text), arg1 ? "  %s\t%s,%s" : "  %s\t%s", op,
		 arg0, arg1);
	if (strlen(text) >= TEXT)
		return;
	strcpy(lines[i].text, text);
	parse(i);
}

void insert_line(int i)
{
	int k, end = i;

	/* A line that is gone makes room: those behind it stay. */
	while (end < line_count && lines[end].kind != GONE)
		end++;
	if (end == line_room) {
		line_room = line_room * 2 + 1000;
		lines = realloc(lines, line_room * sizeof(*lines));
		if (!lines) {
			fprintf(stderr, "z8k-opt: no memory\n");
			exit(1);
		}
	}
	memmove(&lines[i + 1], &lines[i], (end - i) * sizeof(*lines));
	if (end == line_count)
		line_count++;
	memset(&lines[i], 0, sizeof(*lines));
	lines[i].kind = GONE;
	lines[i].in_text = 1;
	lines[i].source = i ? lines[i - 1].source : 0;
	for (k = 0; k < line_count; k++)
		if (lines[k].target >= i && lines[k].target < end)
			lines[k].target++;
}

static int is_numbered(const struct line *l)
{
	return l->kind == LABEL && !strncmp(l->text, ".L", 2);
}

/* The labels of jumps by name: of our own numbered ones only */
void find_targets(void)
{
	static int *where;
	int i, n;

	for (i = 0; i < line_count; i++)
		if (is_numbered(&lines[i])) {
			n = atoi(lines[i].text + 2);
			last_label = n > last_label ? n : last_label;
		}
	where = realloc(where, (last_label + 1) * sizeof(int));
	for (i = 0; i <= last_label; i++)
		where[i] = -1;
	for (i = 0; i < line_count; i++)
		if (is_numbered(&lines[i]))
			where[atoi(lines[i].text + 2)] = i;
	for (i = 0; i < line_count; i++) {
		struct line *l = &lines[i];
		const char *to;

		l->target = -1;
		if (!is_jump(l))
			continue;
		to = l->arg[l->args - 1];
		if (strncmp(to, ".L", 2))
			continue;
		n = atoi(to + 2);
		if (n <= last_label)
			l->target = where[n];
	}
}
