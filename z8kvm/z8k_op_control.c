// SPDX-License-Identifier: GPL-2.0
/*
 * Rare operations on the CPU itself and its pins: control registers, status,
 * interrupts, I/O, multi-micro; all but those on flags are privileged.
 */
#include "z8k_engine.h"

/* A new FCW, flags included, at the same PC */
static enum z8k_next set_fcw(struct z8k_cache *e, u16 fcw)
{
	z8k_cpu_set_fcw(e->cpu, fcw);
	z8k_flags_set(&e->flags, fcw);
	z8k_enter_mode(e);
	return Z8K_EVENT;
}

enum z8k_next z8k_op_SETFLG(struct z8k_cache *e, const struct z8k_insn *ip)
{
	z8k_flags_set(&e->flags, z8k_flags_get(&e->flags) | ip->imm);
	return Z8K_GO;
}

enum z8k_next z8k_op_RESFLG(struct z8k_cache *e, const struct z8k_insn *ip)
{
	z8k_flags_set(&e->flags, z8k_flags_get(&e->flags) & ~ip->imm);
	return Z8K_GO;
}

/* Complements H too, whatever flags it names (measured) */
enum z8k_next z8k_op_COMFLG(struct z8k_cache *e, const struct z8k_insn *ip)
{
	z8k_flags_set(&e->flags,
		      z8k_flags_get(&e->flags) ^ ip->imm ^ Z8K_FCW_H);
	return Z8K_GO;
}

enum z8k_next z8k_op_LDCTLB_R(struct z8k_cache *e, const struct z8k_insn *ip)
{
	((u8 *)e->cpu->r)[ip->a] = z8k_flags_get(&e->flags);
	return Z8K_GO;
}

enum z8k_next z8k_op_LDCTLB_W(struct z8k_cache *e, const struct z8k_insn *ip)
{
	z8k_flags_set(&e->flags, ((u8 *)e->cpu->r)[ip->a]);
	return Z8K_GO;
}

/* Control registers, by bits 2 to 0 of LDCTL */
enum {
	CONTROL_FCW = 2,
	CONTROL_REFRESH,
	CONTROL_PSAPSEG,
	CONTROL_PSAPOFF,
	CONTROL_NSPSEG,
	CONTROL_NSPOFF,
};

/* System mode runs, so the other stack pointer is that of normal mode */
static u16 *control_register(struct z8k_cpu *cpu, unsigned int n)
{
	switch (n) {
	case CONTROL_REFRESH:
		return &cpu->refresh;
	case CONTROL_PSAPSEG:
		return &cpu->psap_seg;
	case CONTROL_PSAPOFF:
		return &cpu->psap_off;
	case CONTROL_NSPSEG:
		return &cpu->other_r14;
	default:
		return &cpu->other_r15;
	}
}

enum z8k_next z8k_op_LDCTL_R(struct z8k_cache *e, const struct z8k_insn *ip)
{
	struct z8k_cpu *cpu = e->cpu;
	unsigned int n = ip->imm & 7;

	cpu->r[ip->a] = n == CONTROL_FCW ? z8k_fcw(e) :
					   *control_register(cpu, n);
	return Z8K_GO;
}

enum z8k_next z8k_op_LDCTL_W(struct z8k_cache *e, const struct z8k_insn *ip)
{
	struct z8k_cpu *cpu = e->cpu;
	unsigned int n = ip->imm & 7;
	u16 value = cpu->r[ip->a];

	if (n == CONTROL_FCW)
		return set_fcw(e, value);
	if (n == CONTROL_PSAPOFF)
		value &= 0xff00;
	*control_register(cpu, n) = value;
	return Z8K_GO;
}

/* In EI and DI a zero means the interrupt: bit 1 VI, bit 0 NVI */
static u16 interrupts_meant(const struct z8k_insn *ip)
{
	return (ip->imm & 2 ? 0 : Z8K_FCW_VIE) |
	       (ip->imm & 1 ? 0 : Z8K_FCW_NVIE);
}

enum z8k_next z8k_op_DI(struct z8k_cache *e, const struct z8k_insn *ip)
{
	e->cpu->fcw &= ~interrupts_meant(ip);
	return Z8K_GO;
}

enum z8k_next z8k_op_EI(struct z8k_cache *e, const struct z8k_insn *ip)
{
	e->cpu->fcw |= interrupts_meant(ip);
	return Z8K_EVENT;
}

/* Four words in segmented mode, the first without meaning; else two */
static enum z8k_next load_status(struct z8k_cache *e,
				 const struct z8k_insn *ip, u32 at)
{
	bool segmented = z8k_segmented_now(e);
	u32 fcw, seg = 0, off;

	if (segmented)
		at = z8k_addr_add(at, 2);
	if (!z8k_load_w(e, at, &fcw))
		return z8k_refuse(e, ip);
	if (segmented) {
		at = z8k_addr_add(at, 2);
		if (!z8k_load_w(e, at, &seg))
			return z8k_refuse(e, ip);
	}
	if (!z8k_load_w(e, z8k_addr_add(at, 2), &off))
		return z8k_refuse(e, ip);
	if (!segmented)
		seg = e->cpu->pc_seg << 8;
	if (ip->op == Z8K_OP_IRET)
		e->cpu->r[15] += segmented ? 8 : 6;
	z8k_load_status(e, fcw, seg, off);
	return Z8K_EVENT;
}

enum z8k_next z8k_op_LDPS(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return load_status(e, ip, e->operand);
}

/* The identifier on the stack is dropped */
enum z8k_next z8k_op_IRET(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u32 sp = z8k_pointer_at(e, e->cpu->r, 15);

	return load_status(e, ip, z8k_segmented_now(e) ? sp :
				  z8k_addr_add(sp, 2));
}

/* Assert or release MO, and read MI after a delay */
static void drive_mo(struct z8k_cache *e, bool asserted, u32 delay)
{
	const struct z8k_host *host = e->host;

	e->cpu->mo = asserted;
	if (host->mo)
		e->cpu->mi = host->mo(host->arg, asserted, delay);
}

enum z8k_next z8k_op_MSET(struct z8k_cache *e, const struct z8k_insn *ip)
{
	(void)ip;
	drive_mo(e, true, 0);
	return Z8K_GO;
}

enum z8k_next z8k_op_MRES(struct z8k_cache *e, const struct z8k_insn *ip)
{
	(void)ip;
	drive_mo(e, false, 0);
	return Z8K_GO;
}

enum z8k_next z8k_op_MBIT(struct z8k_cache *e, const struct z8k_insn *ip)
{
	(void)ip;
	z8k_set_zs(&e->flags, z8k_flag_z(&e->flags), e->cpu->mi);
	return Z8K_GO;
}

/*
 * Request the shared resource: if others have it, S = Z = 0; else assert MO,
 * count the register down to zero, and read MI: S says whether the request was
 * granted, Z = 1. If it was, MO stays asserted.
 */
enum z8k_next z8k_op_MREQ(struct z8k_cache *e, const struct z8k_insn *ip)
{
	struct z8k_cpu *cpu = e->cpu;
	u32 delay = cpu->r[ip->a] ? cpu->r[ip->a] : 0x10000;
	bool granted;

	if (cpu->mi) {
		drive_mo(e, false, 0);
		z8k_set_zs(&e->flags, false, false);
		return Z8K_GO;
	}
	drive_mo(e, true, delay);
	cpu->r[ip->a] = 0;
	granted = cpu->mi;
	if (!granted)
		drive_mo(e, false, 0);
	z8k_set_zs(&e->flags, true, granted);
	return Z8K_GO;
}

/* ---- I/O ---- */

static unsigned int io_how(u32 attr)
{
	return (attr & BYTE ? Z8K_IO_BYTE : 0) |
	       (attr & SPECIAL ? Z8K_IO_SPECIAL : 0);
}

/**
 * z8k_port_in() - read a port
 * @e: the engine of a bare CPU
 * @port: its address
 * @attr: attributes of the instruction
 */
u16 z8k_port_in(struct z8k_cache *e, u16 port, u32 attr)
{
	return e->host->in(e->host->arg, port, io_how(attr));
}

/**
 * z8k_port_out() - write a port
 * @e: the engine of a bare CPU
 * @port: its address
 * @value: byte or word
 * @attr: attributes of the instruction
 */
void z8k_port_out(struct z8k_cache *e, u16 port, u16 value, u32 attr)
{
	e->host->out(e->host->arg, port, value, io_how(attr));
}

/* The port is a register or a number; the other one is zero */
enum z8k_next z8k_op_IN(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u16 *r = e->cpu->r;
	u16 v = z8k_port_in(e, r[ip->b] + ip->imm, ip->addr);

	if (ip->addr & BYTE)
		((u8 *)r)[ip->a] = v;
	else
		r[ip->a] = v;
	return Z8K_GO;
}

enum z8k_next z8k_op_OUT(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u16 *r = e->cpu->r;
	u16 v = ip->addr & BYTE ? ((u8 *)r)[ip->a] : r[ip->a];

	z8k_port_out(e, r[ip->b] + ip->imm, v, ip->addr);
	return Z8K_GO;
}
