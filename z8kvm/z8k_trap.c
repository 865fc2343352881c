// SPDX-License-Identifier: GPL-2.0
/*
 * Traps and interrupts. A process stops for them; a bare CPU pushes its
 * status to the system stack and takes a new one from the program status
 * area. Either happens as a whole or, if a page is not here, not at all.
 *
 * Stated choices: an access that the memory refuses is a segment trap on a
 * Z8001, with the instruction's own address saved and the fault as the
 * identifier; a bare Z8002, which has no such trap, stops. So does an illegal
 * instruction. The four multi-micro instructions in normal mode take the
 * vector of extended instructions, as MSET was measured to do.
 */
#include "z8k_engine.h"
#include "z8k_mem.h"

/* Offsets in the program status area of a Z8002, half of a Z8001's */
enum {
	VECTOR_EXTENDED = 0x04,
	VECTOR_PRIVILEGED = 0x08,
	VECTOR_SC = 0x0c,
	VECTOR_SEGMENT = 0x10,
	VECTOR_NMI = 0x14,
	VECTOR_NVI = 0x18,
	VECTOR_VI = 0x1c,
	VECTOR_VI_PC = 0x1e,
};

/* Request the exit that e->stop describes, unless there was another */
static enum z8k_next stop_run(struct z8k_cache *e, u32 pc, u16 word)
{
	e->stop->pc = pc;
	e->stop->word = word;
	return Z8K_STOP;
}

static enum z8k_next stop_with(struct z8k_cache *e, enum z8k_exit exit,
			       enum z8k_fault fault, u16 word)
{
	memset(e->stop, 0, sizeof(*e->stop));
	e->stop->exit = exit;
	e->stop->fault = fault;
	return stop_run(e, e->pc, word);
}

/* Put the PC back to the current instruction, which will not count */
static void rewind(struct z8k_cache *e)
{
	e->cpu->pc = e->pc;
	e->cpu->pc_seg = e->pc >> 16;
	e->left++;
}

/**
 * z8k_load_status() - take a new FCW and PC
 * @e: the engine
 * @fcw: new FCW, flags included
 * @pc_seg: segment word, not used on a Z8002
 * @pc: offset
 */
void z8k_load_status(struct z8k_cache *e, u16 fcw, u16 pc_seg, u16 pc)
{
	z8k_cpu_set_fcw(e->cpu, fcw);
	z8k_flags_set(&e->flags, fcw);
	e->cpu->pc = pc & ~1;
	if (e->cpu->model == Z8K_Z8001)
		e->cpu->pc_seg = pc_seg >> 8 & 0x7f;
	z8k_enter_mode(e);
}

/* What a trap loads and stores */
struct status {
	u32 fcw;
	u32 pc_seg;
	u32 pc;
};

static bool read_status(struct z8k_cache *e, u32 at, u32 pc_at,
			struct status *status)
{
	bool z8001 = e->cpu->model == Z8K_Z8001;

	status->pc_seg = 0;
	at |= Z8K_ADDR_CODE;
	pc_at |= Z8K_ADDR_CODE;
	if (!z8001)
		return z8k_load_w(e, at, &status->fcw) &&
		       z8k_load_w(e, pc_at, &status->pc);
	return z8k_load_w(e, z8k_addr_add(at, 2), &status->fcw) &&
	       z8k_load_w(e, pc_at, &status->pc_seg) &&
	       z8k_load_w(e, z8k_addr_add(pc_at, 2), &status->pc);
}

/* Places in the host of a frame's words, the last at the lowest address */
static bool find_frame(struct z8k_cache *e, u8 **at, unsigned int count)
{
	u32 sp = z8k_pointer_at(e, e->cpu->r, 15);
	unsigned int i;

	for (i = 0; i < count; i++) {
		at[i] = z8k_store_at(e, z8k_addr_add(sp, -2 * (i + 1)) & ~1u);
		if (!at[i])
			return false;
	}
	return true;
}

static void push_frame(struct z8k_cache *e, u8 *const *at, u32 pc, u16 fcw,
		       u16 id)
{
	z8k_put16(*at++, pc);
	if (e->cpu->model == Z8K_Z8001)
		z8k_put16(*at++, 0x8000 | (pc >> 8 & 0x7f00));
	z8k_put16(*at++, fcw);
	z8k_put16(*at, id);
	e->cpu->r[15] -= e->cpu->model == Z8K_Z8001 ? 8 : 6;
}

/*
 * Enter a trap or interrupt; @pc is the address to save. Returns false with
 * everything as before if memory refuses.
 */
static bool enter_trap(struct z8k_cache *e, unsigned int vector,
		       unsigned int pc_vector, u32 pc, u16 id)
{
	struct z8k_cpu *cpu = e->cpu;
	bool z8001 = cpu->model == Z8K_Z8001;
	u32 psap = Z8K_ADDR(z8001 ? cpu->psap_seg >> 8 & 0x7f : 0,
			    cpu->psap_off);
	u16 old_fcw = z8k_fcw(e);
	u8 old_seg = cpu->pc_seg;
	struct status new;
	u8 *frame[4];

	z8k_cpu_set_fcw(cpu, old_fcw | Z8K_FCW_SYS |
			     (z8001 ? Z8K_FCW_SEG : 0));
	z8k_enter_mode(e);
	if (z8001) {
		pc_vector = vector == VECTOR_VI ? VECTOR_VI_PC * 2 + pc_vector :
						  vector * 2 + 4;
		vector *= 2;
	} else {
		pc_vector = vector == VECTOR_VI ? VECTOR_VI_PC + pc_vector :
						  vector + 2;
	}
	if (find_frame(e, frame, z8001 ? 4 : 3) &&
	    read_status(e, z8k_addr_add(psap, vector),
			z8k_addr_add(psap, pc_vector), &new)) {
		push_frame(e, frame, pc, old_fcw, id);
		/* once more: the frame may have overwritten it */
		read_status(e, z8k_addr_add(psap, vector),
			    z8k_addr_add(psap, pc_vector), &new);
		z8k_load_status(e, new.fcw, new.pc_seg, new.pc);
		return true;
	}
	z8k_cpu_set_fcw(cpu, old_fcw);
	cpu->pc_seg = old_seg;
	z8k_enter_mode(e);
	return false;
}

/* A trap of the current instruction that saves the address @pc */
static enum z8k_next trap(struct z8k_cache *e, unsigned int vector, u32 pc,
			  u16 id)
{
	if (enter_trap(e, vector, 0, pc, id))
		return Z8K_EVENT;
	rewind(e);
	return stop_run(e, e->pc, id);
}

/**
 * z8k_fault() - the current instruction may not be executed
 * @e: the engine
 * @ip: the instruction
 * @fault: why
 */
enum z8k_next z8k_fault(struct z8k_cache *e, const struct z8k_insn *ip,
			enum z8k_fault fault)
{
	bool multi_micro = (ip->word & 0xff08) == 0x7b08;
	unsigned int vector = VECTOR_EXTENDED;

	if (!e->host || fault == Z8K_FAULT_ILLEGAL) {
		rewind(e);
		return stop_with(e, Z8K_EXIT_FAULT, fault, ip->word);
	}
	if (fault == Z8K_FAULT_PRIVILEGED && !multi_micro)
		vector = VECTOR_PRIVILEGED;
	return trap(e, vector, z8k_addr_add(e->pc, 2), ip->word);
}

/**
 * z8k_memory_stop() - memory refused an access of the instruction at cpu->pc
 * @e: the engine; the stop record says what access; the instruction has been
 *	taken back
 * @word: first word of the instruction
 */
enum z8k_next z8k_memory_stop(struct z8k_cache *e, u16 word)
{
	u16 id = e->stop->fault;

	e->pc = Z8K_ADDR(e->cpu->pc_seg, e->cpu->pc);
	if (!e->host || e->stop->exit == Z8K_EXIT_PAGE ||
	    e->cpu->model != Z8K_Z8001)
		return stop_run(e, e->pc, word);
	e->left--;
	return trap(e, VECTOR_SEGMENT, e->pc, id);
}

/**
 * z8k_refuse() - end of a rare operation whose access memory has refused
 * @e: the engine
 * @ip: the instruction, which has changed nothing
 */
enum z8k_next z8k_refuse(struct z8k_cache *e, const struct z8k_insn *ip)
{
	rewind(e);
	return z8k_memory_stop(e, ip->word);
}

enum z8k_next z8k_op_SC(struct z8k_cache *e, const struct z8k_insn *ip)
{
	if (e->host)
		return trap(e, VECTOR_SC, z8k_addr_add(e->pc, 2), ip->word);
	stop_with(e, Z8K_EXIT_SC, Z8K_FAULT_NONE, ip->word);
	e->stop->sc = ip->imm;
	return Z8K_STOP;
}

enum z8k_next z8k_op_PRIVILEGED(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return z8k_fault(e, ip, Z8K_FAULT_PRIVILEGED);
}

enum z8k_next z8k_op_ILLEGAL(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return z8k_fault(e, ip, Z8K_FAULT_ILLEGAL);
}

/* There is no extended processor, even if the FCW says that there is */
enum z8k_next z8k_op_EPU(struct z8k_cache *e, const struct z8k_insn *ip)
{
	if (e->cpu->fcw & Z8K_FCW_EPA && e->host)
		return Z8K_GO;
	return z8k_fault(e, ip, Z8K_FAULT_EXTENDED);
}

enum z8k_next z8k_op_HALT(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return stop_with(e, Z8K_EXIT_HALT, Z8K_FAULT_NONE, ip->word);
}

/* Which request must be taken now? 0: none */
static unsigned int next_request(const struct z8k_cpu *cpu)
{
	if (cpu->pending & Z8K_PENDING_NMI)
		return Z8K_PENDING_NMI;
	if (cpu->pending & Z8K_PENDING_SEGT && cpu->model == Z8K_Z8001)
		return Z8K_PENDING_SEGT;
	if (cpu->pending & Z8K_PENDING_VI && cpu->fcw & Z8K_FCW_VIE)
		return Z8K_PENDING_VI;
	if (cpu->pending & Z8K_PENDING_NVI && cpu->fcw & Z8K_FCW_NVIE)
		return Z8K_PENDING_NVI;
	return 0;
}

static bool take(struct z8k_cache *e, unsigned int request)
{
	const struct z8k_cpu *cpu = e->cpu;
	u32 pc = Z8K_ADDR(cpu->pc_seg, cpu->pc);

	switch (request) {
	case Z8K_PENDING_NMI:
		return enter_trap(e, VECTOR_NMI, 0, pc, cpu->nmi_id);
	case Z8K_PENDING_SEGT:
		return enter_trap(e, VECTOR_SEGMENT, 0, pc, cpu->segt_id);
	case Z8K_PENDING_VI:
		return enter_trap(e, VECTOR_VI, 2 * (cpu->vector & 0xff), pc,
				  cpu->vector);
	default:
		return enter_trap(e, VECTOR_NVI, 0, pc, cpu->nvi_id);
	}
}

/**
 * z8k_take_interrupts() - enter the pending interrupts that are enabled
 * @e: the engine, between two instructions
 *
 * Return: Z8K_GO, or Z8K_STOP if memory refuses.
 */
enum z8k_next z8k_take_interrupts(struct z8k_cache *e)
{
	unsigned int request;

	for (request = next_request(e->cpu); request;
	     request = next_request(e->cpu)) {
		e->pc = Z8K_ADDR(e->cpu->pc_seg, e->cpu->pc);
		if (!take(e, request))
			return stop_run(e, e->pc, 0);
		e->cpu->pending &= ~request;
	}
	return Z8K_GO;
}
