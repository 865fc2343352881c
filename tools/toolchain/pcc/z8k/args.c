// SPDX-License-Identifier: GPL-2.0
/*
 * First pass: calls. code.c includes this.
 *
 * A call becomes a list of moves: those to the stack come first, then those to
 * registers. Each moves a constant or a temporary, so that none of them can
 * change a register that holds an argument already; everything else is computed
 * before the first move. The second pass reserves the room on the stack at the
 * function's entry (frame.c), so an argument is stored and not pushed.
 */
P1ND *cstknode(TWORD t, union dimfun *df, struct attr *ap);	/* trees.c */

int
arg_place(struct argspace *space, TWORD type, int size, int anonymous,
	  int *offset)
{
	int words, reg;

	SETOFF(size, ALSTACK);
	words = size / SZINT;
	if (!anonymous && !is_struct(type)) {
		/* The first of `words` registers, a multiple of it */
		reg = (space->next - words + 1) & ~(words - 1);
		if (reg >= R2) {
			space->next = reg - 1;
			return ISBYTE(type) ? RL2 + reg - R2 :
			       ISLNG(type) ? RR2 + (reg - R2) / 2 :
			       ISWIDE(type) ? RQ4 : reg;
		}
	}
	*offset = space->offset;
	space->offset += size;
	if (space->offset >= ARGINIT)
		uerror("the arguments on the stack need %d bytes, over %d",
		       space->offset / SZCHAR, ARGINIT / SZCHAR);
	return ON_STACK;
}

int
arg_result(struct argspace *space)
{
	int offset;

	return arg_place(space, INCREF(CHAR), SZPTR, 0, &offset);
}

/* The number of arguments that the prototype names, or -1 if it names all */
static int
named_count(P1ND *function)
{
	union arglist *al;
	int count = 0, more;
	TWORD t;

	if (!function->n_df || !function->n_df->dfun)
		return -1;
	for (al = function->n_df->dfun; al->type != TELLIPSIS; al++, count++) {
		t = al->type;
		if (t == TNULL)
			return -1;
		if (ISSOU(BTYPE(t)))
			al++;
		for (more = 0; t > BTMASK; t = DECREF(t))
			if (ISARY(t) || ISFTN(t))
				more++;
		if (more)
			al++;
	}
	return count;
}

/* A place of a type on the stack, where the next call expects it */
static P1ND *
stack_node(int offset, TWORD t, union dimfun *df, struct attr *ap)
{
	struct symtab s = { .stype = t, .sdf = df, .sap = ap,
			    .soffset = offset, .sclass = AUTO };
	P1ND *p = block(NAME, NULL, NULL, t, df, ap);

	p->n_sp = &s;
	return stref(block(STREF, reg_node(STKREG, INCREF(STRTY), 0, 0), p,
			   0, 0, 0));
}

/* What can be moved without a register in between */
static int
is_simple(P1ND *p)
{
	return p->n_op == ICON || p->n_op == TEMP;
}

/* The argument as something simple: itself, or (t = argument, t) */
static P1ND *
simple(P1ND *p)
{
	P1ND *t;
	int number;

	if (is_simple(p))
		return p;
	t = tempnode(0, p->n_type, p->n_df, p->n_ap);
	number = regno(t);
	t = buildtree(ASSIGN, t, p);
	return buildtree(COMOP, t, tempnode(number, p->n_type, p->n_df,
					    p->n_ap));
}

/* A structure: a copy to the stack, from the address in a temporary */
static P1ND *
struct_to_stack(P1ND *arg, int offset)
{
	P1ND *from = buildtree(UMUL, simple(arg->n_left), NULL);
	P1ND *to = stack_node(offset, arg->n_type, arg->n_df, arg->n_ap);
	P1ND *copy = buildtree(ASSIGN, to, from);

	/* Its result, the structure, is of no use. */
	p1nfree(arg);
	from = copy->n_left;
	p1nfree(copy);
	return from;
}

static P1ND *
arg_move(struct argspace *space, P1ND *p, int anonymous)
{
	int offset, reg;

	if (p->n_op == STARG) {
		arg_place(space, p->n_type, tsize(p->n_type, p->n_df, p->n_ap),
			  anonymous, &offset);
		return struct_to_stack(p, offset);
	}
	if (ISBYTE(p->n_type))
		p = cast(p, INT, 0);
	reg = arg_place(space, p->n_type, tsize(p->n_type, p->n_df, p->n_ap),
			anonymous, &offset);
	p = simple(p);
	if (reg == ON_STACK)
		return buildtree(ASSIGN, stack_node(offset, p->n_type, p->n_df,
						    p->n_ap), p);
	return buildtree(ASSIGN, reg_node(reg, p->n_type, p->n_df, p->n_ap), p);
}

static int
is_to_register(P1ND *p)
{
	return p->n_op == ASSIGN && p->n_left->n_op == REG;
}

/*
 * The list's elements are evaluated from its last one to its first: so first
 * list the moves to registers, then the others, structures last.
 */
static P1ND *
move_list(P1ND **moves, int count)
{
	P1ND *list = NULL;
	int pass, i, kind;

	for (pass = 0; pass < 3; pass++)
		for (i = 0; i < count; i++) {
			kind = is_to_register(moves[i]) ? 0 :
			       moves[i]->n_op == ASSIGN ? 1 : 2;
			if (kind != pass)
				continue;
			list = list ? block(CM, list, moves[i], INT, 0, 0) :
				      moves[i];
		}
	return list;
}

/* Where a function that returns a structure shall put it: an own variable */
static P1ND *
result_move(struct argspace *space, P1ND *function)
{
	TWORD t = DECREF(DECREF(function->n_type));
	union dimfun *df = function->n_df ? function->n_df + 1 : 0;
	P1ND *p = cstknode(t, df, function->n_ap);
	int reg = arg_result(space);

	p = simple(buildtree(ADDROF, p, NULL));
	return buildtree(ASSIGN, reg_node(reg, p->n_type, p->n_df, p->n_ap), p);
}

static int
returns_struct(P1ND *function)
{
	return ISPTR(function->n_type) && ISFTN(DECREF(function->n_type)) &&
	       is_struct(DECREF(DECREF(function->n_type)));
}

/* A call with arguments: called once by buildtree() */
P1ND *
funcode(P1ND *p)
{
	struct argspace space = { .next = R7 };
	int known = named_count(p->n_left), count = 1, n = 0, i;
	P1ND *q, **args, **moves;

	for (q = p->n_right; q->n_op == CM; q = q->n_left)
		count++;
	args = tmpalloc(count * sizeof(*args));
	moves = tmpalloc((count + 1) * sizeof(*moves));
	for (i = count, q = p->n_right; q->n_op == CM; q = p1nfree(q))
		args[--i] = q->n_right;
	args[0] = q;
	if (returns_struct(p->n_left))
		moves[n++] = result_move(&space, p->n_left);
	for (i = 0; i < count; i++)
		moves[n++] = arg_move(&space, args[i],
				      known >= 0 && i >= known);
	p->n_right = move_list(moves, n);
	return p;
}

/* A call without arguments of a function that returns a structure */
P1ND *
call_for_struct(P1ND *p)
{
	struct argspace space = { .next = R7 };

	p->n_right = result_move(&space, p->n_left);
	p->n_op = STCALL;
	return p;
}
