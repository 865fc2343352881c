/* SPDX-License-Identifier: GPL-2.0 */
/*
 * LDM: several registers; R0 follows R15. The words are mostly in one block of
 * memory, which has one translation.
 */
#ifndef Z8K_HOT_SEVERAL_H
#define Z8K_HOT_SEVERAL_H

#include "z8k_hot.h"

static __always_inline bool in_one_block(u32 addr, u32 words)
{
	return addr % (1 << Z8K_BLOCK_SHIFT) + 2 * words <=
	       1 << Z8K_BLOCK_SHIFT;
}

Z8K_HOT hot_LDM(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	u32 addr = z8k_ea(s, kind) & ~1u;
	u32 n = s->ip->imm, reg = s->ip->a;
	const u8 *at;

	if (unlikely(!in_one_block(addr, n)))
		return z8k_load_several(e, s->ip, addr) ? z8k_go(s, kind) :
							  Z8K_STOP;
	at = z8k_load_at(e, addr);
	if (unlikely(!at))
		return Z8K_STOP;
	for (; n; n--, reg++, at += 2)
		s->r[reg & 15] = z8k_get16(at);
	return z8k_go(s, kind);
}

/* A block without a store translation may hold code: it goes word by word. */
Z8K_HOT hot_STM(struct z8k_cache *e, struct z8k_hot *s, enum z8k_kind kind)
{
	u32 addr = z8k_ea(s, kind) & ~1u;
	u32 n = s->ip->imm, reg = s->ip->a;
	u8 *at = z8k_known_at(e, e->store, addr);

	if (unlikely(!at || !in_one_block(addr, n)))
		return z8k_store_several(e, s->ip, addr) ? z8k_go(s, kind) :
							   Z8K_STOP;
	for (; n; n--, reg++, at += 2)
		z8k_put16(at, s->r[reg & 15]);
	return z8k_go(s, kind);
}

#endif
