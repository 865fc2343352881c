/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frequent operations that have one form: shifts, rotations,
 * sign extension, TCC. All are one or two words long.
 */
#ifndef Z8K_HOT_SHIFT_H
#define Z8K_HOT_SHIFT_H

#include "z8k_hot.h"

#define HOT_SHIFT(NAME, size, expression)				\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 v = z8k_reg_##size(s, s->ip->a);				\
									\
	(void)e;							\
	(void)kind;							\
	v = expression;							\
	z8k_zs_##size(&s->f, v);					\
	z8k_put_##size(s, s->ip->a, v);					\
	s->ip += 2;							\
	return Z8K_GO;							\
}

HOT_SHIFT(SLL_B, b, z8k_shift_left(&s->f, v, s->ip->imm, 7))
HOT_SHIFT(SLL_W, w, z8k_shift_left(&s->f, v, s->ip->imm, 15))
HOT_SHIFT(SLL_L, l, z8k_shift_left(&s->f, v, s->ip->imm, 31))
HOT_SHIFT(SLA_B, b, z8k_shift_left(&s->f, v, s->ip->imm, 7))
HOT_SHIFT(SLA_W, w, z8k_shift_left(&s->f, v, s->ip->imm, 15))
HOT_SHIFT(SLA_L, l, z8k_shift_left(&s->f, v, s->ip->imm, 31))
HOT_SHIFT(SRL_B, b, z8k_shift_right(&s->f, v, s->ip->imm, 7, false))
HOT_SHIFT(SRL_W, w, z8k_shift_right(&s->f, v, s->ip->imm, 15, false))
HOT_SHIFT(SRL_L, l, z8k_shift_right(&s->f, v, s->ip->imm, 31, false))
HOT_SHIFT(SRA_B, b, z8k_shift_right(&s->f, v, s->ip->imm, 7, true))
HOT_SHIFT(SRA_W, w, z8k_shift_right(&s->f, v, s->ip->imm, 15, true))
HOT_SHIFT(SRA_L, l, z8k_shift_right(&s->f, v, s->ip->imm, 31, true))

/* By the low byte of a register, as a signed number; negative to the right */
static __always_inline u32 shift_by(struct z8k_hot *s, u32 v, u32 top,
				    bool arithmetic)
{
	int count = (s8)s->r[s->ip->c];

	if (count < 0)
		return z8k_shift_right(&s->f, v, -count, top, arithmetic);
	return z8k_shift_left(&s->f, v, count, top);
}

HOT_SHIFT(SDL_B, b, shift_by(s, v, 7, false))
HOT_SHIFT(SDL_W, w, shift_by(s, v, 15, false))
HOT_SHIFT(SDL_L, l, shift_by(s, v, 31, false))
HOT_SHIFT(SDA_B, b, shift_by(s, v, 7, true))
HOT_SHIFT(SDA_W, w, shift_by(s, v, 15, true))
HOT_SHIFT(SDA_L, l, shift_by(s, v, 31, true))

#define HOT_ROTATE(NAME, size, expression)				\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 v = z8k_reg_##size(s, s->ip->a);				\
									\
	(void)e;							\
	(void)kind;							\
	v = expression;							\
	z8k_zs_##size(&s->f, v);					\
	z8k_put_##size(s, s->ip->a, v);					\
	s->ip++;							\
	return Z8K_GO;							\
}

HOT_ROTATE(RL_B, b, z8k_rotate_left(&s->f, v, s->ip->imm, 7))
HOT_ROTATE(RL_W, w, z8k_rotate_left(&s->f, v, s->ip->imm, 15))
HOT_ROTATE(RR_B, b, z8k_rotate_right(&s->f, v, s->ip->imm, 7))
HOT_ROTATE(RR_W, w, z8k_rotate_right(&s->f, v, s->ip->imm, 15))
HOT_ROTATE(RLC_B, b, z8k_rotate_left_c(&s->f, v, s->ip->imm, 7))
HOT_ROTATE(RLC_W, w, z8k_rotate_left_c(&s->f, v, s->ip->imm, 15))
HOT_ROTATE(RRC_B, b, z8k_rotate_right_c(&s->f, v, s->ip->imm, 7))
HOT_ROTATE(RRC_W, w, z8k_rotate_right_c(&s->f, v, s->ip->imm, 15))

Z8K_HOT hot_EXTS_B(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	(void)e;
	z8k_put_w(s, s->ip->a, (s8)z8k_reg_w(s, s->ip->a));
	return z8k_go(s, kind);
}

Z8K_HOT hot_EXTS_W(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	(void)e;
	z8k_put_l(s, s->ip->a, (s16)z8k_reg_w(s, s->ip->a + 1));
	return z8k_go(s, kind);
}

Z8K_HOT hot_EXTS_L(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	(void)e;
	z8k_put_l(s, s->ip->a, (s16)z8k_reg_w(s, s->ip->a + 2) < 0 ? ~0u : 0);
	return z8k_go(s, kind);
}

/* TCC sets bit 0 if the condition holds, and leaves it if not */
Z8K_HOT hot_TCC_B(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	bool holds = z8k_condition(s->ip->imm, z8k_flags_get(&s->f));

	(void)e;
	z8k_put_b(s, s->ip->a, z8k_reg_b(s, s->ip->a) | holds);
	return z8k_go(s, kind);
}

Z8K_HOT hot_TCC_W(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	bool holds = z8k_condition(s->ip->imm, z8k_flags_get(&s->f));

	(void)e;
	s->r[s->ip->a] |= holds;
	return z8k_go(s, kind);
}

#endif
