// SPDX-License-Identifier: GPL-2.0
/*
 * First pass: what the machine has no instructions for becomes something else,
 * in clocal(), which sees each node when it is built: mostly calls of the
 * run-time's routines (helpers.c). Also constants, names and types.
 */
#include <strings.h>
#include "unicode.h"
#include "pass1.h"
#include "helpers.h"

#define IALLOC(sz)	(isinlining ? permalloc(sz) : tmpalloc(sz))

P1ND *call_for_struct(P1ND *p);

static P1ND *
local_name(P1ND *p)
{
	struct symtab *q = p->n_sp;
	P1ND *r;

	if (!q)
		return p;
	switch (q->sclass) {
	case PARAM:
	case AUTO:
		r = block(REG, NULL, NULL, INCREF(STRTY), 0, 0);
		slval(r, 0);
		regno(r) = FPREG;
		return stref(block(STREF, r, p, 0, 0, 0));
	case STATIC:
		if (q->slevel > 0)
			slval(p, 0);
		break;
	case REGISTER:
		p->n_op = REG;
		slval(p, 0);
		regno(p) = q->soffset;
	}
	return p;
}

static int
size_of(P1ND *p)
{
	return (int)tsize(p->n_type, p->n_df, p->n_ap);
}

static P1ND *
convert_to(P1ND *p, TWORD t)
{
	return p->n_type == t ? p : makety(p, t, 0, 0, 0);
}

/* A conversion between whole numbers, or one that needs a step in between */
static P1ND *
conversion(P1ND *p)
{
	P1ND *l = p->n_left;
	TWORD from = l->n_type, to = p->n_type;

	if (to == from) {
		p1nfree(p);
		return l;
	}
	if (ISFLT(to) || ISFLT(from))
		return helper_conversion(p);
	if (l->n_op == COMOP)
		return p;
	if (l->n_op == ICON) {
		if (!l->n_sp) {
			concast(l, to);
			l->n_type = to;
			l->n_ap = 0;
			p1nfree(p);
			return l;
		}
		if (size_of(p) != SZPTR)
			return p;
		l->n_type = to;
		l->n_ap = 0;
		p1nfree(p);
		return l;
	}
	if (!(to & TMASK) && !(from & TMASK) && size_of(p) == size_of(l) &&
	    to != BOOL && from != BOOL &&
	    (l->n_op == NAME || l->n_op == UMUL)) {
		l->n_type = to;
		p1nfree(p);
		return l;
	}
	/* 64 bits from and to a long only; pointers as numbers of their size */
	if (ISWIDE(to) && !ISWIDE(from) && !ISLNG(from))
		p->n_left = convert_to(l, ISUNSIGNED(from) ? ULONG : LONG);
	else if (SEG && (from & TMASK) && ISWIDE(to))
		p->n_left = convert_to(l, ULONG);
	return p;
}

/* Pointers from numbers: the number gets a pointer's size first. */
static P1ND *
to_pointer(P1ND *p)
{
	P1ND *l = p->n_left;
	TWORD want = SEG ? ULONG : UNSIGNED;

	if (ISPTR(l->n_type) || l->n_op == ICON || !ISINTEGER(l->n_type))
		return p;
	if (size_of(l) != SZPTR || l->n_type == BOOL)
		p->n_left = convert_to(l, SEG && !ISUNSIGNED(l->n_type) &&
				       l->n_type != BOOL ? LONG : want);
	return p;
}

/* Operations on characters for which there is none: as words */
static P1ND *
as_word(P1ND *p)
{
	TWORD t = p->n_type;

	p->n_left = convert_to(p->n_left, ISUNSIGNED(t) ? UNSIGNED : INT);
	if (p->n_op == LS || p->n_op == RS)
		p->n_right = convert_to(p->n_right, INT);
	else
		p->n_right = convert_to(p->n_right, p->n_left->n_type);
	p->n_type = p->n_left->n_type;
	return convert_to(clocal(p), t);
}

static P1ND *
to_result(P1ND *p)
{
	p->n_op = ASSIGN;
	p->n_right = p->n_left;
	p->n_left = block(REG, NULL, NULL, p->n_type, 0, 0);
	slval(p->n_left, 0);
	regno(p->n_left) = RETREG(p->n_type);
	return p;
}

P1ND *
clocal(P1ND *p)
{
	switch (p->n_op) {
	case NAME:
		return local_name(p);
	case USTCALL:
		return call_for_struct(p);
	case SCONV:
		return conversion(p);
	case PCONV:
		return to_pointer(p);
	case FORCE:
		return to_result(p);
	case LS:
	case RS:
		if (p->n_right->n_type != INT)
			p->n_right = convert_to(p->n_right, INT);
		/* FALLTHROUGH */
	case MUL:
	case DIV:
	case MOD:
		if (ISBYTE(p->n_type))
			return as_word(p);
		/* FALLTHROUGH */
	case PLUS:
	case MINUS:
	case UMINUS:
	case EQ:
	case NE:
	case LE:
	case LT:
	case GE:
	case GT:
	case ULE:
	case ULT:
	case UGE:
	case UGT:
		return helper_operation(p);
	}
	return p;
}

/* A number with a point lies in memory. */
void
myp2tree(P1ND *p)
{
	struct symtab *sp;

	if (p->n_op != FCON)
		return;
	sp = IALLOC(sizeof(struct symtab));
	memset(sp, 0, sizeof(*sp));
	sp->sclass = STATIC;
	sp->slevel = 1;
	sp->soffset = getlab();
	sp->stype = p->n_type;
	sp->squal = CON >> TSHIFT;
	locctr(RDATA, sp);
	defloc(sp);
	ninval(0, tsize(sp->stype, sp->sdf, sp->sap), p);
	p->n_op = NAME;
	slval(p, 0);
	p->n_sp = sp;
}

int
andable(P1ND *p)
{
	return 1;
}

int
cisreg(TWORD t)
{
	return 1;
}

/*
 * A variable array, or alloca: @p times @off bits, an even number of bytes,
 * from the stack. What the next call finds on the stack stays below it; the
 * second pass replaces the name with the size of that.
 */
void
spalloc(P1ND *t, P1ND *p, OFFSZ off)
{
	struct symtab *above = permalloc(sizeof(*above));
	P1ND *sp;

	memset(above, 0, sizeof(*above));
	above->sname = OUTGOING;
	above->stype = INT;
	above->sclass = EXTERN;
	p = buildtree(MUL, convert_to(p, UNSIGNED), bcon(off / SZCHAR));
	p = buildtree(PLUS, p, bcon(1));
	p = buildtree(AND, p, bcon(-2));
	sp = block(REG, NULL, NULL, INCREF(CHAR), 0, 0);
	slval(sp, 0);
	regno(sp) = STKREG;
	ecomp(buildtree(ASSIGN, sp, buildtree(MINUS, p1tcopy(sp), p)));
	/* The frame pointer is above; a difference may be below 0. */
	if (z8k_stack_check)
		send_passt(IP_ASM, SEG ?
			   "\tcp\tr15,r13\n\tjr\tule,.+4\n\tsc\t#255" :
			   "\tcp\tr15,r14\n\tjr\tugt,.+8\n"
			   "\tcp\tr15,#__stack_limit\n\tjr\tuge,.+4\n"
			   "\tsc\t#255");
	sp = block(REG, NULL, NULL, INCREF(CHAR), 0, 0);
	slval(sp, 0);
	regno(sp) = STKREG;
	sp = block(PLUS, sp, xbcon(0, above, INT), INCREF(CHAR), 0, 0);
	t->n_type = sp->n_type;
	ecomp(buildtree(ASSIGN, t, sp));
}

void
instring(struct symtab *sp)
{
	char *s = sp->sname;
	TWORD t = BTYPE(sp->stype);
	unsigned short pair[2];
	int count = 0;

	locctr(STRNG, sp);
	defloc(sp);
	if (t != CHAR && t != UCHAR) {
		/* Wide characters: UTF-16 */
		while (*s) {
			cp2u16(u82cp(&s), pair);
			printf("\t.word\t%u\n", pair[0]);
			if (pair[1])
				printf("\t.word\t%u\n", pair[1]);
		}
		printf("\t.word\t0\n");
		return;
	}
	while (*s) {
		printf(count++ % 16 ? "," : "\n\t.byte\t");
		printf("%d", (*s == '\\' ? esccon(&s) : *s++) & 0377);
	}
	printf(count % 16 ? ",0\n" : "\n\t.byte\t0\n");
}

/* Constants that inval() cannot print: those of 64 bits and with a point */
int
ninval(CONSZ off, int fsz, P1ND *p)
{
	uint32_t *bits;
	int count;
	U_CONSZ value;

	if (SEG && ISPTR(p->n_type)) {
		printf("\t.long\t%lld", glval(p));
		if (p->n_sp && p->n_sp->sclass == STATIC &&
		    p->n_sp->slevel > 0) {
			printf("+" LABFMT, abs(p->n_sp->soffset));
			if ((p->n_sp->sflags & SMASK) == SSTRING)
				p->n_sp->sflags |= SASG;
		} else if (p->n_sp) {
			printf("+%s", getexname(p->n_sp));
		}
		putchar('\n');
		return 1;
	}
	switch (p->n_type) {
	case LONGLONG:
	case ULONGLONG:
		if (p->n_op != ICON || p->n_sp)
			return 0;
		value = glval(p);
		printf("\t.long\t0x%llx,0x%llx\n", value >> 32,
		       value & 0xffffffff);
		return 1;
	case FLOAT:
		bits = soft_toush(p->n_scon, FLOAT, &count);
		printf("\t.long\t0x%x\n", bits[0]);
		return 1;
	case DOUBLE:
	case LDOUBLE:
		bits = soft_toush(p->n_scon, DOUBLE, &count);
		printf("\t.long\t0x%x,0x%x\n", bits[1], bits[0]);
		return 1;
	}
	return 0;
}

/* Would the assembler take this name for a register or a condition? */
static int
is_reserved(const char *name)
{
	static const char *const words[] = {
		"sp", "pc", "fcw", "flags", "refresh", "psap", "psapseg",
		"psapoff", "nsp", "nspseg", "nspoff", "z", "nz", "c", "nc",
		"pl", "mi", "ne", "eq", "ov", "nov", "pe", "po", "ge", "lt",
		"gt", "le", "uge", "ult", "ugt", "ule", "t", "f",
	};
	unsigned int i;

	if ((*name | 040) == 'r') {
		i = strspn(name + 1, "RrQqHhLl") + 1;
		if (i < 3 && name[i] &&
		    strspn(name + i, "0123456789") == strlen(name + i))
			return 1;
	}
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcasecmp(name, words[i]))
			return 1;
	return 0;
}

/* A name in quotes is nothing but a name. */
char *
exname(char *p)
{
	char *quoted;

	if (!p)
		return "";
	if (!is_reserved(p))
		return p;
	quoted = permalloc(strlen(p) + 3);
	sprintf(quoted, "\"%s\"", p);
	return quoted;
}

TWORD
ctype(TWORD type)
{
	switch (BTYPE(type)) {
	case SHORT:
		MODTYPE(type, INT);
		break;
	case USHORT:
		MODTYPE(type, UNSIGNED);
		break;
	case LDOUBLE:
		MODTYPE(type, DOUBLE);
		break;
	}
	return type;
}

void
calldec(P1ND *p, P1ND *q)
{
}

void
extdec(struct symtab *q)
{
}

/* A variable without a value: in .bss, or common */
void
defzero(struct symtab *sp)
{
	int size = (int)(tsize(sp->stype, sp->sdf, sp->sap) + SZCHAR - 1) /
		   SZCHAR;
	char *name = getexname(sp);

	if (sp->sclass != STATIC) {
		/* The linker aligns it by its size. */
		printf("\t.comm\t%s,%d\n", name, (size + 1) & ~1);
		return;
	}
	locctr(UDATA, sp);
	if (sp->slevel == 0)
		printf("%s:", name);
	else
		printf(LABFMT ":", sp->soffset);
	printf("\t.space\t%d\n", size);
}

int
mypragma(char *str)
{
	return 0;
}

void
fixdef(struct symtab *sp)
{
#ifdef GCC_COMPAT
	if (attr_find(sp->sap, GCC_ATYP_ALIAS) ||
	    attr_find(sp->sap, GCC_ATYP_WEAKREF))
		uerror("%s: this machine has no aliases", sp->sname);
#endif
}

void
pass1_lastchance(struct interpass *ip)
{
}

#include "helpers.c"
