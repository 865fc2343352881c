// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: comparisons, each with its jump. local2.c includes this.
 */

static const char *const conditions[] = {
	"z", "nz", "le", "lt", "ge", "gt", "ule", "ult", "uge", "ugt",
};

static void
jump_if(int op, int label)
{
	ins("jp\t%s," LABFMT, conditions[op - EQ], label);
}

/* A word or a byte (@size "b") with zero: TEST sets only Z and S. */
static int
compare_zero(int op, const char *size, char *what, int label)
{
	static const char *const signs[] = { "mi", "pl" };

	if (op != EQ && op != NE && op != LT && op != GE)
		return 0;
	ins("test%s\t%s", size, what);
	if (op == LT || op == GE)
		ins("jp\t%s," LABFMT, signs[op == GE], label);
	else
		jump_if(op, label);
	return 1;
}

/* CP has a register on the left, or memory and a constant. */
static void
compare_small(NODE *p, const char *size)
{
	NODE *l = p->n_left, *r = p->n_right;
	int bytes = *size;
	char *scratch = bytes ? "rl0" : "r0", *load = bytes ? "ldb" : "ld";
	char *left = bytes ? byte(l) : word(l, 0), *right;

	if (is_mem(l) && r->n_op == ICON) {
		left = source(l, left, load, scratch);
	} else if (l->n_op != REG) {
		ins("%s\t%s,%s", load, scratch, left);
		left = scratch;
	}
	if (r->n_op == ICON && !*r->n_name && !getlval(r) &&
	    compare_zero(p->n_op, size, left, p->n_label))
		return;
	right = bytes ? byte(r) : word(r, 0);
	right = source(r, right, load, bytes ? "rh0" : "r1");
	ins("cp%s\t%s,%s", size, left, right);
	jump_if(p->n_op, p->n_label);
}

static void
compare_long(NODE *p)
{
	NODE *l = p->n_left, *r = p->n_right;
	char *left = lng(l, 0);

	if (r->n_op == ICON && !*r->n_name && !getlval(r) &&
	    (p->n_op == EQ || p->n_op == NE)) {
		ins("testl\t%s", source(l, left, "ldl", "rr0"));
		jump_if(p->n_op, p->n_label);
		return;
	}
	if (r->n_op == ICON && !*r->n_name && !getlval(r) &&
	    (p->n_op == LT || p->n_op == GE)) {
		/* The sign is in the upper word. */
		compare_zero(p->n_op, "", source(l, word(l, 0), "ld", "r0"),
			     p->n_label);
		return;
	}
	if (l->n_op != REG) {
		ins("ldl\trr0,%s", left);
		left = "rr0";
		if (!is_direct(lng(r, 0)))
			comperr("two places in memory");
	}
	ins("cpl\t%s,%s", left, source(r, lng(r, 0), "ldl", "rr0"));
	jump_if(p->n_op, p->n_label);
}

/* Equality of 64 bits; the order is a routine's task. */
static void
compare_quad(NODE *p)
{
	NODE *l = p->n_left, *r = p->n_right;
	int skip = p->n_op == EQ ? getlab2() : 0, k;

	if (p->n_op != EQ && p->n_op != NE)
		comperr("order of 64 bits");
	for (k = 0; k < 2; k++) {
		char *left = lng(l, k);

		if (l->n_op != REG) {
			ins("ldl\trr0,%s", left);
			left = "rr0";
		}
		ins("cpl\t%s,%s", left, source(r, lng(r, k), "ldl", "rr0"));
		if (p->n_op == NE || k)
			jump_if(p->n_op, p->n_label);
		else
			jump_if(NE, skip);
	}
	if (skip)
		deflab(skip);
}

/* C: jump to the label if l op r */
static void
compare(NODE *p)
{
	TWORD t = p->n_left->n_type;

	if (ISBYTE(t))
		compare_small(p, "b");
	else if (ISWIDE(t))
		compare_quad(p);
	else if (ISLNG(t))
		compare_long(p);
	else
		compare_small(p, "");
}

/* T: jump if the bits l->left & l->right are zero, or not */
static void
test_bits(NODE *p)
{
	NODE *what = p->n_left->n_left, *bits = p->n_left->n_right;
	int bytes = ISBYTE(what->n_type), bit = -1;
	const char *size = bytes ? "b" : "";
	char *scratch = bytes ? "rl0" : "r0", *value;

	value = bytes ? byte(what) : word(what, 0);
	if (bits->n_op == ICON)
		bit = single_bit(getlval(bits) & (bytes ? 0xff : 0xffff));
	if (bit >= 0) {
		value = source(what, value, bytes ? "ldb" : "ld", scratch);
		ins("bit%s\t%s,#%d", size, value, bit);
	} else {
		ins("ld%s\t%s,%s", size, scratch, value);
		value = bytes ? byte(bits) : word(bits, 0);
		value = source(bits, value, bytes ? "ldb" : "ld",
			       bytes ? "rh0" : "r1");
		ins("and%s\t%s,%s", size, scratch, value);
	}
	jump_if(p->n_op, p->n_label);
}

/* After an operation that set the flags: not used */
void
cbgen(int o, int lab)
{
	comperr("a jump without a comparison");
}
