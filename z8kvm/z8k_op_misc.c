// SPDX-License-Identifier: GPL-2.0
/*
 * Rare operations on registers and memory: bits and shifts by a register,
 * decimal arithmetic, LDM.
 */
#include "z8k_engine.h"

static u8 *byte_reg(struct z8k_cache *e, u8 reg)
{
	return (u8 *)e->cpu->r + reg;
}

/* ---- bits by number in a register ---- */

static u32 bit_meant(const struct z8k_cache *e, const struct z8k_insn *ip)
{
	return 1u << (e->cpu->r[ip->b] & (ip->addr & BYTE ? 7 : 15));
}

enum z8k_next z8k_op_BITD(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u32 v = ip->addr & BYTE ? *byte_reg(e, ip->a) : e->cpu->r[ip->a];

	z8k_bit(&e->flags, v & bit_meant(e, ip));
	return Z8K_GO;
}

enum z8k_next z8k_op_SETD(struct z8k_cache *e, const struct z8k_insn *ip)
{
	if (ip->addr & BYTE)
		*byte_reg(e, ip->a) |= bit_meant(e, ip);
	else
		e->cpu->r[ip->a] |= bit_meant(e, ip);
	return Z8K_GO;
}

enum z8k_next z8k_op_RESD(struct z8k_cache *e, const struct z8k_insn *ip)
{
	if (ip->addr & BYTE)
		*byte_reg(e, ip->a) &= ~bit_meant(e, ip);
	else
		e->cpu->r[ip->a] &= ~bit_meant(e, ip);
	return Z8K_GO;
}

/* ---- shifts by a count in a register, negative to the right ---- */

/* The count is the low byte of the register, as a signed number */
static u32 shift(struct z8k_cache *e, const struct z8k_insn *ip, u32 v,
		 u32 top, bool arithmetic)
{
	int count = (s8)e->cpu->r[ip->c];

	if (count < 0)
		return z8k_shift_right(&e->flags, v, -count, top, arithmetic);
	return z8k_shift_left(&e->flags, v, count, top);
}

static enum z8k_next shift_by_register(struct z8k_cache *e,
				       const struct z8k_insn *ip,
				       bool arithmetic)
{
	struct z8k_cpu *cpu = e->cpu;
	u32 v;

	if (ip->addr & BYTE) {
		v = shift(e, ip, *byte_reg(e, ip->a), 7, arithmetic);
		*byte_reg(e, ip->a) = v;
		z8k_zs_b(&e->flags, v);
	} else if (ip->addr & LONG) {
		v = shift(e, ip, z8k_rr(cpu, ip->a), 31, arithmetic);
		z8k_rr_set(cpu, ip->a, v);
		z8k_zs_l(&e->flags, v);
	} else {
		v = shift(e, ip, cpu->r[ip->a], 15, arithmetic);
		cpu->r[ip->a] = v;
		z8k_zs_w(&e->flags, v);
	}
	return Z8K_GO;
}

enum z8k_next z8k_op_SDL(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return shift_by_register(e, ip, false);
}

enum z8k_next z8k_op_SDA(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return shift_by_register(e, ip, true);
}

/* ---- decimal ---- */

/*
 * Correct a byte after a decimal addition or subtraction: first its lower
 * digit, then its upper one. A carry of the first out of the byte is lost.
 */
enum z8k_next z8k_op_DAB(struct z8k_cache *e, const struct z8k_insn *ip)
{
	struct z8k_flags *f = &e->flags;
	bool subtract = f->dah & Z8K_FCW_DA;
	u8 *reg = byte_reg(e, ip->a);
	u8 v = *reg;

	if (f->dah & Z8K_FCW_H || (v & 0x0f) > 9)
		v += subtract ? -0x06 : 0x06;
	if (z8k_flag_c(f) || v > 0x9f) {
		v += subtract ? -0x60 : 0x60;
		z8k_set_c(f, true);
	}
	*reg = v;
	z8k_zs_b(f, v);
	return Z8K_GO;
}

/* A byte and the lower digit of another as three digits, rotated */
enum z8k_next z8k_op_RLDB(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u8 *link = byte_reg(e, ip->a);
	u8 *byte = byte_reg(e, ip->b);
	u8 v = *byte;
	u8 digit = *link & 0x0f;

	*byte = v << 4 | digit;
	*link = (*link & 0xf0) | v >> 4;
	z8k_zs_b(&e->flags, *link);
	return Z8K_GO;
}

enum z8k_next z8k_op_RRDB(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u8 *link = byte_reg(e, ip->a);
	u8 *byte = byte_reg(e, ip->b);
	u8 v = *byte;
	u8 digit = *link & 0x0f;

	*byte = v >> 4 | digit << 4;
	*link = (*link & 0xf0) | (v & 0x0f);
	z8k_zs_b(&e->flags, *link);
	return Z8K_GO;
}

/* ---- several registers; R0 follows R15 ---- */

enum z8k_next z8k_op_LDM(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u32 words[16];
	u32 i;

	for (i = 0; i < ip->imm; i++)
		if (!z8k_load_w(e, z8k_addr_add(e->operand, 2 * i), &words[i]))
			return z8k_refuse(e, ip);
	for (i = 0; i < ip->imm; i++)
		e->cpu->r[(ip->a + i) & 15] = words[i];
	return Z8K_GO;
}

enum z8k_next z8k_op_STM(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u8 *at[16];
	u32 i;

	for (i = 0; i < ip->imm; i++) {
		at[i] = z8k_store_at(e, z8k_addr_add(e->operand, 2 * i) & ~1u);
		if (!at[i])
			return z8k_refuse(e, ip);
	}
	for (i = 0; i < ip->imm; i++)
		z8k_put16(at[i], e->cpu->r[(ip->a + i) & 15]);
	return Z8K_GO;
}
