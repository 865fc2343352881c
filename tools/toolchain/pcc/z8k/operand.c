// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: operands as text. local2.c includes this.
 *
 * A value of several words begins with its most significant one, in registers
 * and in memory; word(p, 0) is that one.
 */

char *rnames[] = {
	"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7",
	"r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
	"rr2", "rr4", "rr6", "rr8", "rr10", "rr12", "rr14",
	"rl2", "rl3", "rl4", "rl5", "rl6", "rl7",
	"rq4", "rq8",
};

/* Text in one of some buffers, which live until so many are used again */
static char *
text(const char *format, ...)
{
	static char buffers[16][320];
	static int next;
	char *buffer = buffers[next++ % 16];
	va_list ap;

	va_start(ap, format);
	if (vsnprintf(buffer, 320, format, ap) >= 320)
		comperr("a name is too long");
	va_end(ap);
	return buffer;
}

/* One instruction; two blanks tell z8k-opt that it is the compiler's. */
static void
ins(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	printf("  ");
	vprintf(format, ap);
	putchar('\n');
	va_end(ap);
}

/* The number of the first word register of any register */
static int
first_word(int reg)
{
	if (reg >= RQ4)
		return 4 + (reg - RQ4) * 4;
	if (reg >= RL2)
		return reg - RL2 + R2;
	return reg >= RR2 ? (reg - RR2) * 2 + R2 : reg;
}

/* How many word registers is it? */
static int
words_of_reg(int reg)
{
	return reg >= RQ4 ? 4 : reg >= RL2 || reg < RR2 ? 1 : 2;
}

static int
is_mem(NODE *p)
{
	return p->n_op == OREG || p->n_op == NAME;
}

/*
 * Can every instruction have this operand? Only moves have a base and an offset
 * on the Z8001.
 */
static int
is_direct(const char *operand)
{
	return !SEG || !strstr(operand, "(#");
}

/* What lies in memory at @p, @off bytes further */
static char *
mem(NODE *p, int off)
{
	int reg = p->n_rval;

	off += getlval(p);
	if (p->n_op == NAME) {
		if (*p->n_name)
			return off ? text("%s%+d", p->n_name, off) : p->n_name;
		if (SEG)
			comperr("an address without a segment: %d", off);
		return text("%d", off & 0xffff);
	}
	if (p->n_op != OREG)
		comperr("no place in memory: %d", p->n_op);
	if (reg == FPREG)
		reg = frame_base(&off);
	if (SEG) {
		if (*p->n_name)
			comperr("name with a base");
		return off ? text("%s(#%d)", rnames[reg], off) :
			     text("@%s", rnames[reg]);
	}
	if (*p->n_name)
		return text(off ? "%s%+d(%s)" : "%s%.0d(%s)", p->n_name, off,
			    rnames[reg]);
	return off ? text("%d(%s)", off & 0xffff, rnames[reg]) :
		     text("@%s", rnames[reg]);
}

static int
words_of(NODE *p)
{
	return ISWIDE(p->n_type) ? 4 : ISLNG(p->n_type) ? 2 : 1;
}

static CONSZ
constant(NODE *p)
{
	if (*p->n_name)
		comperr("an address as a number");
	return getlval(p);
}

static char *
named(NODE *p)
{
	int off = getlval(p);

	return off ? text("#%s%+d", p->n_name, off) : text("#%s", p->n_name);
}

/* Word @k of @p */
static char *
word(NODE *p, int k)
{
	switch (p->n_op) {
	case REG:
		if (p->n_rval == FPREG)
			comperr("the frame has no register");
		return rnames[first_word(p->n_rval) + k];
	case ICON:
		if (*p->n_name && words_of(p) == 1)
			return named(p);
		return text("#%d", (int)(constant(p) >>
					 16 * (words_of(p) - 1 - k)) & 0xffff);
	}
	return mem(p, 2 * k);
}

/* Long @k of @p */
static char *
lng(NODE *p, int k)
{
	switch (p->n_op) {
	case REG:
		if (p->n_rval == FPREG)
			comperr("the frame has no register");
		return text("rr%d", first_word(p->n_rval) + 2 * k);
	case ICON:
		if (*p->n_name)
			return named(p);
		if (words_of(p) == 4 && k == 0)
			return text("#0x%llx", constant(p) >> 32 & 0xffffffff);
		return text("#0x%llx", constant(p) & 0xffffffff);
	}
	return mem(p, 4 * k);
}

/* The byte @p, or the lowest byte of the number @p */
static char *
byte(NODE *p)
{
	switch (p->n_op) {
	case REG:
		if (GCLASS(p->n_rval) != CLASSC)
			comperr("a word as a byte");
		return rnames[p->n_rval];
	case ICON:
		return text("#%d", (int)constant(p) & 0xff);
	}
	return mem(p, ISBYTE(p->n_type) ? 0 : 2 * words_of(p) - 1);
}

/*
 * A word, long or byte as another instruction's source: in memory that not
 * every instruction reaches, it is loaded into the register @scratch first.
 */
static char *
source(NODE *p, char *operand, const char *load, char *scratch)
{
	if (!is_mem(p) || is_direct(operand))
		return operand;
	ins("%s\t%s,%s", load, scratch, operand);
	return scratch;
}

void
adrcon(CONSZ val)
{
	printf("#%lld", val);
}

void
conput(FILE *fp, NODE *p)
{
	if (p->n_op != ICON)
		comperr("no constant: %d", p->n_op);
	if (*p->n_name)
		fprintf(fp, "%s", named(p) + 1);
	else
		fprintf(fp, "%lld", getlval(p));
}

void
insput(NODE *p)
{
	comperr("insput");
}

void
upput(NODE *p, int size)
{
	comperr("upput");
}

/* An operand of assembler statements, and of few templates */
void
adrput(FILE *io, NODE *p)
{
	switch (p->n_op) {
	case FLD:
		adrput(io, p->n_left);
		return;
	case REG:
		fputs(rnames[p->n_rval], io);
		return;
	case ICON:
		fputc('#', io);
		conput(io, p);
		return;
	case NAME:
	case OREG:
		fputs(mem(p, 0), io);
		return;
	}
	comperr("illegal address: %d", p->n_op);
}
