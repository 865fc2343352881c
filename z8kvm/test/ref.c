// SPDX-License-Identifier: GPL-2.0
/*
 * The reference: memory, registers, flags, traps.
 */
#include "ref.h"

bool ref_seg(const struct ref *ref)
{
	return ref->cpu.fcw & Z8K_FCW_SEG;
}

bool ref_sys(const struct ref *ref)
{
	return ref->bare && ref->cpu.fcw & Z8K_FCW_SYS;
}

/* Give up this step */
void ref_fail(struct ref *ref, enum z8k_exit exit, enum z8k_fault fault)
{
	ref->exit = exit;
	ref->fault = fault;
	longjmp(ref->out, 1);
}

u32 ref_advance(u32 addr, u32 bytes)
{
	return (addr & 0xffff0000) + ((addr + bytes) & 0xffff);
}

enum access { FETCH, LOAD, STORE };

/*
 * Accesses that a memory management unit refuses. The limit counts blocks of
 * 256 bytes: in a segment that grows down, addresses from there to the end are
 * legal, in others those up to the block's end. System-only: not in normal
 * mode. Read-only: no writing. Execute-only: fetched, neither read nor written.
 */
static enum z8k_fault violation(const struct ref *ref,
				const struct ref_segment *seg, u32 offset,
				enum access access)
{
	u32 first = seg->attr & Z8K_SEG_DOWN ? seg->limit * 256 : 0;
	u32 last = seg->attr & Z8K_SEG_DOWN ? 65535 : seg->limit * 256 + 255;

	if (offset < first || offset > last)
		return Z8K_FAULT_LIMIT;
	if (seg->attr & Z8K_SEG_SYSONLY && !ref_sys(ref))
		return Z8K_FAULT_SYSONLY;
	if (seg->attr & Z8K_SEG_READONLY && access == STORE)
		return Z8K_FAULT_READONLY;
	if (seg->attr & Z8K_SEG_EXECONLY && access != FETCH)
		return Z8K_FAULT_EXECONLY;
	return Z8K_FAULT_NONE;
}

static struct ref_segment *segment_of(struct ref *ref, u32 addr,
				      enum access access)
{
	enum z8k_fault fault = Z8K_FAULT_SEGMENT;
	u32 n = addr >> 16 & 0x7f;
	struct ref_segment *seg = NULL;

	if (n < REF_SEGMENTS)
		seg = &ref->seg[addr & REF_CODE ? Z8K_CODE : Z8K_DATA][n];
	if (seg && seg->attr & Z8K_SEG_VALID)
		fault = violation(ref, seg, addr & 0xffff, access);
	if (fault) {
		ref->fault_at = addr & 0x7fffff;
		ref_fail(ref, Z8K_EXIT_FAULT, fault);
	}
	return seg;
}

static u8 load_byte(struct ref *ref, u32 addr, enum access access)
{
	return segment_of(ref, addr, access)->bytes[addr & 0xffff];
}

static u16 load_word(struct ref *ref, u32 addr, enum access access)
{
	addr &= ~1u;
	return load_byte(ref, addr, access) * 256 +
	       load_byte(ref, addr + 1, access);
}

/* Words are at even addresses; a long word is two words */
u32 ref_load(struct ref *ref, u32 addr, unsigned int size)
{
	u32 high;

	if (size == 1)
		return load_byte(ref, addr, LOAD);
	if (size == 2)
		return load_word(ref, addr, LOAD);
	high = load_word(ref, addr, LOAD);
	return high * 65536 + load_word(ref, ref_advance(addr, 2), LOAD);
}

static void store_byte(struct ref *ref, u32 addr, u8 value)
{
	struct ref_segment *seg = segment_of(ref, addr, STORE);
	u16 at = addr;

	ref->undo[ref->undos].seg = seg;
	ref->undo[ref->undos].at = at;
	ref->undo[ref->undos++].byte = seg->bytes[at];
	seg->bytes[at] = value;
}

void ref_store(struct ref *ref, u32 addr, unsigned int size, u32 value)
{
	if (size == 1) {
		store_byte(ref, addr, value);
		return;
	}
	addr &= ~1u;
	if (size == 4) {
		ref_store(ref, addr, 2, value / 65536);
		ref_store(ref, ref_advance(addr, 2), 2, value);
		return;
	}
	store_byte(ref, addr, value / 256);
	store_byte(ref, addr + 1, value);
}

/* The next word of the instruction */
u16 ref_peek(struct ref *ref)
{
	return load_word(ref, REF_CODE | Z8K_ADDR(ref->cpu.pc_seg,
						  ref->cpu.pc), FETCH);
}

u16 ref_fetch(struct ref *ref)
{
	u16 word = ref_peek(ref);

	ref->cpu.pc += 2;
	return word;
}

/* Byte registers: RH0 to RH7, RL0 to RL7; longer ones begin at even ones */
u32 ref_reg(const struct ref *ref, unsigned int n, unsigned int size)
{
	const u16 *r = ref->cpu.r;

	switch (size) {
	case 1:
		return n < 8 ? r[n] / 256 : r[n - 8] % 256;
	case 2:
		return r[n];
	default:
		n -= n % 2;
		return r[n] * 65536u + r[n + 1];
	}
}

void ref_reg_set(struct ref *ref, unsigned int n, unsigned int size, u32 v)
{
	u16 *r = ref->cpu.r;

	switch (size) {
	case 1:
		if (n < 8)
			r[n] = v % 256 * 256 + r[n] % 256;
		else
			r[n - 8] = r[n - 8] / 256 * 256 + v % 256;
		break;
	case 2:
		r[n] = v;
		break;
	default:
		n -= n % 2;
		r[n] = v / 65536;
		r[n + 1] = v;
		break;
	}
}

/* The address in Rn, or in segmented mode in RRn */
u32 ref_pointer(const struct ref *ref, unsigned int n)
{
	if (!ref_seg(ref))
		return Z8K_ADDR(ref->cpu.pc_seg, ref->cpu.r[n]);
	n -= n % 2;
	return Z8K_ADDR(ref->cpu.r[n] / 256 % 128, ref->cpu.r[n + 1]);
}

void ref_pointer_move(struct ref *ref, unsigned int n, int bytes)
{
	ref->cpu.r[ref_seg(ref) ? n - n % 2 + 1 : n] += bytes;
}

u32 ref_get(struct ref *ref, const struct operand *operand)
{
	switch (operand->where) {
	case IN_REGISTER:
		return ref_reg(ref, operand->at, operand->size);
	case IN_MEMORY:
		return ref_load(ref, operand->at, operand->size);
	default:
		return operand->at;
	}
}

void ref_put(struct ref *ref, const struct operand *operand, u32 value)
{
	if (operand->where == IN_REGISTER)
		ref_reg_set(ref, operand->at, operand->size, value);
	else
		ref_store(ref, operand->at, operand->size, value);
}

void ref_flag(struct ref *ref, u16 flag, bool value)
{
	if (value)
		ref->cpu.fcw |= flag;
	else
		ref->cpu.fcw &= ~flag;
}

bool ref_is(const struct ref *ref, u16 flag)
{
	return ref->cpu.fcw & flag;
}

bool ref_cc(const struct ref *ref, unsigned int cc)
{
	bool c = ref_is(ref, Z8K_FCW_C), z = ref_is(ref, Z8K_FCW_Z);
	bool s = ref_is(ref, Z8K_FCW_S), v = ref_is(ref, Z8K_FCW_PV);

	switch (cc) {
	case 0:
		return false;
	case 1:
		return s != v;
	case 2:
		return z || s != v;
	case 3:
		return c || z;
	case 4:
		return v;
	case 5:
		return s;
	case 6:
		return z;
	case 7:
		return c;
	default:
		return !ref_cc(ref, cc - 8);
	}
}

void ref_jump(struct ref *ref, u32 addr)
{
	ref->cpu.pc_seg = addr >> 16;
	ref->cpu.pc = addr & 0xfffe;
}

/* Change the FCW; stack pointers follow the mode */
static void set_fcw(struct ref *ref, u16 fcw)
{
	struct z8k_cpu *cpu = &ref->cpu;
	bool was_normal = !(cpu->fcw & Z8K_FCW_SYS);
	bool is_normal = !(fcw & Z8K_FCW_SYS);
	bool was_14 = was_normal && cpu->fcw & Z8K_FCW_SEG;
	bool is_14;
	u16 old;

	if (cpu->model == Z8K_Z8002)
		fcw &= 0x7fff;
	is_14 = is_normal && fcw & Z8K_FCW_SEG;
	if (was_normal != is_normal) {
		old = cpu->r[15];
		cpu->r[15] = cpu->other_r15;
		cpu->other_r15 = old;
	}
	if (was_14 != is_14) {
		old = cpu->r[14];
		cpu->r[14] = cpu->other_r14;
		cpu->other_r14 = old;
	}
	cpu->fcw = fcw;
}

/* Take a new status as a whole */
void ref_status(struct ref *ref, u16 fcw, u16 seg, u16 pc)
{
	set_fcw(ref, fcw);
	ref->cpu.pc = pc & 0xfffe;
	if (ref->cpu.model == Z8K_Z8001)
		ref->cpu.pc_seg = seg / 256 % 128;
}

static void push(struct ref *ref, u16 word)
{
	ref_pointer_move(ref, 15, -2);
	ref_store(ref, ref_pointer(ref, ref_seg(ref) ? 14 : 15), 2, word);
}

/*
 * Push PC, FCW and identifier in system mode, and load the new status from the
 * program status area, which is in the code space
 */
static void enter(struct ref *ref, unsigned int vector, unsigned int pc_vector,
		  u16 id)
{
	struct z8k_cpu *cpu = &ref->cpu;
	bool z8001 = cpu->model == Z8K_Z8001;
	u16 fcw = cpu->fcw, pc = cpu->pc;
	u16 seg = 0x8000 + cpu->pc_seg * 256;
	u32 area = REF_CODE | Z8K_ADDR(z8001 ? cpu->psap_seg / 256 % 128 : 0,
				       cpu->psap_off);
	u32 at = ref_advance(area, pc_vector);

	set_fcw(ref, fcw | Z8K_FCW_SYS | (z8001 ? Z8K_FCW_SEG : 0));
	push(ref, pc);
	if (z8001)
		push(ref, seg);
	push(ref, fcw);
	push(ref, id);
	fcw = ref_load(ref, ref_advance(area, z8001 ? vector + 2 : vector), 2);
	if (z8001)
		ref_status(ref, fcw, ref_load(ref, at, 2),
			   ref_load(ref, ref_advance(at, 2), 2));
	else
		ref_status(ref, fcw, 0, ref_load(ref, at, 2));
}

void ref_trap(struct ref *ref, unsigned int vector, u16 id)
{
	if (ref->cpu.model == Z8K_Z8001)
		enter(ref, 2 * vector, 2 * vector + 4, id);
	else
		enter(ref, vector, vector + 2, id);
}

static void vectored_interrupt(struct ref *ref)
{
	unsigned int n = 2 * (ref->cpu.vector & 0xff);

	if (ref->cpu.model == Z8K_Z8001)
		enter(ref, 0x38, 0x3c + n, ref->cpu.vector);
	else
		enter(ref, 0x1c, 0x1e + n, ref->cpu.vector);
}

/* Take the first interrupt in order of priority that is enabled */
static bool interrupt(struct ref *ref)
{
	struct z8k_cpu *cpu = &ref->cpu;

	if (cpu->pending & Z8K_PENDING_NMI) {
		cpu->pending &= ~Z8K_PENDING_NMI;
		ref_trap(ref, 0x14, cpu->nmi_id);
	} else if (cpu->pending & Z8K_PENDING_SEGT &&
		   cpu->model == Z8K_Z8001) {
		cpu->pending &= ~Z8K_PENDING_SEGT;
		ref_trap(ref, 0x10, cpu->segt_id);
	} else if (cpu->pending & Z8K_PENDING_VI && ref_is(ref, Z8K_FCW_VIE)) {
		cpu->pending &= ~Z8K_PENDING_VI;
		vectored_interrupt(ref);
	} else if (cpu->pending & Z8K_PENDING_NVI &&
		   ref_is(ref, Z8K_FCW_NVIE)) {
		cpu->pending &= ~Z8K_PENDING_NVI;
		ref_trap(ref, 0x18, cpu->nvi_id);
	} else {
		return false;
	}
	return true;
}

static void undo(struct ref *ref, const struct z8k_cpu *before)
{
	unsigned int i;

	for (i = ref->undos; i; i--)
		ref->undo[i - 1].seg->bytes[ref->undo[i - 1].at] =
			ref->undo[i - 1].byte;
	ref->undos = 0;
	ref->cpu = *before;
}

/* Keep all stores */
static void commit(struct ref *ref)
{
	for (; ref->undos; ref->undos--)
		ref->undo[ref->undos - 1].seg->written |=
			1 << ref->undo[ref->undos - 1].at / Z8K_PAGE_SIZE;
}

/**
 * ref_interrupts() - take the pending interrupts that are enabled
 * @ref: CPU and memory; ref->exit says whether something prevented one, which
 *	is then still pending
 */
void ref_interrupts(struct ref *ref)
{
	struct z8k_cpu before;

	ref->exit = Z8K_EXIT_NONE;
	ref->fault = Z8K_FAULT_NONE;
	do {
		commit(ref);
		before = ref->cpu;
		if (setjmp(ref->out)) {
			undo(ref, &before);
			return;
		}
	} while (interrupt(ref));
}

/* SC and HALT are done when they stop the run; a fault undoes its step */
static void end_stopped(struct ref *ref)
{
	if (ref->exit == Z8K_EXIT_FAULT)
		return;
	ref->cpu.pc += 2;
	ref->cpu.count++;
}

static bool becomes_trap(const struct ref *ref)
{
	return ref->bare && ref->exit == Z8K_EXIT_FAULT &&
	       ref->fault >= Z8K_FAULT_SEGMENT &&
	       ref->cpu.model == Z8K_Z8001;
}

/**
 * ref_step() - execute one instruction, or one iteration of one
 * @ref: CPU and memory; ref->exit says whether something prevented it; then
 *	nothing has changed
 */
void ref_step(struct ref *ref)
{
	struct z8k_cpu before = ref->cpu;

	ref->start = Z8K_ADDR(ref->cpu.pc_seg, ref->cpu.pc);
	ref->exit = Z8K_EXIT_NONE;
	ref->fault = Z8K_FAULT_NONE;
	ref->word = 0;
	if (!setjmp(ref->out)) {
		ref_execute(ref);
		commit(ref);
		ref->cpu.count++;
		return;
	}
	undo(ref, &before);
	end_stopped(ref);
	if (!becomes_trap(ref))
		return;
	if (setjmp(ref->out)) {
		undo(ref, &before);
		return;
	}
	ref_trap(ref, 0x10, ref->fault);
	commit(ref);
	ref->exit = Z8K_EXIT_NONE;
	ref->cpu.count++;
}
