/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Jumps, calls, returns and loops.
 */
#ifndef Z8K_HOT_FLOW_H
#define Z8K_HOT_FLOW_H

#include "z8k_hot.h"

/* Does a condition hold? @cc is constant where this is inlined */
static __always_inline bool hot_condition(const struct z8k_flags *f,
					  unsigned int cc)
{
	u32 c = z8k_flag_c(f), z = z8k_flag_z(f);
	u32 s = z8k_flag_s(f), v = z8k_flag_v(f);
	u32 holds;

	switch (cc & 7) {
	case 0:
		holds = false;
		break;
	case 1:
		holds = s ^ v;
		break;
	case 2:
		holds = z | (s ^ v);
		break;
	case 3:
		holds = c | z;
		break;
	case 4:
		holds = v;
		break;
	case 5:
		holds = s;
		break;
	case 6:
		holds = z;
		break;
	default:
		holds = c;
		break;
	}
	return cc & 8 ? !holds : holds;
}

/* Within a page */
Z8K_HOT hot_JR_NEAR(struct z8k_hot *s, unsigned int cc)
{
	s->ip += hot_condition(&s->f, cc) ? (s32)s->ip->addr : 1;
	return Z8K_GO;
}

Z8K_HOT hot_JP_NEAR(struct z8k_hot *s, unsigned int cc)
{
	s->ip += hot_condition(&s->f, cc) ? (s32)s->ip->addr : s->ip->len;
	return Z8K_GO;
}

#define HOT_DJNZ(NAME, size)						\
static __always_inline enum z8k_next					\
hot_##NAME##_NEAR(struct z8k_cache *e, struct z8k_hot *s,		\
		  enum z8k_kind kind)					\
{									\
	u32 n = z8k_reg_##size(s, s->ip->a) - 1;			\
									\
	(void)e;							\
	(void)kind;							\
	z8k_put_##size(s, s->ip->a, n);					\
	s->ip += z8k_reg_##size(s, s->ip->a) ? (s32)s->ip->addr : 1;	\
	return Z8K_GO;							\
}									\
									\
static __always_inline enum z8k_next					\
hot_##NAME(struct z8k_cache *e, struct z8k_hot *s,			\
	   enum z8k_kind kind)						\
{									\
	u32 n = z8k_reg_##size(s, s->ip->a) - 1;			\
									\
	(void)e;							\
	z8k_put_##size(s, s->ip->a, n);					\
	if (!z8k_reg_##size(s, s->ip->a))				\
		return z8k_go(s, kind);					\
	s->target = s->ip->addr;					\
	return Z8K_JUMP;						\
}

HOT_DJNZ(DJNZ_B, b)
HOT_DJNZ(DJNZ_W, w)

Z8K_HOT hot_JR(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	(void)e;
	if (!z8k_condition(s->ip->imm, z8k_flags_get(&s->f)))
		return z8k_go(s, kind);
	s->target = s->ip->addr;
	return Z8K_JUMP;
}

Z8K_HOT hot_JP(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	(void)e;
	if (!z8k_condition(s->ip->imm, z8k_flags_get(&s->f)))
		return z8k_go(s, kind);
	s->target = z8k_ea(s, kind);
	return Z8K_JUMP;
}

/* Linear address of an entry of the current page */
static __always_inline u32 z8k_pc_of(const struct z8k_cache *e,
				     const struct z8k_insn *ip)
{
	return z8k_addr_add(e->origin, 2 * (u32)(ip - e->first));
}

/* Push the address of the instruction at @next */
static __always_inline bool push_pc(struct z8k_cache *e, struct z8k_hot *s,
				    u32 next)
{
	u32 sp = z8k_pointer_at(e, s->r, 15);

	if (z8k_segmented_now(e)) {
		next = 0x80000000 | (next & 0x7f0000) << 8 | (next & 0xffff);
		if (!z8k_store_l(e, z8k_addr_add(sp, -4), next))
			return false;
		s->r[15] -= 4;
	} else {
		if (!z8k_store_w(e, z8k_addr_add(sp, -2), next))
			return false;
		s->r[15] -= 2;
	}
	return true;
}

static __always_inline enum z8k_next call(struct z8k_cache *e,
					  struct z8k_hot *s, u32 target)
{
	if (!push_pc(e, s, z8k_pc_of(e, s->ip + s->ip->len)))
		return Z8K_STOP;
	s->target = target;
	return Z8K_JUMP;
}

Z8K_HOT hot_CALL_NEAR(struct z8k_cache *e, struct z8k_hot *s,
		      enum z8k_kind kind)
{
	(void)kind;
	if (!push_pc(e, s, (e->origin & 0x7f0000) | s->ip->imm))
		return Z8K_STOP;
	s->ip += (s32)s->ip->addr;
	return Z8K_GO;
}

Z8K_HOT hot_CALL(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	return call(e, s, z8k_ea(s, kind));
}

Z8K_HOT hot_CALR(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	(void)kind;
	return call(e, s, s->ip->addr);
}

Z8K_HOT hot_RET(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	u32 sp = z8k_pointer_at(e, s->r, 15);
	u32 v;

	if (s->ip->imm != 8 &&
	    !z8k_condition(s->ip->imm, z8k_flags_get(&s->f)))
		return z8k_go(s, kind);
	if (z8k_segmented_now(e)) {
		if (!z8k_load_l(e, sp, &v))
			return Z8K_STOP;
		s->r[15] += 4;
		s->target = (v >> 8 & 0x7f0000) | (v & 0xffff);
	} else {
		if (!z8k_load_w(e, sp, &v))
			return Z8K_STOP;
		s->r[15] += 2;
		s->target = e->base | v;
	}
	return Z8K_JUMP;
}

Z8K_HOT hot_NOP(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	(void)e;
	return z8k_go(s, kind);
}

#endif
