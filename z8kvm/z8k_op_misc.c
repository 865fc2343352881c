// SPDX-License-Identifier: GPL-2.0
/*
 * Rare operations on registers and memory: bits by a register, decimal
 * arithmetic, LDM beyond a block of memory.
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

/**
 * z8k_load_several() - LDM, word by word
 * @e: the engine
 * @ip: the instruction
 * @addr: of the first word
 *
 * Return: false if a word cannot be read; then nothing has changed.
 */
bool z8k_load_several(struct z8k_cache *e, const struct z8k_insn *ip, u32 addr)
{
	u32 words[16];
	u32 i;

	for (i = 0; i < ip->imm; i++)
		if (!z8k_load_w(e, z8k_addr_add(addr, 2 * i), &words[i]))
			return false;
	for (i = 0; i < ip->imm; i++)
		e->cpu->r[(ip->a + i) & 15] = words[i];
	return true;
}

/**
 * z8k_store_several() - LDM to memory, word by word
 * @e: the engine
 * @ip: the instruction
 * @addr: of the first word
 *
 * Return: false if a word cannot be written; then nothing has changed.
 */
bool z8k_store_several(struct z8k_cache *e, const struct z8k_insn *ip,
		       u32 addr)
{
	u8 *at[16];
	u32 i;

	for (i = 0; i < ip->imm; i++) {
		at[i] = z8k_store_at(e, z8k_addr_add(addr, 2 * i) & ~1u);
		if (!at[i])
			return false;
	}
	for (i = 0; i < ip->imm; i++)
		z8k_put16(at[i], e->cpu->r[(ip->a + i) & 15]);
	return true;
}
