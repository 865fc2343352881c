// SPDX-License-Identifier: GPL-2.0
/*
 * First pass: segments, and functions as callees. args.c has their calls.
 */
#include "pass1.h"
#include "args.h"
#include "message.c"

/* The places of this function's arguments, after those that have names */
static struct argspace named;
/* The temporary that holds the address for a structure as result */
static int result_temp;

void
setseg(int seg, char *name)
{
	switch (seg) {
	case PROG:
		name = ".text";
		break;
	case DATA:
	case LDATA:
		name = ".data";
		break;
	case STRNG:
	case RDATA:
		name = ".section .rdata";
		break;
	case UDATA:
		name = ".bss";
		break;
	case NMSEG:
		printf("\t.section %s\n", name);
		return;
	default:
		uerror("no such segment on this machine: %d", seg);
		return;
	}
	printf("\t%s\n", name);
}

void
defalign(int al)
{
	if (al > ALCHAR)
		printf("\t.even\n");
}

void
defloc(struct symtab *sp)
{
	char *name = getexname(sp);

	if (sp->sclass == EXTDEF)
		printf("\t.global\t%s\n", name);
	if (sp->slevel == 0)
		printf("%s:\n", name);
	else
		printf(LABFMT ":\n", sp->soffset);
}

static int
is_struct(TWORD t)
{
	return t == STRTY || t == UNIONTY;
}

static P1ND *
reg_node(int reg, TWORD t, union dimfun *df, struct attr *ap)
{
	P1ND *p = block(REG, NULL, NULL, t, df, ap);

	slval(p, 0);
	regno(p) = reg;
	return p;
}

/* The end of a function: a structure is copied to the place that was given. */
void
efcode(void)
{
	struct symtab *sp = cftnsp;
	TWORD t = DECREF(sp->stype);
	P1ND *to, *from;

	if (!is_struct(t))
		return;
	from = buildtree(UMUL, reg_node(PTRREG, INCREF(t), sp->sdf, sp->sap),
			 NULL);
	to = buildtree(UMUL, tempnode(result_temp, INCREF(t), sp->sdf, sp->sap),
		       NULL);
	ecomp(buildtree(ASSIGN, to, from));
	ecomp(buildtree(ASSIGN, reg_node(PTRREG, INCREF(t), sp->sdf, sp->sap),
			tempnode(result_temp, INCREF(t), sp->sdf, sp->sap)));
}

static void
to_temp(struct symtab *sp, P1ND *from)
{
	P1ND *p = tempnode(0, sp->stype, sp->sdf, sp->sap);
	int number = regno(p);

	p = buildtree(ASSIGN, p, from);
	sp->soffset = number;
	sp->sflags |= STNODE;
	ecomp(p);
}

/* The beginning of a function: arguments move to temporaries. */
void
bfcode(struct symtab **args, int count)
{
	struct symtab *sp;
	int i, offset, reg;
	TWORD t;
	P1ND *p;

	named = (struct argspace){ .next = R7 };
	t = DECREF(cftnsp->stype);
	if (is_struct(t)) {
		reg = arg_result(&named);
		p = tempnode(0, INCREF(t), cftnsp->sdf, cftnsp->sap);
		result_temp = regno(p);
		ecomp(buildtree(ASSIGN, p, reg_node(reg, INCREF(t), cftnsp->sdf,
						    cftnsp->sap)));
	}
	for (i = 0; i < count; i++) {
		sp = args[i];
		if (!sp)
			continue;
		reg = arg_place(&named, sp->stype,
				tsize(sp->stype, sp->sdf, sp->sap), 0, &offset);
		if (reg != ON_STACK) {
			to_temp(sp, reg_node(reg, sp->stype, sp->sdf, sp->sap));
			continue;
		}
		/* A character is the lower half of a word. */
		if (ISBYTE(sp->stype))
			offset += SZINT - SZCHAR;
		sp->soffset = ARGINIT + offset;
		if (xtemps && !is_struct(sp->stype))
			to_temp(sp, nametree(sp));
	}
}

void
bjobcode(void)
{
	static const struct { TWORD t; char *directive; } names[] = {
		{ CHAR, "\t.byte" }, { SHORT, "\t.word" },
		{ INT, "\t.word" }, { LONG, "\t.long" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		astypnames[names[i].t] = names[i].directive;
		astypnames[ENUNSIGN(names[i].t)] = names[i].directive;
	}
}

void
ejobcode(int flag)
{
}

void
fldty(struct symtab *p)
{
}

int
mygenswitch(int num, TWORD type, struct swents **p, int n)
{
	return 0;
}

static P1ND *
no_builtin(const char *what, P1ND *a)
{
	uerror("%s is not there on this machine", what);
	if (a)
		p1tfree(a);
	return bcon(0);
}

P1ND *
builtin_cfa(const struct bitable *bt, P1ND *a)
{
	return no_builtin("__builtin_dwarf_cfa", a);
}

P1ND *
builtin_return_address(const struct bitable *bt, P1ND *a)
{
	return no_builtin("__builtin_return_address", a);
}

P1ND *
builtin_frame_address(const struct bitable *bt, P1ND *a)
{
	return no_builtin("__builtin_frame_address", a);
}

/* va_start: the address of the first argument without a name */
P1ND *
z8k_va_start(const struct bitable *bt, P1ND *a)
{
	P1ND *p = reg_node(FPREG, INCREF(CHAR), 0, 0);

	p1tfree(a->n_right);
	p = buildtree(PLUS, p, bcon((ARGINIT + named.offset) / SZCHAR));
	p = buildtree(ASSIGN, a->n_left, p);
	p1nfree(a);
	return p;
}

/* va_arg: (t = ap, ap = t + size, *t), t a pointer to words */
P1ND *
z8k_va_arg(const struct bitable *bt, P1ND *a)
{
	P1ND *list = a->n_left, *what = a->n_right, *t, *p;
	TWORD type = what->n_type;
	int size = (int)tsize(type, what->n_df, what->n_ap);
	int skip = 0, number;

	SETOFF(size, ALSTACK);
	if (ISBYTE(type))
		skip = (SZINT - SZCHAR) / SZCHAR;
	t = tempnode(0, INCREF(CHAR), 0, 0);
	number = regno(t);
	p = buildtree(ASSIGN, t, p1tcopy(list));
	t = buildtree(PLUS, tempnode(number, INCREF(CHAR), 0, 0),
		      bcon(size / SZCHAR));
	p = buildtree(COMOP, p, buildtree(ASSIGN, list, t));
	t = tempnode(number, INCREF(CHAR), 0, 0);
	if (skip)
		t = buildtree(PLUS, t, bcon(skip));
	t = makety(t, INCREF(type), 0, what->n_df, what->n_ap);
	p = buildtree(COMOP, p, buildtree(UMUL, t, NULL));
	p1nfree(what);
	p1nfree(a);
	return p;
}

P1ND *
z8k_va_end(const struct bitable *bt, P1ND *a)
{
	return a;
}

P1ND *
z8k_va_copy(const struct bitable *bt, P1ND *a)
{
	P1ND *p = buildtree(ASSIGN, a->n_left, a->n_right);

	p1nfree(a);
	return p;
}

#include "args.c"
#include "clear.c"
