// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: sums that are linear in variables, as addresses of elements are:
 * a name, a number, and variables by factors, all modulo 64 KiB. loops.c
 * computes such sums before a loop. local2.c includes this.
 */
enum { TERMS = 6 };

struct term {
	int temp;
	int factor;		/* 16 bits, with sign */
	TWORD type;
};

/*
 * An operand's address can have a number beside a register for the rest, and on
 * the Z8002 a name. Beside the frame the number tells arguments from variables
 * (frame.c), so that the register has it as well.
 */
struct linear {
	char *name;
	int is_frame;		/* and the frame */
	int number;
	int count;
	struct term term[TERMS];	/* by temp, each once */
};

static int
is_word_type(TWORD t)
{
	return t == INT || t == UNSIGNED || ISPTR(t);
}

static int
is_number(NODE *p)
{
	return p->n_op == ICON && !*p->n_name;
}

static int
add_term(struct linear *sum, NODE *p, int factor)
{
	struct term *t = sum->term, *end = t + sum->count;

	while (t < end && t->temp < p->n_rval)
		t++;
	if (t < end && t->temp == p->n_rval) {
		t->factor = (int16_t)(t->factor + factor);
		return t->factor;
	}
	if (sum->count == TERMS)
		return 0;
	memmove(t + 1, t, (end - t) * sizeof(*t));
	*t = (struct term){ p->n_rval, factor, p->n_type };
	sum->count++;
	return 1;
}

static int
add_constant(struct linear *sum, NODE *p, int factor)
{
	if (*p->n_name) {
		if (factor != 1 || *sum->name || !ISPTR(p->n_type))
			return 0;
		sum->name = p->n_name;
	} else if (SEG && ISPTR(p->n_type)) {
		return 0;
	}
	sum->number = (int16_t)(sum->number + factor * getlval(p));
	return 1;
}

/* Add @factor times @p, of a word's size. Return: could that be done? */
static int
add_linear(struct linear *sum, NODE *p, int factor)
{
	NODE *l = p->n_left, *r = p->n_right;

	factor = (int16_t)factor;
	if (!factor || !is_word_type(p->n_type) ||
	    (ISPTR(p->n_type) && factor != 1))
		return 0;
	switch (p->n_op) {
	case ICON:
		return add_constant(sum, p, factor);
	case TEMP:
		return add_term(sum, p, factor);
	case REG:
		return p->n_rval == FPREG && !sum->is_frame++;
	case SCONV:
		return !ISPTR(l->n_type) && add_linear(sum, l, factor);
	case PCONV:
		return ISPTR(l->n_type) && add_linear(sum, l, factor);
	case PLUS:
		return add_linear(sum, l, factor) && add_linear(sum, r, factor);
	case MINUS:
		return add_linear(sum, l, factor) &&
		       add_linear(sum, r, -factor);
	case MUL:
		return is_number(r) &&
		       add_linear(sum, l, factor * (int16_t)getlval(r));
	case LS:
		return is_number(r) && getlval(r) >= 0 && getlval(r) < 16 &&
		       add_linear(sum, l, factor << getlval(r));
	}
	return 0;
}

/* Is @p such a sum? */
static int
is_linear(NODE *p, struct linear *sum)
{
	*sum = (struct linear){ .name = "" };
	return add_linear(sum, p, 1);
}

static int
is_argument(const struct linear *sum)
{
	return sum->number >= FIRST_ARG - NEAR;
}

/* Do two sums differ by their number only, or by what may be in an address? */
static int
is_same(const struct linear *a, const struct linear *b)
{
	int i;

	if (a->count != b->count || (SEG && strcmp(a->name, b->name)) ||
	    a->is_frame != b->is_frame ||
	    (a->is_frame && is_argument(a) != is_argument(b)))
		return 0;
	for (i = 0; i < a->count; i++)
		if (a->term[i].temp != b->term[i].temp ||
		    a->term[i].factor != b->term[i].factor ||
		    ISPTR(a->term[i].type) != ISPTR(b->term[i].type))
			return 0;
	return 1;
}

static struct term *
find_term(struct linear *sum, int temp)
{
	int i;

	for (i = 0; i < sum->count; i++)
		if (sum->term[i].temp == temp)
			return &sum->term[i];
	return NULL;
}

/* Does the rest begin with an address that is no variable? */
static int
has_base(const struct linear *sum)
{
	return sum->is_frame || (SEG && *sum->name);
}

/* The type of a register that holds a sum without what may be in an address */
static TWORD
rest_type(const struct linear *sum)
{
	int i;

	for (i = 0; i < sum->count; i++)
		if (ISPTR(sum->term[i].type))
			return sum->term[i].type;
	return has_base(sum) ? INCREF(CHAR) : INT;
}

/* The instructions that compute that */
static int
weight(const struct linear *sum)
{
	int count = has_base(sum), i, factor;

	if (!sum->count || (sum->count == 1 && sum->term[0].factor == 1 &&
			    !count))
		return 0;
	for (i = 0; i < sum->count; i++) {
		factor = abs(sum->term[i].factor);
		if (factor == 1)
			count++;
		else if (factor == 2 || (sum->count == 1 && !count))
			count += 2;
		else
			count += 3;
	}
	return count;
}

static NODE *
term_node(const struct term *t)
{
	NODE *p = mklnode(TEMP, 0, t->temp, t->type);
	int bit = single_bit(t->factor & ONES);

	if (t->factor == 1)
		return p;
	if (bit > 0)
		return mkbinode(LS, p, mklnode(ICON, bit, 0, INT), t->type);
	return mkbinode(MUL, p, mklnode(ICON, t->factor, 0, t->type), t->type);
}

/* The sum @p + @number, or @p */
static NODE *
plus_number(NODE *p, int number)
{
	if (!number)
		return p;
	if (is_number(p)) {
		setlval(p, (int16_t)(getlval(p) + number));
		return p;
	}
	return mkbinode(PLUS, p, mklnode(ICON, number, 0, INT), p->n_type);
}

/* A tree for what the register holds: a pointer comes first */
static NODE *
rest_node(const struct linear *sum)
{
	TWORD type = rest_type(sum);
	NODE *p = NULL, *q;
	int i, pass;

	if (sum->is_frame) {
		p = plus_number(mklnode(REG, 0, FPREG, type), sum->number);
	} else if (SEG && *sum->name) {
		p = mklnode(ICON, 0, 0, type);
		p->n_name = sum->name;
	}
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < sum->count; i++) {
			if (!ISPTR(sum->term[i].type) != pass)
				continue;
			q = term_node(&sum->term[i]);
			p = p ? mkbinode(PLUS, p, q, type) : q;
		}
	return p ? p : mklnode(ICON, 0, 0, type);
}
