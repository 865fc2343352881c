// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: instructions for the tables' letters. local2.c includes this.
 * R0, R1 and RL0 are free in each of them (macdefs.h).
 */

enum { ONES = 0xffff };

/* The number of the only bit set in @value, or -1 */
static int
single_bit(unsigned int value)
{
	int bit;

	for (bit = 0; bit < 16; bit++)
		if (value == 1u << bit)
			return bit;
	return -1;
}

static const char *
opcode(int op)
{
	switch (op) {
	case PLUS:
		return "add";
	case MINUS:
		return "sub";
	case AND:
		return "and";
	case OR:
		return "or";
	case ER:
		return "xor";
	}
	comperr("no such operation: %d", op);
	return "";
}

/*
 * to = to op value, words or (suffix "b") bytes: the short forms. Sets the flags
 * or not. Return: was there one?
 */
static int
short_form(int op, const char *suffix, char *to, int value)
{
	int all = *suffix ? 0xff : ONES, bit;

	if (op == MINUS) {
		op = PLUS;
		value = -value;
	}
	value &= all;
	switch (op) {
	case PLUS:
		if (!value)
			return 1;
		if (value <= 16)
			ins("inc%s\t%s,#%d", suffix, to, value);
		else if (value > all - 16)
			ins("dec%s\t%s,#%d", suffix, to, all + 1 - value);
		else
			return 0;
		return 1;
	case AND:
		bit = single_bit(~value & all);
		if (value == all)
			return 1;
		if (!value)
			ins("clr%s\t%s", suffix, to);
		else if (bit >= 0)
			ins("res%s\t%s,#%d", suffix, to, bit);
		else
			return 0;
		return 1;
	case OR:
		bit = single_bit(value);
		if (!value)
			return 1;
		if (bit < 0)
			return 0;
		ins("set%s\t%s,#%d", suffix, to, bit);
		return 1;
	case ER:
		if (value == all)
			ins("com%s\t%s", suffix, to);
		return !value || value == all;
	}
	return 0;
}

/* Word @k of l = l op r */
static void
word_op(int op, NODE *l, NODE *r, int k)
{
	char *to = word(l, k), *from;
	int number = r->n_op == ICON && !*r->n_name, value = 0;

	if (number)
		value = (int)(getlval(r) >> 16 * (words_of(l) - 1 - k)) & ONES;
	if (number && is_direct(to) && short_form(op, "", to, value))
		return;
	from = number ? text("#%d", value) : word(r, k);
	if (l->n_op == REG) {
		if (!number)
			from = source(r, from, "ld", "r0");
		ins("%s\t%s,%s", opcode(op), to, from);
		return;
	}
	ins("ld\tr0,%s", to);
	if (!number)
		from = source(r, from, "ld", "r1");
	if (!number || !short_form(op, "", "r0", value))
		ins("%s\tr0,%s", opcode(op), from);
	ins("ld\t%s,r0", to);
}

static void
byte_op(int op, NODE *l, NODE *r)
{
	char *to = byte(l), *from;
	int number = r->n_op == ICON;

	if (number && is_direct(to) &&
	    short_form(op, "b", to, (int)getlval(r)))
		return;
	from = byte(r);
	if (l->n_op == REG) {
		from = source(r, from, "ldb", "rl0");
		ins("%sb\t%s,%s", opcode(op), to, from);
		return;
	}
	ins("ldb\trl0,%s", to);
	from = source(r, from, "ldb", "rh0");
	if (!number || !short_form(op, "b", "rl0", (int)getlval(r)))
		ins("%sb\trl0,%s", opcode(op), from);
	ins("ldb\t%s,rl0", to);
}

/* l = l + r or l - r, longs; the tables see to it that SEG reaches one of them */
static void
long_sum(int op, NODE *l, NODE *r)
{
	char *to = lng(l, 0);

	if (l->n_op == REG) {
		ins("%sl\t%s,%s", opcode(op), to,
		    source(r, lng(r, 0), "ldl", "rr0"));
		return;
	}
	if (!is_direct(lng(r, 0)))
		comperr("two places in memory");
	ins("ldl\trr0,%s", to);
	ins("%sl\trr0,%s", opcode(op), lng(r, 0));
	ins("ldl\t%s,rr0", to);
}

/* A pointer of the Z8001 plus or minus a word: the segment stays. */
static void
pointer_sum(int op, NODE *l, NODE *r)
{
	int number = r->n_op == ICON;
	char *to = word(l, 1), *from;

	if (number && l->n_op == REG &&
	    short_form(op, "", to, (int)constant(r)))
		return;
	if (number)
		from = text("#%d", (int)constant(r) & ONES);
	else
		from = word(r, words_of(r) - 1);
	if (l->n_op == REG) {
		if (!number)
			from = source(r, from, "ld", "r0");
		ins("%s\t%s,%s", opcode(op), to, from);
		return;
	}
	ins("ld\tr0,%s", to);
	if (!number)
		from = source(r, from, "ld", "r1");
	if (!number || !short_form(op, "", "r0", (int)constant(r)))
		ins("%s\tr0,%s", opcode(op), from);
	ins("ld\t%s,r0", to);
}

/* 64 bits in a register: the lower long, then words with the carry */
static void
quad_sum(int op, NODE *l, NODE *r)
{
	const char *carry = op == PLUS ? "adc" : "sbc";
	int k;

	ins("%sl\t%s,%s", opcode(op), lng(l, 1),
	    source(r, lng(r, 1), "ldl", "rr0"));
	for (k = 1; k >= 0; k--) {
		char *from = word(r, k);

		/* LD leaves the flags alone. */
		if (r->n_op != REG) {
			ins("ld\tr0,%s", from);
			from = "r0";
		}
		ins("%s\t%s,%s", carry, word(l, k), from);
	}
}

/* B: l = l op r */
static void
binary(NODE *p)
{
	NODE *l = p->n_left, *r = p->n_right;
	int op = p->n_op, sum = op == PLUS || op == MINUS, k;

	if (SEG && ISPTR(l->n_type) && sum) {
		pointer_sum(op, l, r);
	} else if (ISBYTE(l->n_type)) {
		byte_op(op, l, r);
	} else if (ISWIDE(l->n_type) && sum) {
		quad_sum(op, l, r);
	} else if (ISLNG(l->n_type) && sum) {
		long_sum(op, l, r);
	} else {
		for (k = 0; k < words_of(l); k++)
			word_op(op, l, r, k);
	}
}

/* U: l = ~l or -l */
static void
unary(NODE *p)
{
	NODE *l = p->n_left;
	int k, n = words_of(l);

	if (ISBYTE(l->n_type)) {
		ins("%sb\t%s", p->n_op == COMPL ? "com" : "neg", byte(l));
		return;
	}
	if (p->n_op == UMINUS && n == 1) {
		ins("neg\t%s", word(l, 0));
		return;
	}
	if (p->n_op == UMINUS && n == 2) {
		ins("subl\trr0,rr0");
		ins("subl\trr0,%s", lng(l, 0));
		ins("ldl\t%s,rr0", lng(l, 0));
		return;
	}
	for (k = 0; k < n; k++)
		ins("com\t%s", word(l, k));
	if (p->n_op == COMPL)
		return;
	ins("ldk\tr0,#0");
	ins("add\t%s,#1", word(l, 3));
	for (k = 2; k >= 0; k--)
		ins("adc\t%s,r0", word(l, k));
}

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

static void
load_long(char *reg, U_CONSZ value)
{
	if (!(value & 0xffffffff))
		ins("subl\t%s,%s", reg, reg);
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
			load_long("rr0", value >> 32 * (words_of(l) / 2 - 1 - k));
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

/* X: a word product: A1 = l * r */
static void
multiply(NODE *p)
{
	NODE *l = p->n_left, *r = p->n_right;

	ins("ld\tr1,%s", word(l, 0));
	ins("mult\trr0,%s", source(r, word(r, 0), "ld", "r0"));
	ins("ld\t%s,r1", word(&resc[1], 0));
}

/*
 * D: A1 = l / r or l % r, words. DIV is signed: for unsigned numbers, the
 * quotient may have 17 bits, of which DIV gives the lower 16; a divisor from
 * 0x8000 on, negative for DIV, goes into the dividend once or not at all.
 */
static void
divide(NODE *p)
{
	NODE *l = p->n_left, *r = p->n_right;
	int mod = p->n_op == MOD, big, end;
	char *result = word(&resc[1], 0), *by = word(r, 0);

	ins("ld\tr1,%s", word(l, 0));
	if (!ISUNSIGNED(p->n_type)) {
		ins("exts\trr0");
		ins("div\trr0,%s", by);
		ins("ld\t%s,%s", result, mod ? "r0" : "r1");
		return;
	}
	ins("ldk\tr0,#0");
	if (r->n_op == ICON && (getlval(r) & ONES) < 0x8000) {
		ins("div\trr0,%s", by);
		ins("ld\t%s,%s", result, mod ? "r0" : "r1");
		return;
	}
	if (r->n_op == ICON) {
		big = 0;
	} else {
		big = getlab2();
		ins("test\t%s", by);
		ins("jp\tmi," LABFMT, big);
		ins("div\trr0,%s", by);
		if (mod)
			ins("ld\tr1,r0");
	}
	end = getlab2();
	if (big) {
		ins("jp\t" LABFMT, end);
		deflab(big);
	}
	if (!mod)
		ins("ex\tr0,r1");
	ins("cp\t%s,%s", mod ? "r1" : "r0", by);
	ins("jp\tult," LABFMT, end);
	if (mod)
		ins("sub\tr1,%s", by);
	else
		ins("ldk\tr1,#1");
	deflab(end);
	ins("ld\t%s,r1", result);
}

/* Y: RR2 = RR2 * r; E: RR2 = RR2 / r or RR2 % r, in RQ0 */
static void
multiply_long(NODE *p)
{
	ins("multl\trq0,%s", lng(p->n_right, 0));
}

static void
divide_long(NODE *p)
{
	if (ISUNSIGNED(p->n_type))
		ins("subl\trr0,rr0");
	else
		ins("extsl\trq0");
	ins("divl\trq0,%s", lng(p->n_right, 0));
	if (p->n_op == MOD)
		ins("ldl\trr2,rr0");
}

/* S: l = l << r or l >> r */
static void
shift(NODE *p)
{
	NODE *l = p->n_left, *r = p->n_right;
	int left = p->n_op == LS, is_signed = !ISUNSIGNED(p->n_type);
	int bits = words_of(l) * 16, n, big;
	const char *size = words_of(l) == 2 ? "l" : "";
	char *to = *size ? lng(l, 0) : word(l, 0);

	if (r->n_op != ICON) {
		char *count = word(r, 0);

		if (!left || r->n_op != REG) {
			ins("ld\tr0,%s", count);
			count = "r0";
		}
		if (!left)
			ins("neg\tr0");
		ins("sd%s%s\t%s,%s", is_signed && !left ? "a" : "l", size, to,
		    count);
		return;
	}
	n = constant(r);
	if (n < 0 || n >= bits) {
		/* Undefined in C */
		n = bits - 1;
	}
	big = n >= 16 && *size;
	if (big && left) {
		move_word(word(l, 0), word(l, 1));
		ins("ldk\t%s,#0", word(l, 1));
		to = word(l, 0);
	} else if (big) {
		move_word(word(l, 1), word(l, 0));
		if (is_signed)
			ins("exts\t%s", lng(l, 0));
		else
			ins("ldk\t%s,#0", word(l, 0));
		to = word(l, 1);
	}
	if (big) {
		n -= 16;
		size = "";
	}
	if (n)
		ins("s%s%s\t%s,#%d", left ? "ll" : is_signed ? "ra" : "rl",
		    size, to, n);
}

/* P: A1 = l + r, l a register that stays */
static void
load_address(NODE *p)
{
	NODE *l = p->n_left, *r = p->n_right;
	int off = getlval(r);

	if (p->n_op == MINUS)
		off = -off;
	load_frame(rnames[resc[1].n_rval], l->n_rval, off);
}

/* K: a call */
static void
call(NODE *p)
{
	NODE *l = p->n_left;

	if (l->n_op != ICON) {
		ins("call\t@%s", rnames[l->n_rval]);
		return;
	}
	if (!*l->n_name && SEG)
		comperr("a call of an address without a name");
	if (*l->n_name)
		ins("call\t%s", named(l) + 1);
	else
		ins("call\t%lld", getlval(l));
}

/* J: a jump to the label or address l */
static void
jump(NODE *p)
{
	NODE *l = p->n_left;

	if (l->n_op == ICON && !*l->n_name)
		ins("jp\t" LABFMT, (int)getlval(l));
	else if (l->n_op == ICON)
		ins("jp\t%s", named(l) + 1);
	else
		ins("jp\t@%s", rnames[l->n_rval]);
}

enum { INLINE_BYTES = 8 };

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
	if (l->n_op == OREG && !*l->n_name) {
		load_frame(to, l->n_rval, (int)getlval(l));
	} else {
		ins("lda\t%s,%s", to, mem(l, 0));
	}
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

/* Q: A1 = the offset of l - that of r, pointers of the Z8001 */
static void
difference(NODE *p)
{
	char *to = word(&resc[1], 0);

	ins("ld\t%s,%s", to, word(p->n_left, 1));
	ins("sub\t%s,%s", to, source(p->n_right, word(p->n_right, 1), "ld",
				    "r0"));
}

void
zzzcode(NODE *p, int c)
{
	switch (c) {
	case 'B':
		binary(p);
		break;
	case 'C':
		compare(p);
		break;
	case 'D':
		divide(p);
		break;
	case 'E':
		divide_long(p);
		break;
	case 'G':
		copy_struct(p);
		break;
	case 'H':
		copy_struct(p);
		restore_source(p);
		break;
	case 'J':
		jump(p);
		break;
	case 'K':
		call(p);
		break;
	case 'L':
		move(&resc[1], p);
		break;
	case 'M':
		move(p->n_left, p->n_right);
		break;
	case 'P':
		load_address(p);
		break;
	case 'Q':
		difference(p);
		break;
	case 'S':
		shift(p);
		break;
	case 'T':
		test_bits(p);
		break;
	case 'U':
		unary(p);
		break;
	case 'V':
		convert(&resc[1], p->n_left);
		break;
	case 'X':
		multiply(p);
		break;
	case 'Y':
		multiply_long(p);
		break;
	default:
		comperr("no template: %c", c);
	}
}
