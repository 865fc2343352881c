// SPDX-License-Identifier: GPL-2.0
/*
 * The executor: one piece of code for each operation of z8k_ops.def, each
 * ending with a jump to the next, so that the host can predict them apart.
 *
 * Invariant: at a dispatch, everything is as between two instructions, and
 * "left" counts those that may still follow. What is no instruction (DECODE,
 * CROSS) gives its count back.
 */
#include "z8k_hot_data.h"
#include "z8k_hot_flow.h"
#include "z8k_hot_shift.h"

typedef enum z8k_next (*cold_op)(struct z8k_cache *e,
				 const struct z8k_insn *ip);

static const cold_op cold_ops[Z8K_OPS] = {
#define OPX(name)
#define OP1(name)
#define OP4(name)
#define OPM(name) \
	[Z8K_OP_##name] = z8k_op_ILLEGAL, \
	[Z8K_OP_##name##_I] = z8k_op_ILLEGAL,
#define OPC(name)
#define COLD(name) [Z8K_OP_##name] = z8k_op_##name,
#define COLDM(name) \
	OPM(name) \
	[Z8K_OP_##name##_M] = z8k_op_##name, \
	[Z8K_OP_##name##_P] = z8k_op_##name,
#include "z8k_ops.def"
#undef OPX
#undef OP1
#undef OP4
#undef OPM
#undef OPC
#undef COLD
#undef COLDM
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

/* A rare operation; what it needs of the hot state, and what it changed */
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
#define OPX(name)	[Z8K_OP_##name] = &&L_##name,
#define OP1(name)	[Z8K_OP_##name] = &&L_##name,
#define OP4(name)	[Z8K_OP_##name] = &&L_##name,		\
			[Z8K_OP_##name##_I] = &&L_##name##_I,	\
			[Z8K_OP_##name##_M] = &&L_##name##_M,	\
			[Z8K_OP_##name##_P] = &&L_##name##_P,
#define OPM(name)	[Z8K_OP_##name] = &&L_ILLEGAL,		\
			[Z8K_OP_##name##_I] = &&L_ILLEGAL,	\
			[Z8K_OP_##name##_M] = &&L_##name##_M,	\
			[Z8K_OP_##name##_P] = &&L_##name##_P,
#define OPC(name)	[Z8K_OP_##name] = &&L_##name##_0,	\
			&&L_##name##_1, &&L_##name##_2, &&L_##name##_3, \
			&&L_##name##_4, &&L_##name##_5, &&L_##name##_6, \
			&&L_##name##_7, &&L_##name##_8, &&L_##name##_9, \
			&&L_##name##_10, &&L_##name##_11, &&L_##name##_12, \
			&&L_##name##_13, &&L_##name##_14, &&L_##name##_15,
#define COLD(name)	[Z8K_OP_##name] = &&L_##name,
#define COLDM(name)	OPM(name)
#include "z8k_ops.def"
#undef OPX
#undef OP1
#undef OP4
#undef OPM
#undef OPC
#undef COLD
#undef COLDM
	};
	struct z8k_hot s = { .r = e->cpu->r, .f = e->flags };
	const struct z8k_insn *ip;
	enum z8k_next next;
	u32 left = e->left;

#define DISPATCH()							\
	do {								\
		if (unlikely(!left--))					\
			goto spent;					\
		goto *label[s.ip->op];					\
	} while (0)

#define RUN(name, call)							\
L_##name:								\
	next = call;							\
	if (likely(next == Z8K_GO))					\
		DISPATCH();						\
	if (likely(next == Z8K_JUMP))					\
		goto jump;						\
	goto stop;

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

#define OPX(name)
#define OP1(name)	RUN(name, hot_##name(e, &s, Z8K_KIND_R))
#define OP4(name)	RUN(name, hot_##name(e, &s, Z8K_KIND_R))	\
			RUN(name##_I, hot_##name(e, &s, Z8K_KIND_I))	\
			OPM(name)
#define OPM(name)	RUN(name##_M, hot_##name(e, &s, Z8K_KIND_M))	\
			RUN(name##_P, hot_##name(e, &s, Z8K_KIND_P))
#define CC(name, cc)	RUN(name##_##cc, hot_##name(&s, cc))
#define OPC(name)	CC(name, 0) CC(name, 1) CC(name, 2) CC(name, 3)	 \
			CC(name, 4) CC(name, 5) CC(name, 6) CC(name, 7)	 \
			CC(name, 8) CC(name, 9) CC(name, 10) CC(name, 11) \
			CC(name, 12) CC(name, 13) CC(name, 14) CC(name, 15)
#define COLD(name)	L_##name:
#define COLDM(name)
#include "z8k_ops.def"
	/* all rare operations fall in here */
cold:
	sync_out(e, &s, s.ip + s.ip->len, left);
	next = run_cold(e, s.ip);
	s.f = e->flags;
	left = e->left;
	if (next == Z8K_GO) {
		s.ip += s.ip->len;
		DISPATCH();
	}
	if (next != Z8K_JUMP)
		return next;
	s.target = Z8K_ADDR(e->cpu->pc_seg, e->cpu->pc);
	goto jump;

#undef COLD
#undef COLDM
#undef OPX
#undef OP1
#undef OP4
#undef OPM
#undef OPC
#define OPX(name)
#define OP1(name)
#define OP4(name)
#define OPM(name)
#define OPC(name)
#define COLD(name)
#define COLDM(name)							\
L_##name##_M:								\
	e->operand = z8k_ea(&s, Z8K_KIND_M);				\
	goto cold;							\
L_##name##_P:								\
	e->operand = z8k_ea(&s, Z8K_KIND_P);				\
	goto cold;
#include "z8k_ops.def"

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
