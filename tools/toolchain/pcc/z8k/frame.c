// SPDX-License-Identifier: GPL-2.0
/*
 * Second pass: the stack frame. local2.c includes this.
 *
 *	arguments that have no register: FPREG, offsets from FIRST_ARG on
 *	return address
 *	saved registers, up to R13 (with a frame pointer: up to that)
 *	--- the frame: FPREG, offset 0
 *	variables, spilled temporaries
 *	arguments of the calls made here
 *	--- stack pointer
 *
 * The stack pointer does not move between entry and return, so that it is the
 * base of all of these, and FPREG is no register. Only in a function with
 * variable arrays does it move; there FPREG is one.
 */
#define FIRST_ARG	(ARGINIT / SZCHAR)
#define NEAR		512
#define RETURN_SIZE	(SEG ? 4 : 2)
#define SP		(SEG ? "rr14" : "r15")
#define FP_FIRST	(SEG ? 12 : R14)	/* the frame pointer's words */
#define FP_LAST		(SEG ? R13 : R14)

static int outgoing;		/* bytes for arguments of calls */
static int moves_stack;		/* is there a frame pointer? */

static int
locals(void)
{
	return (p2maxautooff + 1) & ~1;
}

/* The first register to be saved, or FP_LAST + 1 */
static int
first_saved(void)
{
	int reg;

	for (reg = R8; reg <= R13; reg++)
		if (TESTBIT(p2env.p_regs, reg))
			return reg;
	return moves_stack ? FP_FIRST : FP_LAST + 1;
}

static int
saved_count(void)
{
	int first = first_saved();
	int last = moves_stack || SEG ? FP_LAST : R13;

	return first > last ? 0 : last - first + 1;
}

/*
 * Count how many to save: not above the last that is used, as LDM has a count.
 */
static int
save_count(void)
{
	int count = saved_count(), last;

	if (moves_stack || !count)
		return count;
	for (last = R13; !TESTBIT(p2env.p_regs, last); last--)
		;
	return last - first_saved() + 1;
}

/* The base register for the frame; @off becomes the offset from it */
static int
frame_base(int *off)
{
	if (*off >= FIRST_ARG - NEAR)
		*off += 2 * save_count() + RETURN_SIZE - FIRST_ARG;
	if (moves_stack)
		return SEG ? RR12 : R14;
	*off += locals() + outgoing;
	return STKREG;
}

/* The instructions of PUSH for registers: a pair begins with an even one. */
static int
pushes(int first, int count)
{
	int end = first + count;

	return count ? (end + 1) / 2 - first / 2 : 0;
}

/* Is that no worse than LDM, which needs the stack pointer to be moved? */
static int
is_pushed(int count, int size)
{
	int most = z8k_small ? 3 : SEG || !size ? 2 : 1;

	return !moves_stack && pushes(first_saved(), count) <= most;
}

static void
push_registers(int first, int count)
{
	int reg = first + count;

	while (reg > first) {
		reg--;
		if ((reg & 1) && reg > first)
			ins("pushl\t@%s,rr%d", SP, --reg);
		else
			ins("push\t@%s,r%d", SP, reg);
	}
}

static void
pop_registers(int first, int count)
{
	int reg = first, end = first + count;

	while (reg < end) {
		if (!(reg & 1) && reg + 1 < end) {
			ins("popl\trr%d,@%s", reg, SP);
			reg++;
		} else {
			ins("pop\tr%d,@%s", reg, SP);
		}
		reg++;
	}
}

static void
move_sp(const char *add, const char *inc, int by)
{
	if (!by)
		return;
	if (by <= 16)
		ins("%s\tr15,#%d", inc, by);
	else
		ins("%s\tr15,#%d", add, by);
}

static int
frame_size(void)
{
	int size = locals() + outgoing;

	if (size > 32767)
		uerror("a function's variables need %d bytes, over 32767",
		       size);
	return size;
}

void
prologue(struct interpass_prolog *ipp)
{
	int count = save_count(), size = frame_size();

	check_stack(size + 2 * count);
	if (is_pushed(count, size)) {
		push_registers(first_saved(), count);
		move_sp("sub", "dec", size);
	} else if (SEG) {
		move_sp("sub", "dec", 2 * count);
		ins("ldm\t@rr14,r%d,#%d", first_saved(), count);
		if (moves_stack)
			ins("ldl\trr12,rr14");
		move_sp("sub", "dec", size);
	} else {
		move_sp("sub", "dec", size + 2 * count);
		if (size)
			ins("ldm\t%d(r15),r%d,#%d", size, first_saved(), count);
		else
			ins("ldm\t@r15,r%d,#%d", first_saved(), count);
		if (moves_stack)
			ins("lda\tr14,%d(r15)", size);
	}
}

static int
result_words(TWORD function)
{
	TWORD t = DECREF(function);

	if (t == STRTY || t == UNIONTY)
		return SZPTR / SZINT;
	return t == VOID ? 0 : ISWIDE(t) ? 4 : ISLNG(t) ? 2 : 1;
}

void
eoftn(struct interpass_prolog *ipp)
{
	int count = save_count(), size = frame_size();

	if (ipp->ipp_ip.ip_lbl == 0)
		return;
	if (moves_stack)
		ins(SEG ? "ldl\trr14,rr12" : "ld\tr15,r14");
	else if (SEG || is_pushed(count, size))
		move_sp("add", "inc", size);
	if (is_pushed(count, size)) {
		pop_registers(first_saved(), count);
	} else {
		if (moves_stack || SEG || !size) {
			ins("ldm\tr%d,@%s,#%d", first_saved(), SP, count);
			move_sp("add", "inc", 2 * count);
		} else {
			ins("ldm\tr%d,%d(r15),#%d", first_saved(), size, count);
			move_sp("add", "inc", size + 2 * count);
		}
	}
	/* How many words of RQ4 are the result: for z8k-opt */
	printf("\t! result %d\n", result_words(ipp->ipp_type));
	ins("ret");
}

/* The bytes from the stack pointer to the end of what is stored at @p */
static void
outgoing_end(NODE *p, int size)
{
	int off = 0;

	if (p->n_op == OREG && regno(p) == STKREG) {
		off = getlval(p);
	} else if (p->n_op == UMUL) {
		p = p->n_left;
		if ((p->n_op == PLUS || p->n_op == MINUS) &&
		    p->n_right->n_op == ICON) {
			off = getlval(p->n_right);
			p = p->n_left;
		}
		if (p->n_op != REG || regno(p) != STKREG)
			return;
	} else {
		return;
	}
	if (outgoing < off + size)
		outgoing = off + size;
}

static void
measure(NODE *p, void *arg)
{
	struct attr *ap;

	if (p->n_op == ASSIGN) {
		outgoing_end(p->n_left, 2 * words_of(p->n_left));
		if (p->n_left->n_op == REG && regno(p->n_left) == STKREG)
			moves_stack = 1;
	} else if (p->n_op == STASG) {
		ap = attr_find(p->n_ap, ATTR_P2STRUCT);
		outgoing_end(p->n_left, (ap->iarg(0) + 1) & ~1);
	}
}

static void
set_outgoing(NODE *p, void *arg)
{
	if (p->n_op == ICON && !strcmp(p->n_name, OUTGOING)) {
		p->n_name = "";
		setlval(p, outgoing);
	}
}
