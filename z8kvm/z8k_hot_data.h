/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frequent operations on data. Each is a function hot_NAME(engine, state,
 * kind), named as in z8k_ops.def.
 */
#ifndef Z8K_HOT_DATA_H
#define Z8K_HOT_DATA_H

#include "z8k_hot.h"

/* register = function(register, operand) */
#define HOT_BINARY(NAME, size, function)				\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	const struct z8k_insn *ip = s->ip;				\
	u32 v;								\
									\
	if (!z8k_source_##size(e, s, kind, ip->b, &v))			\
		return Z8K_STOP;					\
	v = function(&s->f, z8k_reg_##size(s, ip->a), v);		\
	z8k_put_##size(s, ip->a, v);					\
	return z8k_go(s, kind);						\
}

HOT_BINARY(ADD_B, b, z8k_add_b)
HOT_BINARY(ADD_W, w, z8k_add_w)
HOT_BINARY(ADD_L, l, z8k_add_l)
HOT_BINARY(SUB_B, b, z8k_sub_b)
HOT_BINARY(SUB_W, w, z8k_sub_w)
HOT_BINARY(SUB_L, l, z8k_sub_l)
HOT_BINARY(AND_B, b, z8k_and_b)
HOT_BINARY(AND_W, w, z8k_and_w)
HOT_BINARY(OR_B, b, z8k_or_b)
HOT_BINARY(OR_W, w, z8k_or_w)
HOT_BINARY(XOR_B, b, z8k_xor_b)
HOT_BINARY(XOR_W, w, z8k_xor_w)
HOT_BINARY(ADC_B, b, z8k_adc_b)
HOT_BINARY(ADC_W, w, z8k_adc_w)
HOT_BINARY(SBC_B, b, z8k_sbc_b)
HOT_BINARY(SBC_W, w, z8k_sbc_w)

/* function(register, operand), for the flags */
#define HOT_COMPARE(NAME, size, function)				\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 v;								\
									\
	if (!z8k_source_##size(e, s, kind, s->ip->b, &v))		\
		return Z8K_STOP;					\
	function(&s->f, z8k_reg_##size(s, s->ip->a), v);		\
	return z8k_go(s, kind);						\
}

HOT_COMPARE(CP_B, b, z8k_cp_b)
HOT_COMPARE(CP_W, w, z8k_cp_w)
HOT_COMPARE(CP_L, l, z8k_cp_l)

/* function(memory, immediate), for the flags */
#define HOT_COMPARE_IMMEDIATE(NAME, size, function)			\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 v;								\
									\
	if (!z8k_load_##size(e, z8k_ea(s, kind), &v))			\
		return Z8K_STOP;					\
	function(&s->f, v, s->ip->imm);					\
	return z8k_go(s, kind);						\
}

HOT_COMPARE_IMMEDIATE(CPI_B, b, z8k_cp_b)
HOT_COMPARE_IMMEDIATE(CPI_W, w, z8k_cp_w)

/* place = function(place, immediate) */
#define HOT_CHANGE(NAME, size, function)				\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 v;								\
	u8 *at;								\
									\
	if (!z8k_place_##size(e, s, kind, &at))				\
		return Z8K_STOP;					\
	v = z8k_get_at_##size(kind, at);				\
	z8k_put_at_##size(kind, at, function(&s->f, v, s->ip->imm));	\
	return z8k_go(s, kind);						\
}

#define z8k_set_bits(f, v, bits)	((v) | (bits))
#define z8k_res_bits(f, v, bits)	((v) & ~(bits))

HOT_CHANGE(INC_B, b, z8k_inc_b)
HOT_CHANGE(INC_W, w, z8k_inc_w)
HOT_CHANGE(DEC_B, b, z8k_dec_b)
HOT_CHANGE(DEC_W, w, z8k_dec_w)
HOT_CHANGE(SET_B, b, z8k_set_bits)
HOT_CHANGE(SET_W, w, z8k_set_bits)
HOT_CHANGE(RES_B, b, z8k_res_bits)
HOT_CHANGE(RES_W, w, z8k_res_bits)

/* place = function(place) */
#define HOT_UNARY(NAME, size, function)					\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 v;								\
	u8 *at;								\
									\
	if (!z8k_place_##size(e, s, kind, &at))				\
		return Z8K_STOP;					\
	v = z8k_get_at_##size(kind, at);				\
	z8k_put_at_##size(kind, at, function(&s->f, v));		\
	return z8k_go(s, kind);						\
}

#define z8k_clear(f, v)	0

HOT_UNARY(COM_B, b, z8k_com_b)
HOT_UNARY(COM_W, w, z8k_com_w)
HOT_UNARY(NEG_B, b, z8k_neg_b)
HOT_UNARY(NEG_W, w, z8k_neg_w)
HOT_UNARY(TSET_B, b, z8k_tset_b)
HOT_UNARY(TSET_W, w, z8k_tset_w)

/* Operations that only read their operand */
#define HOT_TEST(NAME, size, expression)				\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 v;								\
									\
	if (!z8k_source_##size(e, s, kind, s->ip->a, &v))		\
		return Z8K_STOP;					\
	expression;							\
	return z8k_go(s, kind);						\
}

HOT_TEST(TEST_B, b, z8k_logic_b(&s->f, v))
HOT_TEST(TEST_W, w, z8k_logic_w(&s->f, v))
HOT_TEST(TEST_L, l, z8k_zs_l(&s->f, v))
HOT_TEST(BIT_B, b, z8k_bit(&s->f, v & s->ip->imm))
HOT_TEST(BIT_W, w, z8k_bit(&s->f, v & s->ip->imm))

/* Loads */
#define HOT_LOAD(NAME, size)						\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 v;								\
									\
	if (!z8k_source_##size(e, s, kind, s->ip->b, &v))		\
		return Z8K_STOP;					\
	z8k_put_##size(s, s->ip->a, v);					\
	return z8k_go(s, kind);						\
}

HOT_LOAD(LD_B, b)
HOT_LOAD(LD_W, w)
HOT_LOAD(LD_L, l)

#define HOT_LOAD_INDEXED(NAME, size)					\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 v;								\
									\
	if (!z8k_load_##size(e, z8k_ea_x(s, kind), &v))			\
		return Z8K_STOP;					\
	z8k_put_##size(s, s->ip->a, v);					\
	return z8k_go(s, kind);						\
}

HOT_LOAD_INDEXED(LDX_B, b)
HOT_LOAD_INDEXED(LDX_W, w)
HOT_LOAD_INDEXED(LDX_L, l)

/* Stores: source, destination */
#define HOT_STORE(NAME, size, address, value)				\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	if (!z8k_store_##size(e, address(s, kind), value))		\
		return Z8K_STOP;					\
	return z8k_go(s, kind);						\
}

HOT_STORE(ST_B, b, z8k_ea, z8k_reg_b(s, s->ip->a))
HOT_STORE(ST_W, w, z8k_ea, z8k_reg_w(s, s->ip->a))
HOT_STORE(ST_L, l, z8k_ea, z8k_reg_l(s, s->ip->a))
HOT_STORE(STX_B, b, z8k_ea_x, z8k_reg_b(s, s->ip->a))
HOT_STORE(STX_W, w, z8k_ea_x, z8k_reg_w(s, s->ip->a))
HOT_STORE(STX_L, l, z8k_ea_x, z8k_reg_l(s, s->ip->a))
HOT_STORE(STI_B, b, z8k_ea, s->ip->imm)
HOT_STORE(STI_W, w, z8k_ea, s->ip->imm)

/* CLR does not read what it clears */
#define HOT_CLEAR(NAME, size)						\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	if (kind == Z8K_KIND_R)						\
		z8k_put_##size(s, s->ip->a, 0);				\
	else if (!z8k_store_##size(e, z8k_ea(s, kind), 0))		\
		return Z8K_STOP;					\
	return z8k_go(s, kind);						\
}

HOT_CLEAR(CLR_B, b)
HOT_CLEAR(CLR_W, w)

#define HOT_EXCHANGE(NAME, size)					\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	const struct z8k_insn *ip = s->ip;				\
	u32 v = z8k_reg_##size(s, ip->a);				\
	u8 *at;								\
									\
	if (kind == Z8K_KIND_R) {					\
		z8k_put_##size(s, ip->a, z8k_reg_##size(s, ip->b));	\
		z8k_put_##size(s, ip->b, v);				\
		return z8k_go(s, kind);					\
	}								\
	if (!z8k_place_##size(e, s, kind, &at))				\
		return Z8K_STOP;					\
	z8k_put_##size(s, ip->a, z8k_get_at_##size(kind, at));		\
	z8k_put_at_##size(kind, at, v);					\
	return z8k_go(s, kind);						\
}

HOT_EXCHANGE(EX_B, b)
HOT_EXCHANGE(EX_W, w)

/*
 * An address into a register. In a segmented one the chip leaves the word with
 * the segment unchanged (measured with direct addresses; a short one keeps its
 * offset in it); the PC's segment comes with bit 15 set.
 */
static __always_inline void put_address(struct z8k_cache *e,
					struct z8k_hot *s, u32 addr,
					enum z8k_kind kind)
{
	const struct z8k_insn *ip = s->ip;
	u32 seg = ip->first_word;

	if (!z8k_segmented_now(e)) {
		z8k_put_w(s, ip->a, addr);
		return;
	}
	if (kind == Z8K_KIND_P)
		seg = s->r[ip->b - 1];
	else if (ip->addr & Z8K_ADDR_CODE)
		seg = 0x8000 | (addr >> 8 & 0x7f00);
	z8k_put_w(s, ip->a + 1, addr);
	z8k_put_w(s, ip->a, seg);
}

Z8K_HOT hot_LDA(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	put_address(e, s, z8k_ea(s, kind), kind);
	return z8k_go(s, kind);
}

Z8K_HOT hot_LDAX(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	put_address(e, s, z8k_ea_x(s, kind), kind);
	return z8k_go(s, kind);
}

/* Stack: the pointer moves when nothing can fail any more */
#define HOT_PUSH(NAME, size, bytes_)					\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	const struct z8k_insn *ip = s->ip;				\
	const u32 bytes = bytes_;					\
	u32 sp = z8k_pointer_at(e, s->r, ip->c);			\
	u32 v;								\
									\
	if (!z8k_source_##size(e, s, kind, ip->a, &v) ||		\
	    !z8k_store_##size(e, z8k_addr_add(sp, -bytes), v))	\
		return Z8K_STOP;					\
	s->r[ip->c] -= bytes;						\
	return z8k_go(s, kind);						\
}

HOT_PUSH(PUSH_W, w, 2)
HOT_PUSH(PUSH_L, l, 4)

#define HOT_POP(NAME, size, bytes)					\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	const struct z8k_insn *ip = s->ip;				\
	u32 v;								\
									\
	if (!z8k_load_##size(e, z8k_pointer_at(e, s->r, ip->c), &v))	\
		return Z8K_STOP;					\
	if (kind != Z8K_KIND_R &&					\
	    !z8k_store_##size(e, z8k_ea(s, kind), v))			\
		return Z8K_STOP;					\
	s->r[ip->c] += (bytes);						\
	if (kind == Z8K_KIND_R)						\
		z8k_put_##size(s, ip->a, v);				\
	return z8k_go(s, kind);						\
}

HOT_POP(POP_W, w, 2)
HOT_POP(POP_L, l, 4)

/* ---- multiplication, division ---- */

Z8K_HOT hot_MULT_W(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	const struct z8k_insn *ip = s->ip;
	u32 v;

	if (!z8k_source_w(e, s, kind, ip->b, &v))
		return Z8K_STOP;
	v = z8k_mult_w(&s->f, z8k_reg_w(s, ip->a + 1), v);
	z8k_put_l(s, ip->a, v);
	return z8k_go(s, kind);
}

Z8K_HOT hot_MULT_L(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	const struct z8k_insn *ip = s->ip;
	u64 r;
	u32 v;

	if (!z8k_source_l(e, s, kind, ip->b, &v))
		return Z8K_STOP;
	r = z8k_mult_l(&s->f, z8k_reg_l(s, ip->a + 2), v);
	z8k_put_l(s, ip->a, r >> 32);
	z8k_put_l(s, ip->a + 2, r);
	return z8k_go(s, kind);
}

Z8K_HOT hot_DIV_W(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	const struct z8k_insn *ip = s->ip;
	u32 v, quotient, rest;

	if (!z8k_source_w(e, s, kind, ip->b, &v))
		return Z8K_STOP;
	if (z8k_div(&s->f, (s32)z8k_reg_l(s, ip->a), (s16)v, 16, &quotient,
		    &rest)) {
		z8k_put_w(s, ip->a, rest);
		z8k_put_w(s, ip->a + 1, quotient);
	}
	return z8k_go(s, kind);
}

Z8K_HOT hot_DIV_L(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	const struct z8k_insn *ip = s->ip;
	u32 v, quotient, rest;
	s64 n = (s64)((u64)z8k_reg_l(s, ip->a) << 32 |
		      z8k_reg_l(s, ip->a + 2));

	if (!z8k_source_l(e, s, kind, ip->b, &v))
		return Z8K_STOP;
	if (z8k_div(&s->f, n, (s32)v, 32, &quotient, &rest)) {
		z8k_put_l(s, ip->a, rest);
		z8k_put_l(s, ip->a + 2, quotient);
	}
	return z8k_go(s, kind);
}

#endif
