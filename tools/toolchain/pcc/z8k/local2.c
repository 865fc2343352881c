// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass, around the tables: frame.c has the stack, operand.c the text of
 * operands; move.c, arith.c, compare.c and emit.c have the instructions.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include "pass2.h"
#include "helpers.h"

int z8k_small;

static unsigned int argument_words;	/* of the next call, by number */

static int frame_base(int *off);
static int words_of(NODE *p);
static void ins(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

enum { ONES = 0xffff };

#include "debug.c"
#include "operand.c"
#include "stack.c"
#include "frame.c"
#include "move.c"
#include "arith.c"
#include "compare.c"
#include "emit.c"
#include "linear.c"
#include "flow.c"
#include "loops.c"

void
deflab(int label)
{
	printf(LABFMT ":\n", label);
}

void
hopcode(int f, int o)
{
	comperr("hopcode");
}

int
tlen(NODE *p)
{
	return ISBYTE(p->n_type) ? 1 : 2 * words_of(p);
}

int
rewfld(NODE *p)
{
	return 1;
}

int
canaddr(NODE *p)
{
	int o = p->n_op;

	return o == NAME || o == REG || o == ICON || o == OREG ||
	       (o == UMUL && shumul(p->n_left, SOREG));
}

int
flshape(NODE *p)
{
	return SRREG;
}

int
shtemp(NODE *p)
{
	return 0;
}

/*
 * x - 1 as an address is x + -1. The order of bits and zero, for which there is
 * no test, is that of bits and 1 or -1.
 */
static void
normalize(NODE *p, void *arg)
{
	int op = p->n_op;

	if ((op == LT || op == GE || op == GT || op == LE) &&
	    p->n_left->n_op == AND && p->n_right->n_op == ICON &&
	    !*p->n_right->n_name && !getlval(p->n_right)) {
		setlval(p->n_right, op == LT || op == GE ? -1 : 1);
		p->n_op = op == LT ? LE : op == GE ? GT : op == GT ? GE : LT;
	}
	if (p->n_op == MINUS && p->n_right->n_op == ICON &&
	    !*p->n_right->n_name && ISPTR(p->n_type)) {
		p->n_op = PLUS;
		setlval(p->n_right, -getlval(p->n_right));
	}
}

void
myreader(struct interpass *ipole)
{
	struct interpass *ip;

	if (xtemps)
		improve_loops(ipole);
	outgoing = 0;
	moves_stack = 0;
	DLIST_FOREACH(ip, ipole, qelem) {
		if (ip->type != IP_NODE)
			continue;
		walkf(ip->ip_node, measure, 0);
		walkf(ip->ip_node, normalize, 0);
	}
	DLIST_FOREACH(ip, ipole, qelem)
		if (ip->type == IP_NODE)
			walkf(ip->ip_node, set_outgoing, 0);
}

void
mycanon(NODE *p)
{
}

void
myoptim(struct interpass *ip)
{
}

/*
 * Can a node of class @c be coloured whatever its neighbours get, @r[] of each
 * class?
 */
int
COLORMAP(int c, int *r)
{
	int a = r[CLASSA], b = r[CLASSB], by = r[CLASSC], d = r[CLASSD];

	switch (c) {
	case CLASSA:
		return a + 2 * b + by + 4 * d < (SEG ? 10 : 12);
	case CLASSB:
		return a + b + by + 2 * d < (SEG ? 5 : 6);
	case CLASSC:
		return a + 2 * b + by + 4 * d < 6;
	case CLASSD:
		return a + b + by + d < 2;
	}
	return 0;
}

int
gclass(TWORD t)
{
	return ISBYTE(t) ? CLASSC : ISLNG(t) ? CLASSB :
	       ISWIDE(t) ? CLASSD : CLASSA;
}

/* The registers of a call's arguments, before they are computed: for call() */
void
lastcall(NODE *p)
{
	int *reg, first;

	argument_words = 0;
	for (reg = livecall(p); *reg >= 0; reg++) {
		first = first_word(*reg);
		argument_words |= ((1 << words_of_reg(*reg)) - 1) <<
				  first;
	}
}

static int
is_leaf(NODE *p)
{
	return p->n_op == REG || p->n_op == TEMP || is_mem(p);
}

int
special(NODE *p, int shape)
{
	CONSZ value = p->n_op == ICON ? getlval(p) : 0;
	int number = p->n_op == ICON && !*p->n_name;

	switch (shape) {
	case SFRAME:
		if (p->n_op == REG &&
		    (p->n_rval == FPREG || p->n_rval == STKREG))
			return SRDIR;
		break;
	case SNCON:
		if (number)
			return SRDIR;
		break;
	case SPOSCON:
		if (number && value > 0 && value < 0x8000)
			return SRDIR;
		break;
	case SLPOSCON:
		if (number && value > 0 && value <= 0x7fffffff)
			return SRDIR;
		break;
	case SMASKED:
		if (p->n_op == AND && is_leaf(p->n_left) &&
		    (is_leaf(p->n_right) || (p->n_right->n_op == ICON &&
					     !*p->n_right->n_name)))
			return SRDIR;
		break;
	}
	return SRNOPE;
}

void
mflags(char *str)
{
}

int
myxasm(struct interpass *ip, NODE *p)
{
	return 0;
}

int
fldexpand(NODE *p, int cookie, char **cp)
{
	return 0;
}
