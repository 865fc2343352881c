/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The compiler's assembler text, improved: a filter behind ccom. It changes
 * only lines that the compiler made, which begin with two blanks; all others,
 * also a program's asm(), pass as they are, and may do anything.
 */
#ifndef OPT_H
#define OPT_H

#include <stdint.h>

enum { ARGS = 3, TEXT = 256 };

enum kind {
	OPAQUE,			/* not ours: may use and change everything */
	LABEL,			/* text is the name */
	INSTRUCTION,
	IGNORED,		/* changes nothing: .global, .even */
	GONE
};

struct line {
	enum kind kind;
	int in_text;		/* in the section of programs? */
	char text[TEXT];	/* all of the line, or the label's name */
	char *longer;		/* not ours, and too long for text */
	char op[8];
	char arg[ARGS][TEXT];
	int args;
	int target;		/* the line that a jump goes to, or -1 */
	int source;		/* line of the program, or 0: nobody knows */
	int short_form;		/* jr, calr */
	int is_volatile;	/* reads of memory have to stay */
	uint64_t passed;	/* by "call", "ret": arguments, the result */
	uint64_t live;		/* what is used after it */
};

extern struct line *lines;
extern int line_count;
extern int line_room;		/* of the array */
extern int last_label;		/* the highest n of labels ".L<n>" */
extern int segmented;
extern int small;		/* is size more than speed? */

/*
 * Sets of registers: bit 2n is the upper half of Rn, 2n + 1 the lower, then the
 * flags.
 */
#define FLAGS		(1ULL << 32)
#define EVERYTHING	((1ULL << 33) - 1)
#define WORD(n)		(3ULL << 2 * (n))

/* The set of a register by its name, or 0 */
uint64_t reg_set(const char *name);

/* A line's operand: which registers does an address use? 0 if it is none */
uint64_t address_uses(const char *arg);
int is_register(const char *arg);
int is_constant(const char *arg);
int is_memory(const char *arg);

struct effects {
	uint64_t uses, defs;
	int memory;		/* reads or writes memory */
	int writes;		/* writes memory, calls, jumps: must stay */
	int uses_first;		/* is the first operand also a source? */
};

/* What an instruction does; of others, that they may do everything */
struct effects effects(const struct line *l);

int is_jump(const struct line *l);
int is_conditional(const struct line *l);
/* No way leads from this line to the next one. */
int ends_flow(const struct line *l);
/* The line after @i that is not gone, nor ignored; line_count at the end */
int next_line(int i);
int previous_line(int i);
void parse(int i);
/* Replace the register @from by @to in an operand. Return: was it there? */
int replace_in(char *arg, const char *from, const char *to);
/* Write a line's text anew, after a change of its parts. */
void write_text(struct line *l);
/* Make line @i an instruction */
void set_line(int i, const char *op, const char *arg0, const char *arg1);
/*
 * Insert an empty line before @i, from the source of the line above: lines
 * behind it move.
 */
void insert_line(int i);
/* The lines that jumps go to, and last_label */
void find_targets(void);

/* Each returns if it has changed anything. */
int improve_jumps(void);
int improve_copies(void);
int improve_counters(void);
int improve_addresses(void);
int improve_steps(void);
int improve_sums(void);
int improve_loads(void);
int merge_tails(void);
int improve_compares(void);
/* Make line @i reg -= value, @suffix "b" for a byte, by the shortest one. */
void subtract(int i, const char *suffix, const char *reg, int value);
void improve_switches(void);
void find_live(void);
void shorten(void);

#endif
