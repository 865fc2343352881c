// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: the tables' letters; addresses, calls and jumps. local2.c
 * includes this.
 */

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

	/* For z8k-opt */
	printf("\t! arguments %u\n", argument_words);
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

/* Q: A1 = the offset of l - that of r, pointers of the Z8001 */
static void
difference(NODE *p)
{
	char *to = word(&resc[1], 0), *from;

	ins("ld\t%s,%s", to, word(p->n_left, 1));
	from = source(p->n_right, word(p->n_right, 1), "ld", "r0");
	ins("sub\t%s,%s", to, from);
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
