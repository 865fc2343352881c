// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: moves, conversions and copies. local2.c includes this. R0, R1
 * and RL0 are free in each of them (macdefs.h).
 */

/* Moves of one unit: a byte, a word or a long */
static void
move_word(char *to, char *from)
{
	if (strcmp(to, from))
		ins("ld\t%s,%s", to, from);
}

static void
load_word(char *reg, int value)
{
	if (value >= 0 && value < 16)
		ins("ldk\t%s,#%d", reg, value);
	else
		ins("ld\t%s,#%d", reg, value & ONES);
}

/* Two short instructions for a long one */
static void
load_words(int reg, int value)
{
	ins("ldk\tr%d,#0", reg);
	ins("ldk\tr%d,#%d", reg + 1, value);
}

static void
load_long(char *reg, U_CONSZ value)
{
	int low = atoi(reg + 2) + 1;

	value &= 0xffffffff;
	if (!value)
		ins("subl\t%s,%s", reg, reg);
	else if (z8k_small && value < 16)
		load_words(low - 1, (int)value);
	else
		ins("ldl\t%s,#0x%llx", reg, value & 0xffffffff);
}

/* A constant to memory */
static void
store_constant(NODE *l, NODE *r)
{
	U_CONSZ value;
	int k, part;

	if (*r->n_name) {
		if (words_of(l) == 2) {
			ins("ldl\trr0,%s", lng(r, 0));
			ins("ldl\t%s,rr0", lng(l, 0));
		} else if (is_direct(word(l, 0))) {
			ins("ld\t%s,%s", word(l, 0), word(r, 0));
		} else {
			ins("ld\tr0,%s", word(r, 0));
			ins("ld\t%s,r0", word(l, 0));
		}
		return;
	}
	value = getlval(r);
	if (ISBYTE(l->n_type)) {
		part = value & 0xff;
		if (!is_direct(byte(l))) {
			ins("ldb\trl0,#%d", part);
			ins("ldb\t%s,rl0", byte(l));
		} else if (part) {
			ins("ldb\t%s,#%d", byte(l), part);
		} else {
			ins("clrb\t%s", byte(l));
		}
		return;
	}
	if (words_of(l) > 1 && (SEG || value)) {
		for (k = 0; k < words_of(l) / 2; k++) {
			load_long("rr0", value >>
				  32 * (words_of(l) / 2 - 1 - k));
			ins("ldl\t%s,rr0", lng(l, k));
		}
		return;
	}
	for (k = 0; k < words_of(l); k++) {
		part = value >> 16 * (words_of(l) - 1 - k) & ONES;
		if (!is_direct(word(l, k))) {
			load_word("r0", part);
			ins("ld\t%s,r0", word(l, k));
		} else if (part) {
			ins("ld\t%s,#%d", word(l, k), part);
		} else {
			ins("clr\t%s", word(l, k));
		}
	}
}

static void
load_constant(NODE *l, NODE *r)
{
	int k, n = words_of(l);

	if (*r->n_name) {
		if (n == 2)
			ins("ldl\t%s,%s", lng(l, 0), lng(r, 0));
		else
			ins("ld\t%s,%s", word(l, 0), word(r, 0));
	} else if (ISBYTE(l->n_type)) {
		ins("ldb\t%s,%s", byte(l), byte(r));
	} else if (n == 1) {
		load_word(word(l, 0), (int)getlval(r) & ONES);
	} else {
		for (k = 0; k < n / 2; k++)
			load_long(lng(l, k),
				  (U_CONSZ)getlval(r) >> 32 * (n / 2 - 1 - k));
	}
}

/* 64 bits from memory to a register: the one with the base comes last */
static void
load_quad(NODE *l, NODE *r)
{
	int first = first_word(l->n_rval), base;

	if (is_direct(mem(r, 0))) {
		ins("ldm\tr%d,%s,#4", first, mem(r, 0));
		return;
	}
	base = first_word(r->n_rval);
	if (r->n_rval != FPREG && base == first) {
		ins("ldl\t%s,%s", lng(l, 1), lng(r, 1));
		ins("ldl\t%s,%s", lng(l, 0), lng(r, 0));
	} else {
		ins("ldl\t%s,%s", lng(l, 0), lng(r, 0));
		ins("ldl\t%s,%s", lng(l, 1), lng(r, 1));
	}
}

/* The register @to = the frame or stack pointer plus an offset */
static void
load_frame(const char *to, int reg, int off)
{
	if (reg == FPREG)
		reg = frame_base(&off);
	if (SEG && off)
		ins("lda\t%s,%s(#%d)", to, rnames[reg], off);
	else if (SEG)
		ins("ldl\t%s,%s", to, rnames[reg]);
	else if (off)
		ins("lda\t%s,%d(%s)", to, off & ONES, rnames[reg]);
	else
		ins("ld\t%s,%s", to, rnames[reg]);
}

/* M: l = r */
static void
move(NODE *l, NODE *r)
{
	int k, n = words_of(l);
	char *scratch = "rr0";

	if (r->n_op == REG && r->n_rval == FPREG) {
		char *to = l->n_op == REG ? rnames[l->n_rval] :
					    SEG ? "rr0" : "r0";

		load_frame(to, FPREG, 0);
		if (l->n_op != REG)
			ins(SEG ? "ldl\t%s,%s" : "ld\t%s,%s", mem(l, 0), to);
		return;
	}
	if (r->n_op == ICON) {
		if (l->n_op == REG)
			load_constant(l, r);
		else
			store_constant(l, r);
		return;
	}
	if (l->n_op == REG && r->n_op == REG) {
		rmove(r->n_rval, l->n_rval, l->n_type);
		return;
	}
	if (ISBYTE(l->n_type)) {
		if (l->n_op != REG && r->n_op != REG) {
			ins("ldb\trl0,%s", byte(r));
			ins("ldb\t%s,rl0", byte(l));
		} else {
			ins("ldb\t%s,%s", byte(l), byte(r));
		}
		return;
	}
	if (n == 1) {
		if (l->n_op != REG && r->n_op != REG) {
			ins("ld\tr0,%s", word(r, 0));
			ins("ld\t%s,r0", word(l, 0));
		} else {
			ins("ld\t%s,%s", word(l, 0), word(r, 0));
		}
		return;
	}
	if (n == 4 && l->n_op == REG) {
		load_quad(l, r);
		return;
	}
	if (n == 4 && r->n_op == REG && is_direct(mem(l, 0))) {
		ins("ldm\t%s,r%d,#4", mem(l, 0), first_word(r->n_rval));
		return;
	}
	for (k = 0; k < n / 2; k++) {
		if (l->n_op != REG && r->n_op != REG) {
			ins("ldl\t%s,%s", scratch, lng(r, k));
			ins("ldl\t%s,%s", lng(l, k), scratch);
		} else {
			ins("ldl\t%s,%s", lng(l, k), lng(r, k));
		}
	}
}

void
rmove(int s, int d, TWORD t)
{
	if (s == d)
		return;
	if (s == FPREG) {
		load_frame(rnames[d], s, 0);
		return;
	}
	if (d >= RQ4) {
		ins("ldl\trr%d,rr%d", first_word(d), first_word(s));
		ins("ldl\trr%d,rr%d", first_word(d) + 2, first_word(s) + 2);
	} else if (d >= RL2) {
		ins("ldb\t%s,%s", rnames[d], rnames[s]);
	} else {
		ins("%s\t%s,%s", d >= RR2 ? "ldl" : "ld", rnames[d], rnames[s]);
	}
	if (GCLASS(s) != GCLASS(d))
		comperr("move between classes of registers");
}

/* The word register @reg = the byte @p, with the sign or zeros */
static void
widen_byte(int reg, NODE *p, int is_signed)
{
	int work = reg < R8 ? reg : 0;
	char *low = text("rl%d", work), *from = byte(p);

	if (strcmp(low, from))
		ins("ldb\t%s,%s", low, from);
	if (is_signed)
		ins("extsb\tr%d", work);
	else
		ins("clrb\trh%d", work);
	if (work != reg)
		ins("ld\tr%d,r%d", reg, work);
}

/* The lower byte of @p to the byte register @to */
static void
narrow_byte(NODE *to, NODE *p)
{
	int reg;

	if (p->n_op != REG || ISBYTE(p->n_type)) {
		ins("ldb\t%s,%s", byte(to), byte(p));
		return;
	}
	reg = first_word(p->n_rval) + words_of(p) - 1;
	if (reg >= R8) {
		ins("ld\tr0,r%d", reg);
		reg = 0;
	}
	if (strcmp(byte(to), text("rl%d", reg)))
		ins("ldb\t%s,rl%d", byte(to), reg);
}

/* V: the conversion of whole numbers @from to @to, a register */
static void
convert(NODE *to, NODE *from)
{
	int is_signed = !ISUNSIGNED(from->n_type) && !ISPTR(from->n_type) &&
			from->n_type != BOOL;
	int last = first_word(to->n_rval) + words_of(to) - 1;

	if (ISBYTE(to->n_type)) {
		narrow_byte(to, from);
		return;
	}
	if (words_of(to) == 4) {
		if (from->n_op != REG || first_word(from->n_rval) != last - 1)
			ins("ldl\trr%d,%s", last - 1, lng(from, 0));
		if (is_signed)
			ins("extsl\trq%d", last - 3);
		else
			ins("subl\trr%d,rr%d", last - 3, last - 3);
		return;
	}
	if (words_of(to) == 2 && words_of(from) == 4) {
		ins("ldl\trr%d,%s", last - 1, lng(from, 1));
		return;
	}
	if (ISBYTE(from->n_type))
		widen_byte(last, from, is_signed);
	else
		move_word(rnames[last], word(from, words_of(from) - 1));
	if (words_of(to) != 2)
		return;
	if (is_signed)
		ins("exts\trr%d", last - 1);
	else
		ins("ldk\tr%d,#0", last - 1);
}

#define INLINE_BYTES	(z8k_small ? 4 : 8)

/* G: a structure: from @r2 (@rr2) to l */
static void
copy_struct(NODE *p)
{
	NODE *l = p->n_left;
	struct attr *ap = attr_find(p->n_ap, ATTR_P2STRUCT);
	int size = ap->iarg(0), words = !(size & 1) && !(ap->iarg(1) & 1);
	char *from = SEG ? "rr2" : "r2", *to = SEG ? "rr4" : "r3";
	int off, unit;

	if (!size)
		return;
	if (words && size <= INLINE_BYTES) {
		for (off = 0; off < size; off += unit) {
			unit = size - off >= 4 ? 4 : 2;
			ins("%s\t%s,%s", unit == 4 ? "ldl" : "ld",
			    unit == 4 ? "rr0" : "r0",
			    !off ? text("@%s", from) :
			    SEG ? text("rr2(#%d)", off) :
			    text("%d(r2)", off));
			ins("%s\t%s,%s", unit == 4 ? "ldl" : "ld", mem(l, off),
			    unit == 4 ? "rr0" : "r0");
		}
		return;
	}
	if (l->n_op == OREG && !*l->n_name)
		load_frame(to, l->n_rval, (int)getlval(l));
	else
		ins("lda\t%s,%s", to, mem(l, 0));
	load_word("r0", words ? size / 2 : size);
	ins(words ? "ldir\t@%s,@%s,r0" : "ldirb\t@%s,@%s,r0", to, from);
}

/* H: after that, the address of the structure is the result, where it was. */
static void
restore_source(NODE *p)
{
	struct attr *ap = attr_find(p->n_ap, ATTR_P2STRUCT);
	int size = ap->iarg(0);

	if ((size & 1) || (ap->iarg(1) & 1) || size > INLINE_BYTES)
		ins("sub\t%s,#%d", SEG ? "r3" : "r2", size);
}
