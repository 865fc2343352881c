// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: which addresses become operands, and registers at calls.
 *
 * A register plus a constant is an operand of every instruction on the Z8002,
 * also if the constant is a name's address: `table(r5)`. On the Z8001 only
 * moves have such operands; operand.c takes other instructions around that.
 */
#include "pass2.h"

#define INPTR	(SEG ? INBREG : INAREG)

static int
is_base(int reg)
{
	if (reg == FPREG || reg == STKREG || reg >= MAXREGS)
		return 1;
	return SEG ? reg >= RR2 && reg < RR14 : reg >= R2 && reg < R14;
}

int
notoff(TWORD t, int r, CONSZ off, char *cp)
{
	if (!is_base(r))
		return 1;
	if (*cp)
		return SEG || r == FPREG || r == STKREG;
	return off < -32768 || off > 65535 - (SEG ? 32768 : 0);
}

static int
is_index(NODE *p)
{
	return !SEG && p->n_op == PLUS && p->n_left->n_op == ICON &&
	       p->n_right->n_op != ICON;
}

void
offstar(NODE *p, int shape)
{
	NODE *l = p->n_left, *r = p->n_right;

	if (isreg(p))
		return;
	if (is_index(p)) {
		if (!isreg(r))
			geninsn(r, INAREG);
		return;
	}
	if ((p->n_op == PLUS || p->n_op == MINUS) && r->n_op == ICON &&
	    !(p->n_op == MINUS && *r->n_name) &&
	    !notoff(p->n_type, isreg(l) ? regno(l) : R2 + SEG * (RR2 - R2),
		    p->n_op == PLUS ? getlval(r) : -getlval(r), r->n_name)) {
		if (!isreg(l))
			geninsn(l, INPTR);
		return;
	}
	geninsn(p, INPTR);
}

/* table(index): the canonical order has the pointer, a constant, first. */
void
myormake(NODE *p)
{
	NODE *q = p->n_left, *index;

	if (!is_index(q))
		return;
	index = q->n_right;
	if (index->n_op != REG || index->n_rval < R2 || index->n_rval >= R14)
		return;
	p->n_op = OREG;
	p->n_rval = index->n_rval;
	setlval(p, getlval(q->n_left));
	p->n_name = q->n_left->n_name;
	tfree(q);
}

int
shumul(NODE *p, int shape)
{
	return shape & SOREG ? SROREG : SRNOPE;
}

int
setbin(NODE *p)
{
	return 0;
}

int
setasg(NODE *p, int cookie)
{
	return 0;
}

int
setuni(NODE *p, int cookie)
{
	return 0;
}

int
setorder(NODE *p)
{
	return 0;
}

/* The registers that hold a call's arguments */
int *
livecall(NODE *p)
{
	static int regs[8];
	int n = 0;
	NODE *q;

	if (optype(p->n_op) == BITYPE) {
		for (q = p->n_right; q->n_op == CM; q = q->n_left)
			if (q->n_right->n_op == ASSIGN &&
			    q->n_right->n_left->n_op == REG)
				regs[n++] = regno(q->n_right->n_left);
		if (q->n_op == ASSIGN && q->n_left->n_op == REG)
			regs[n++] = regno(q->n_left);
	}
	regs[n] = -1;
	return regs;
}

int
acceptable(struct optab *op)
{
	return 1;
}
