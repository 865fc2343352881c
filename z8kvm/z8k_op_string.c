// SPDX-License-Identifier: GPL-2.0
/*
 * Block and string operations, with and without repetition, and block I/O.
 *
 * Each iteration counts as an instruction. Before each, the state is as if the
 * instruction were to be executed for the first time, with its present pointers
 * and count. So it can stop there, for the budget or a page, with the PC at the
 * instruction. (If it overwrites itself, the new code is executed, so that it
 * does not matter where budgets end.)
 */
#include "z8k_engine.h"

/* One iteration: Z8K_GO, or Z8K_STOP if memory refuses and nothing changed */
typedef enum z8k_next (*iteration)(struct z8k_cache *e,
				   const struct z8k_insn *ip);

static u32 step_of(const struct z8k_insn *ip)
{
	u32 step = ip->addr & BYTE ? 1 : 2;

	return ip->addr & DOWN ? 0 - step : step;
}

static bool load(struct z8k_cache *e, const struct z8k_insn *ip, u32 addr,
		 u32 *v)
{
	return ip->addr & BYTE ? z8k_load_b(e, addr, v) :
				 z8k_load_w(e, addr, v);
}

static bool store(struct z8k_cache *e, const struct z8k_insn *ip, u32 addr,
		  u32 v)
{
	return ip->addr & BYTE ? z8k_store_b(e, addr, v) :
				 z8k_store_w(e, addr, v);
}

static u32 pointer(const struct z8k_cache *e, u8 reg)
{
	return z8k_pointer_at(e, e->cpu->r, reg);
}

/* Count down; P/V says whether that was the last */
static bool count_down(struct z8k_cache *e, const struct z8k_insn *ip)
{
	bool last = !--e->cpu->r[ip->c];

	z8k_set_v(&e->flags, last);
	return last;
}

/* Conditions that end a repetition, besides the count */
enum until {
	UNTIL_COUNT,
	UNTIL_Z,
	UNTIL_NZ,
};

/*
 * May the next iteration follow without decoding again? Not if the budget is
 * spent, nor if a store may have changed the instruction: then its entry has
 * been dropped, or it is one that is never kept.
 */
static __always_inline bool may_go_on(const struct z8k_cache *e,
				      const struct z8k_insn *ip)
{
	return e->left && ip->op != Z8K_OP_DECODE && ip != e->single.insn;
}

static __always_inline enum z8k_next repeat(struct z8k_cache *e,
					    const struct z8k_insn *ip,
					    iteration iterate,
					    enum until until)
{
	while (iterate(e, ip) == Z8K_GO) {
		bool z = z8k_flag_z(&e->flags);

		if (!(ip->addr & REPEAT) || z8k_flag_v(&e->flags) ||
		    (until == UNTIL_Z && z) || (until == UNTIL_NZ && !z))
			return Z8K_GO;
		if (!may_go_on(e, ip)) {
			e->cpu->pc = e->pc;
			return Z8K_JUMP;
		}
		e->left--;
	}
	return z8k_refuse(e, ip);
}

static u32 least(u32 a, u32 b)
{
	return a < b ? a : b;
}

/* Elements from @addr to the end of its block of 256 bytes */
static u32 elements(const struct z8k_insn *ip, u32 addr)
{
	u32 size = ip->addr & BYTE ? 1 : 2;
	u32 at = (addr & 0xff) / size;

	return ip->addr & DOWN ? at + 1 : 256 / size - at;
}

/* Copy elements one after the other; areas may overlap */
static void copy(const struct z8k_insn *ip, u8 *to, const u8 *from, u32 n)
{
	s32 step = (s32)step_of(ip);

	for (; n; n--, to += step, from += step) {
		if (!(ip->addr & BYTE))
			to[1] = from[1];
		*to = *from;
	}
}

static bool same_pair(u8 a, u8 b)
{
	return !((a ^ b) & ~1);
}

/*
 * Do iterations that nothing can stop at once: within two blocks that are
 * translated and have no code, within the budget, and at least one less than
 * the count, so that the last iteration is an ordinary one. Not if a register
 * has two roles, nor if the instruction is one that is never kept, which does
 * not mark its block as code.
 */
static void ld_burst(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u32 mask = ip->addr & BYTE ? ~0u : ~1u;
	u32 from = pointer(e, ip->b) & mask, to = pointer(e, ip->a) & mask;
	u16 *r = e->cpu->r;
	const u8 *source = z8k_known_at(e, e->load, from);
	u8 *place = z8k_known_at(e, e->store, to);
	u32 n = least(elements(ip, from), elements(ip, to));

	n = least(n, least((u16)(r[ip->c] - 1), e->left));
	if (!source || !place || ip->a == ip->b || same_pair(ip->a, ip->c) ||
	    same_pair(ip->b, ip->c))
		return;
	copy(ip, place, source, n);
	r[ip->a] += n * step_of(ip);
	r[ip->b] += n * step_of(ip);
	r[ip->c] -= n;
	e->left -= n;
}

static enum z8k_next ld_block(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u16 *r = e->cpu->r;
	bool last;
	u32 v;

	if (ip->addr & REPEAT && ip != e->single.insn)
		ld_burst(e, ip);
	if (!load(e, ip, pointer(e, ip->b), &v) ||
	    !store(e, ip, pointer(e, ip->a), v))
		return Z8K_STOP;
	r[ip->a] += step_of(ip);
	r[ip->b] += step_of(ip);
	last = count_down(e, ip);
	z8k_set_zs(&e->flags, last, z8k_flag_s(&e->flags));
	return Z8K_GO;
}

enum z8k_next z8k_op_LD_BLOCK(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return repeat(e, ip, ld_block, UNTIL_COUNT);
}

/* Compare as CP does; Z is set if the condition holds */
static void compare(struct z8k_cache *e, const struct z8k_insn *ip, u32 a,
		    u32 b)
{
	struct z8k_flags *f = &e->flags;

	if (ip->addr & BYTE)
		z8k_cp_b(f, a, b);
	else
		z8k_cp_w(f, a, b);
	z8k_set_zs(f, z8k_condition(ip->imm, z8k_flags_get(f)),
		   z8k_flag_s(f));
}

static enum z8k_next cp_block(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u16 *r = e->cpu->r;
	u32 v;

	if (!load(e, ip, pointer(e, ip->b), &v))
		return Z8K_STOP;
	compare(e, ip, ip->addr & BYTE ? ((u8 *)r)[ip->a] : r[ip->a], v);
	r[ip->b] += step_of(ip);
	count_down(e, ip);
	return Z8K_GO;
}

enum z8k_next z8k_op_CP_BLOCK(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return repeat(e, ip, cp_block, UNTIL_Z);
}

static enum z8k_next cp_string(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u16 *r = e->cpu->r;
	u32 a, b;

	if (!load(e, ip, pointer(e, ip->a), &a) ||
	    !load(e, ip, pointer(e, ip->b), &b))
		return Z8K_STOP;
	compare(e, ip, a, b);
	r[ip->a] += step_of(ip);
	r[ip->b] += step_of(ip);
	count_down(e, ip);
	return Z8K_GO;
}

enum z8k_next z8k_op_CP_STRING(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return repeat(e, ip, cp_string, UNTIL_Z);
}

/* The byte in the table at pointer b for the byte at pointer a */
static bool look_up(struct z8k_cache *e, const struct z8k_insn *ip, u32 *v)
{
	u32 index;

	return z8k_load_b(e, pointer(e, ip->a), &index) &&
	       z8k_load_b(e, z8k_addr_add(pointer(e, ip->b), index), v);
}

static void set_rh1(struct z8k_cache *e, u32 v)
{
	e->cpu->r[1] = v << 8 | (e->cpu->r[1] & 0xff);
}

/*
 * The chip takes the new byte into RH1 first; if the pointer is R1, it stores
 * through the changed pointer.
 */
static enum z8k_next translate(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u16 *r = e->cpu->r;
	u16 r1 = r[1];
	u32 v;

	if (!look_up(e, ip, &v))
		return Z8K_STOP;
	set_rh1(e, v);
	if (!z8k_store_b(e, pointer(e, ip->a), v)) {
		r[1] = r1;
		return Z8K_STOP;
	}
	r[ip->a] += step_of(ip);
	count_down(e, ip);
	z8k_set_zs(&e->flags, false, z8k_flag_s(&e->flags));
	return Z8K_GO;
}

enum z8k_next z8k_op_TRANSLATE(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return repeat(e, ip, translate, UNTIL_COUNT);
}

/* TRTDB moves its pointer first, the others last; R1 shows the difference */
static enum z8k_next trtest(struct z8k_cache *e, const struct z8k_insn *ip)
{
	bool early = (ip->addr & (DOWN | REPEAT)) == DOWN;
	u16 *r = e->cpu->r;
	u32 v;

	if (!look_up(e, ip, &v))
		return Z8K_STOP;
	if (early)
		r[ip->a] += step_of(ip);
	set_rh1(e, v);
	if (!early)
		r[ip->a] += step_of(ip);
	count_down(e, ip);
	z8k_set_zs(&e->flags, !v, z8k_flag_s(&e->flags));
	return Z8K_GO;
}

enum z8k_next z8k_op_TRTEST(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return repeat(e, ip, trtest, UNTIL_NZ);
}

/* ---- block I/O: ports are in word registers in every mode ---- */

static enum z8k_next in_block(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u16 *r = e->cpu->r;
	u32 to = pointer(e, ip->a);
	bool last;

	/* a port cannot be unread: check the store first */
	if (!z8k_store_at(e, ip->addr & BYTE ? to : to & ~1u))
		return Z8K_STOP;
	store(e, ip, to, z8k_port_in(e, r[ip->b], ip->addr));
	r[ip->a] += step_of(ip);
	last = count_down(e, ip);
	z8k_set_zs(&e->flags, last, z8k_flag_s(&e->flags));
	return Z8K_GO;
}

enum z8k_next z8k_op_IN_BLOCK(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return repeat(e, ip, in_block, UNTIL_COUNT);
}

static enum z8k_next out_block(struct z8k_cache *e, const struct z8k_insn *ip)
{
	u16 *r = e->cpu->r;
	bool last;
	u32 v;

	if (!load(e, ip, pointer(e, ip->b), &v))
		return Z8K_STOP;
	z8k_port_out(e, r[ip->a], v, ip->addr);
	r[ip->b] += step_of(ip);
	last = count_down(e, ip);
	z8k_set_zs(&e->flags, last, z8k_flag_s(&e->flags));
	return Z8K_GO;
}

enum z8k_next z8k_op_OUT_BLOCK(struct z8k_cache *e, const struct z8k_insn *ip)
{
	return repeat(e, ip, out_block, UNTIL_COUNT);
}
