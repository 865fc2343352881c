// SPDX-License-Identifier: GPL-2.0
/*
 * The executor: one piece of code for each operation of z8k_ops.def, each
 * ending with a jump to the next, so that the host can predict them apart.
 *
 * Invariant: at a dispatch, the state is that between two instructions, and
 * "left" counts those that may still follow. DECODE and CROSS, which are not
 * instructions, give their count back.
 */
#include "z8k_hot_data.h"
#include "z8k_hot_flow.h"
#include "z8k_hot_several.h"
#include "z8k_hot_shift.h"

typedef enum z8k_next (*cold_op)(struct z8k_cache *e,
				 const struct z8k_insn *ip);

static const cold_op cold_ops[Z8K_OPS] = {
#include "z8k_op_cold.def"
};

/* Make the state of the CPU that of the entry @ip */
static __always_inline void sync_out(struct z8k_cache *e,
				     const struct z8k_hot *s,
				     const struct z8k_insn *ip, u32 left)
{
	u32 pc = z8k_pc_of(e, ip);

	e->cpu->pc = pc;
	e->cpu->pc_seg = pc >> 16;
	e->flags = s->f;
	e->left = left;
}

/*
 * Member by member: a rare operation has just written some of them, and a host
 * stalls if it reads several by one load.
 */
static __always_inline void sync_flags(struct z8k_hot *s,
				       const struct z8k_cache *e)
{
	s->f.carry = e->flags.carry;
	s->f.over = e->flags.over;
	s->f.sign = e->flags.sign;
	s->f.dah = e->flags.dah;
}

/* Run a rare operation, with engine->pc valid */
static noinline enum z8k_next run_cold(struct z8k_cache *e,
				       const struct z8k_insn *ip)
{
	e->pc = z8k_pc_of(e, ip);
	return cold_ops[ip->op](e, ip);
}

/**
 * z8k_execute() - execute instructions until something happens
 * @e: the engine, with cpu->pc, flags and left valid, before and after
 *
 * Return: Z8K_STOP or Z8K_EVENT.
 */
enum z8k_next z8k_execute(struct z8k_cache *e)
{
	static const void *const label[Z8K_OPS] __annotate_jump_table = {
#include "z8k_op_labels.def"
	};
	struct z8k_hot s = { .r = e->cpu->r, .f = e->flags };
	const struct z8k_insn *ip;
	enum z8k_next next;
	u32 left = e->left;

#include "z8k_dispatch.def"

	s.target = Z8K_ADDR(e->cpu->pc_seg, e->cpu->pc);
jump:
	if (likely(((s.target & 0x7fffff) >> Z8K_PAGE_SHIFT | e->mode) ==
		   e->key))
		s.ip = e->first + (s.target & (Z8K_PAGE_SIZE - 1)) / 2;
	else
		s.ip = z8k_enter_page(e, s.target);
	DISPATCH();

L_DECODE:
	left++;
	ip = z8k_decode_at(e, s.ip);
	if (unlikely(!ip))
		goto fetch_stop;
	s.ip = ip;
	DISPATCH();

L_CROSS:
	left++;
	s.target = z8k_pc_of(e, s.ip);
	goto jump;

#include "z8k_op_hot.def"
	/* all rare operations fall in here */
cold:
	sync_out(e, &s, s.ip + s.ip->len, left);
	next = run_cold(e, s.ip);
	sync_flags(&s, e);
	left = e->left;
	if (next == Z8K_GO) {
		s.ip += s.ip->len;
		DISPATCH();
	}
	if (next != Z8K_JUMP)
		return next;
	s.target = Z8K_ADDR(e->cpu->pc_seg, e->cpu->pc);
	goto jump;

#include "z8k_op_cold_memory.def"

stop:
	sync_out(e, &s, s.ip, left + 1);
	return z8k_memory_stop(e, s.ip->word);

fetch_stop:
	sync_out(e, &s, s.ip, left);
	return z8k_memory_stop(e, 0);

spent:
	sync_out(e, &s, s.ip, 0);
	memset(e->stop, 0, sizeof(*e->stop));
	e->stop->exit = Z8K_EXIT_BUDGET;
	e->stop->pc = Z8K_ADDR(e->cpu->pc_seg, e->cpu->pc);
	return Z8K_STOP;
}
