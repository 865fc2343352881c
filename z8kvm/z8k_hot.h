/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the frequent operations: the state that the executor keeps in
 * registers of the host, and operands by kind. All of it is inlined with a
 * constant kind, so that each operation becomes a short piece of its own.
 *
 * Rule for operations: everything that can stop comes before the first
 * change of a register, a flag or memory.
 */
#ifndef Z8K_HOT_H
#define Z8K_HOT_H

#include "z8k_engine.h"

/**
 * struct z8k_hot - hot state
 * @ip: the current instruction
 * @r: registers
 * @f: flags
 * @target: linear address to jump to, with Z8K_JUMP
 */
struct z8k_hot {
	const struct z8k_insn *ip;
	u16 *r;
	struct z8k_flags f;
	u32 target;
};

#define Z8K_HOT static __always_inline enum z8k_next

/* Registers: byte registers by z8k_byte_reg(), pairs by their first */
static __always_inline u32 z8k_reg_b(const struct z8k_hot *s, unsigned int n)
{
	return ((const u8 *)s->r)[n];
}

static __always_inline u32 z8k_reg_w(const struct z8k_hot *s, unsigned int n)
{
	return s->r[n];
}

static __always_inline u32 z8k_reg_l(const struct z8k_hot *s, unsigned int n)
{
	return (u32)s->r[n] << 16 | s->r[n + 1];
}

static __always_inline void z8k_put_b(struct z8k_hot *s, unsigned int n, u32 v)
{
	((u8 *)s->r)[n] = v;
}

static __always_inline void z8k_put_w(struct z8k_hot *s, unsigned int n, u32 v)
{
	s->r[n] = v;
}

static __always_inline void z8k_put_l(struct z8k_hot *s, unsigned int n, u32 v)
{
	s->r[n] = v >> 16;
	s->r[n + 1] = v;
}

/* The address of an operand in memory */
static __always_inline u32 z8k_ea(const struct z8k_hot *s, enum z8k_kind kind)
{
	const struct z8k_insn *ip = s->ip;
	u32 off = (u16)(ip->addr + s->r[ip->b]);

	if (kind == Z8K_KIND_M)
		return (ip->addr & 0xff0000) | off;
	return (s->r[ip->b - 1] & 0x7f00u) << 8 | off;
}

/* The same of R(Rx) */
static __always_inline u32 z8k_ea_x(const struct z8k_hot *s,
				    enum z8k_kind kind)
{
	return z8k_addr_add(z8k_ea(s, kind), s->r[s->ip->c]);
}

/* The operand that is only read; @reg: where it is if in a register */
static __always_inline bool z8k_source_b(struct z8k_cache *e,
					 const struct z8k_hot *s,
					 enum z8k_kind kind, unsigned int reg,
					 u32 *v)
{
	if (kind == Z8K_KIND_R)
		*v = z8k_reg_b(s, reg);
	else if (kind == Z8K_KIND_I)
		*v = s->ip->imm;
	else
		return z8k_load_b(e, z8k_ea(s, kind), v);
	return true;
}

static __always_inline bool z8k_source_w(struct z8k_cache *e,
					 const struct z8k_hot *s,
					 enum z8k_kind kind, unsigned int reg,
					 u32 *v)
{
	if (kind == Z8K_KIND_R)
		*v = z8k_reg_w(s, reg);
	else if (kind == Z8K_KIND_I)
		*v = s->ip->imm;
	else
		return z8k_load_w(e, z8k_ea(s, kind), v);
	return true;
}

static __always_inline bool z8k_source_l(struct z8k_cache *e,
					 const struct z8k_hot *s,
					 enum z8k_kind kind, unsigned int reg,
					 u32 *v)
{
	if (kind == Z8K_KIND_R)
		*v = z8k_reg_l(s, reg);
	else if (kind == Z8K_KIND_I)
		*v = s->ip->addr;
	else
		return z8k_load_l(e, z8k_ea(s, kind), v);
	return true;
}

/*
 * The operand that is changed, register a or in memory: where it is in the
 * host, so that one translation serves both accesses.
 */
static __always_inline bool z8k_place_b(struct z8k_cache *e,
					const struct z8k_hot *s,
					enum z8k_kind kind, u8 **at)
{
	if (kind == Z8K_KIND_R)
		*at = (u8 *)s->r + s->ip->a;
	else
		*at = z8k_store_at(e, z8k_ea(s, kind));
	return *at;
}

static __always_inline bool z8k_place_w(struct z8k_cache *e,
					const struct z8k_hot *s,
					enum z8k_kind kind, u8 **at)
{
	if (kind == Z8K_KIND_R)
		*at = (u8 *)&s->r[s->ip->a];
	else
		*at = z8k_store_at(e, z8k_ea(s, kind) & ~1u);
	return *at;
}

static __always_inline u32 z8k_get_at_b(enum z8k_kind kind, const u8 *at)
{
	(void)kind;
	return *at;
}

static __always_inline void z8k_put_at_b(enum z8k_kind kind, u8 *at, u32 v)
{
	(void)kind;
	*at = v;
}

/* Registers are in the order of the host, memory in that of the guest */
static __always_inline u32 z8k_get_at_w(enum z8k_kind kind, const u8 *at)
{
	return kind == Z8K_KIND_R ? *(const u16 *)at : z8k_get16(at);
}

static __always_inline void z8k_put_at_w(enum z8k_kind kind, u8 *at, u32 v)
{
	if (kind == Z8K_KIND_R)
		*(u16 *)at = v;
	else
		z8k_put16(at, v);
}

/* Go to the next instruction; one with a register operand has one word */
Z8K_HOT z8k_go(struct z8k_hot *s, enum z8k_kind kind)
{
	s->ip += kind == Z8K_KIND_R ? 1 : s->ip->len;
	return Z8K_GO;
}

#endif
