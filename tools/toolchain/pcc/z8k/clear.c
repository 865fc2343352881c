// SPDX-License-Identifier: GPL-2.0
/*
 * First pass: zeros in a variable on the stack, where its initializer has no
 * value. code.c includes this.
 *
 * Many are made by LDIR: the first one is stored, and each is copied to the one
 * behind it, by the copy of a structure (move.c), which is no longer one of
 * single moves when it has that many.
 */
enum {
	FEWEST_WORDS = 6,
	FEWEST_BYTES = SEG ? 4 : 6
};

/* The address of @off bits in a variable, for a @type */
static P1ND *
part_address(struct symtab *sp, OFFSZ off, TWORD type)
{
	P1ND *p = buildtree(ADDROF, nametree(sp), NULL);

	p = makety(p, INCREF(CHAR), 0, 0, 0);
	p = buildtree(PLUS, p, bcon(off / SZCHAR));
	return makety(p, INCREF(type), 0, 0, 0);
}

static void
copy_along(struct symtab *sp, OFFSZ off, TWORD unit, int count)
{
	union dimfun *df = permalloc(sizeof(*df));
	TWORD array = (unit & BTMASK) | ARY;
	OFFSZ size = tsize(unit, NULL, NULL);
	P1ND *to, *from, *p;

	df->ddim = count;
	to = block(UMUL, part_address(sp, off + size, unit), NULL, array, df,
		   NULL);
	from = part_address(sp, off, unit);
	/* Its conversions go before anybody asks for the size. */
	for (p = from; coptype(p->n_op) != LTYPE; p = p->n_left)
		p->n_df = df;
	ecomp(block(STASG, to, from, array, df, NULL));
}

/* Clear @size bits from @off on, or some of them. Return: how many */
OFFSZ
z8k_clear(struct symtab *sp, OFFSZ off, OFFSZ size)
{
	int aligned = talign(sp->stype, sp->sap) >= ALINT;
	int words = aligned && off % SZINT == 0 && size >= SZINT;
	TWORD unit = words ? INT : CHAR;
	int bits = words ? SZINT : SZCHAR;
	int count = aligned && !words ? 1 : (int)(size / bits);

	ecomp(buildtree(ASSIGN,
			buildtree(UMUL, part_address(sp, off, unit), NULL),
			bcon(0)));
	if (count < (words ? FEWEST_WORDS : FEWEST_BYTES))
		return bits;
	copy_along(sp, off, unit, count - 1);
	return (OFFSZ)count * bits;
}
