// SPDX-License-Identifier: GPL-2.0
/*
 * First pass: operations as calls of routines. local.c includes this.
 */

/* The letters of a type in a routine's name: its size, unsigned ones apart */
static const char *
mode(TWORD t)
{
	switch (t) {
	case FLOAT:
		return "sf";
	case DOUBLE:
	case LDOUBLE:
		return "df";
	case LONGLONG:
	case ULONGLONG:
		return "di";
	}
	return "si";
}

/* A call of the routine @name with one or two arguments */
static P1ND *
call(TWORD result, const char *name, P1ND *first, P1ND *second)
{
	P1ND *f = block(NAME, NULL, NULL, INT, 0, 0);
	int level = blevel;

	/* Known outside of all blocks, without a prototype */
	blevel = 0;
	f->n_sp = lookup(addname((char *)name), SNORMAL);
	blevel = level;
	if (f->n_sp->sclass == SNULL)
		f->n_sp->sclass = EXTERN;
	f->n_type = INCREF(result) + (FTN - PTR);
	f->n_df = permalloc(sizeof(union dimfun));
	f->n_df->dfun = NULL;
	f->n_sp->stype = f->n_type;
	f->n_sp->sdf = f->n_df;
	f = clocal(f);
	if (second)
		first = buildtree(CM, first, second);
	return buildtree(CALL, f, first);
}

static char name[32];

static P1ND *
call_binary(P1ND *p, const char *op, const char *mode, int suffix)
{
	P1ND *l = p->n_left, *r = p->n_right;
	TWORD t = p->n_type;

	snprintf(name, sizeof(name), "__%s%s%d", op, mode, suffix);
	p1nfree(p);
	return call(t, name, l, r);
}

/* Three routines' names for signed and unsigned numbers */
static const char *
division(int op, TWORD t)
{
	static const char *const names[] = { "div", "udiv", "mod", "umod" };

	return names[(op == MOD) * 2 + !!ISUNSIGNED(t)];
}

static P1ND *
float_operation(P1ND *p)
{
	static const struct { int op; const char *name; } ops[] = {
		{ PLUS, "add" }, { MINUS, "sub" }, { MUL, "mul" },
		{ DIV, "div" },
	};
	P1ND *l = p->n_left;
	TWORD t = p->n_type;
	unsigned int i;

	if (p->n_op == UMINUS) {
		snprintf(name, sizeof(name), "__neg%s2", mode(t));
		p1nfree(p);
		return call(t, name, l, NULL);
	}
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (ops[i].op == p->n_op)
			return call_binary(p, ops[i].name, mode(t), 3);
	return p;
}

/* A comparison: that of a routine's result with zero */
static P1ND *
comparison(P1ND *p)
{
	static const char *const names[] = { "eq", "ne", "le", "lt", "ge",
					     "gt" };
	TWORD t = p->n_left->n_type;
	int op = p->n_op, is_unsigned = 0;

	if (op >= ULE) {
		op -= ULE - LE;
		is_unsigned = 1;
	}
	if (ISFLT(t)) {
		snprintf(name, sizeof(name), "__%s%s2", names[op - EQ],
			 mode(t));
	} else {
		/* Less, equal, greater: 0, 1, 2 */
		if (op == EQ || op == NE)
			return p;
		strlcpy(name, is_unsigned || ISUNSIGNED(t) ? "__ucmpdi2" :
			"__cmpdi2", sizeof(name));
	}
	p->n_left = call(INT, name, p->n_left, p->n_right);
	p->n_right = bcon(ISFLT(t) ? 0 : 1);
	p->n_op = op;
	return p;
}

/* The byte that has been widened for a comparison, or NULL */
static P1ND *
widened(P1ND *p)
{
	if (p->n_op == SCONV && (p->n_type == INT || p->n_type == UNSIGNED) &&
	    (p->n_left->n_type == CHAR || p->n_left->n_type == UCHAR))
		return p->n_left;
	return NULL;
}

/* Compare bytes as bytes: with each other, or with a constant of their range */
static P1ND *
narrow_comparison(P1ND *p)
{
	P1ND *l = widened(p->n_left), *r = widened(p->n_right);
	int op = p->n_op, is_unsigned;
	CONSZ value;

	if (!l)
		return p;
	is_unsigned = l->n_type == UCHAR;
	/* A negative byte as an unsigned number is a large one. */
	if (!is_unsigned && op >= ULE)
		return p;
	if (r) {
		if (r->n_type != l->n_type)
			return p;
		p1nfree(p->n_right);
		p->n_right = r;
	} else {
		r = p->n_right;
		if (r->n_op != ICON || r->n_sp)
			return p;
		value = glval(r);
		if (value < (is_unsigned ? 0 : MIN_CHAR) ||
		    value > (is_unsigned ? MAX_UCHAR : MAX_CHAR))
			return p;
		r->n_type = l->n_type;
	}
	p1nfree(p->n_left);
	p->n_left = l;
	if (is_unsigned && op >= LE && op <= GT)
		p->n_op = op + (ULE - LE);
	return p;
}

P1ND *
helper_operation(P1ND *p)
{
	static const struct { int op; const char *name; } shifts[] = {
		{ LS, "ashl" }, { RS, "ashr" },
	};
	TWORD t = p->n_type;

	if (p->n_op >= EQ && p->n_op <= UGT) {
		t = p->n_left->n_type;
		return ISFLT(t) || ISWIDE(t) ? comparison(p) :
		       narrow_comparison(p);
	}
	if (ISFLT(t))
		return float_operation(p);
	switch (p->n_op) {
	case MUL:
		return ISWIDE(t) ? call_binary(p, "mul", "di", 3) : p;
	case DIV:
	case MOD:
		if (ISWIDE(t) ||
		    (t == ULONG && !(p->n_right->n_op == ICON &&
				     glval(p->n_right) > 0 &&
				     glval(p->n_right) <= MAX_LONG)))
			return call_binary(p, division(p->n_op, t), mode(t), 3);
		return p;
	case LS:
	case RS:
		if (!ISWIDE(t))
			return p;
		return call_binary(p, p->n_op == RS && ISUNSIGNED(t) ? "lshr" :
				   shifts[p->n_op == RS].name, "di", 3);
	}
	return p;
}

/* From and to long or long long; others are converted to or from those. */
P1ND *
helper_conversion(P1ND *p)
{
	P1ND *l = p->n_left;
	TWORD from = l->n_type, to = p->n_type, whole, result;

	if (to == LDOUBLE)
		to = DOUBLE;
	if (from == LDOUBLE)
		from = DOUBLE;
	if (ISFLT(to) && ISFLT(from)) {
		p1nfree(p);
		if (to == from)
			return l;
		return call(to, to == DOUBLE ? "__extendsfdf2" : "__truncdfsf2",
			    l, NULL);
	}
	whole = ISFLT(to) ? from : to;
	if (!ISINTEGER(whole))
		return p;
	if (ISWIDE(whole))
		whole = ISUNSIGNED(whole) ? ULONGLONG : LONGLONG;
	else if (whole != ULONG)
		whole = LONG;
	if (ISFLT(to)) {
		snprintf(name, sizeof(name), "__float%s%s%s",
			 ISUNSIGNED(whole) ? "un" : "", mode(whole), mode(to));
		p1nfree(p);
		return call(to, name, convert_to(l, whole), NULL);
	}
	result = p->n_type;
	snprintf(name, sizeof(name), "__fix%s%s%s",
		 ISUNSIGNED(whole) ? "uns" : "", mode(from), mode(whole));
	p1nfree(p);
	return convert_to(call(whole, name, l, NULL), result);
}
