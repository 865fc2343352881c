// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: sums, products, quotients, shifts. local2.c includes this. R0,
 * R1 and RL0 are free in each of them (macdefs.h).
 */

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
 * to = to op value, words or (suffix "b") bytes: the short forms. Some do not
 * set the flags. Return: was there one?
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

/* l = l + r or l - r, longs, at most one of which is in memory with SEG */
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
