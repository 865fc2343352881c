/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arithmetic, and the flags that it sets. Flags are kept as the values from
 * which they can be computed, and are computed on use. Pure functions of their
 * arguments; the executor inlines them.
 */
#ifndef Z8K_ALU_H
#define Z8K_ALU_H

#include "z8k.h"

/**
 * struct z8k_flags - the flags, not yet computed
 * @carry: C is bit 16
 * @over: P/V is bit 15
 * @sign: Z if the lower 32 bits are zero, S if it is negative: a result,
 *	sign-extended
 * @dah: DA and H where the FCW has them, other bits are zero
 */
struct z8k_flags {
	u32 carry;
	u32 over;
	s64 sign;
	u32 dah;
};

static __always_inline bool z8k_flag_c(const struct z8k_flags *f)
{
	return f->carry >> 16 & 1;
}

static __always_inline bool z8k_flag_v(const struct z8k_flags *f)
{
	return f->over >> 15 & 1;
}

static __always_inline bool z8k_flag_z(const struct z8k_flags *f)
{
	return !(u32)f->sign;
}

static __always_inline bool z8k_flag_s(const struct z8k_flags *f)
{
	return f->sign < 0;
}

static __always_inline void z8k_set_c(struct z8k_flags *f, bool c)
{
	f->carry = (u32)c << 16;
}

static __always_inline void z8k_set_v(struct z8k_flags *f, bool v)
{
	f->over = (u32)v << 15;
}

static __always_inline void z8k_set_zs(struct z8k_flags *f, bool z, bool s)
{
	f->sign = (s64)((u64)s << 63 | (z ? 0 : 1));
}

/* The low byte of the FCW */
static __always_inline u16 z8k_flags_get(const struct z8k_flags *f)
{
	return (z8k_flag_c(f) ? Z8K_FCW_C : 0) |
	       (z8k_flag_z(f) ? Z8K_FCW_Z : 0) |
	       (z8k_flag_s(f) ? Z8K_FCW_S : 0) |
	       (z8k_flag_v(f) ? Z8K_FCW_PV : 0) | f->dah;
}

static __always_inline void z8k_flags_set(struct z8k_flags *f, u16 fcw)
{
	z8k_set_c(f, fcw & Z8K_FCW_C);
	z8k_set_v(f, fcw & Z8K_FCW_PV);
	z8k_set_zs(f, fcw & Z8K_FCW_Z, fcw & Z8K_FCW_S);
	f->dah = fcw & (Z8K_FCW_DA | Z8K_FCW_H);
}

/* Is the number of ones in a byte even? */
static __always_inline bool z8k_parity_even(u32 v)
{
	return 0x9669 >> ((v ^ v >> 4) & 15) & 1;
}

/* Z and S of a result */
static __always_inline void z8k_zs_b(struct z8k_flags *f, u32 r)
{
	f->sign = (s8)r;
}

static __always_inline void z8k_zs_w(struct z8k_flags *f, u32 r)
{
	f->sign = (s16)r;
}

static __always_inline void z8k_zs_l(struct z8k_flags *f, u32 r)
{
	f->sign = (s32)r;
}

/* C, V, Z and S of the 17, 9 or 33 bits @r = @a + @b + carry */
static __always_inline void z8k_sum_w(struct z8k_flags *f, u32 a, u32 b, u32 r)
{
	f->carry = r;
	f->over = (a ^ r) & (b ^ r);
	z8k_zs_w(f, r);
}

static __always_inline void z8k_sum_b(struct z8k_flags *f, u32 a, u32 b, u32 r)
{
	f->carry = r << 8;
	f->over = ((a ^ r) & (b ^ r)) << 8;
	z8k_zs_b(f, r);
}

static __always_inline void z8k_sum_l(struct z8k_flags *f, u32 a, u32 b, u64 r)
{
	f->carry = r >> 16;
	f->over = ((a ^ (u32)r) & (b ^ (u32)r)) >> 16;
	z8k_zs_l(f, r);
}

/* The same of @r = @a - @b - borrow */
static __always_inline void z8k_diff_w(struct z8k_flags *f, u32 a, u32 b,
				       u32 r)
{
	f->carry = r;
	f->over = (a ^ b) & (a ^ r);
	z8k_zs_w(f, r);
}

static __always_inline void z8k_diff_b(struct z8k_flags *f, u32 a, u32 b,
				       u32 r)
{
	f->carry = r << 8;
	f->over = ((a ^ b) & (a ^ r)) << 8;
	z8k_zs_b(f, r);
}

static __always_inline void z8k_diff_l(struct z8k_flags *f, u32 a, u32 b,
				       u64 r)
{
	f->carry = r >> 16;
	f->over = ((a ^ b) & (a ^ (u32)r)) >> 16;
	z8k_zs_l(f, r);
}

/* H, where the FCW has it: the carry out of bit 3 */
static __always_inline u32 z8k_half(u32 a, u32 b, u32 r)
{
	return (a ^ b ^ r) >> 2 & Z8K_FCW_H;
}

/* ---- two operands: the result; flags as the instruction sets them ---- */

static __always_inline u32 z8k_add_b(struct z8k_flags *f, u32 a, u32 b)
{
	u32 r = a + b;

	z8k_sum_b(f, a, b, r);
	f->dah = z8k_half(a, b, r);
	return r;
}

static __always_inline u32 z8k_add_w(struct z8k_flags *f, u32 a, u32 b)
{
	z8k_sum_w(f, a, b, a + b);
	return a + b;
}

static __always_inline u32 z8k_add_l(struct z8k_flags *f, u32 a, u32 b)
{
	z8k_sum_l(f, a, b, (u64)a + b);
	return a + b;
}

static __always_inline u32 z8k_adc_b(struct z8k_flags *f, u32 a, u32 b)
{
	u32 r = a + b + z8k_flag_c(f);

	z8k_sum_b(f, a, b, r);
	f->dah = z8k_half(a, b, r);
	return r;
}

static __always_inline u32 z8k_adc_w(struct z8k_flags *f, u32 a, u32 b)
{
	u32 r = a + b + z8k_flag_c(f);

	z8k_sum_w(f, a, b, r);
	return r;
}

static __always_inline u32 z8k_cp_b(struct z8k_flags *f, u32 a, u32 b)
{
	z8k_diff_b(f, a, b, a - b);
	return a - b;
}

static __always_inline u32 z8k_cp_w(struct z8k_flags *f, u32 a, u32 b)
{
	z8k_diff_w(f, a, b, a - b);
	return a - b;
}

static __always_inline u32 z8k_cp_l(struct z8k_flags *f, u32 a, u32 b)
{
	z8k_diff_l(f, a, b, (u64)a - b);
	return a - b;
}

static __always_inline u32 z8k_sub_b(struct z8k_flags *f, u32 a, u32 b)
{
	f->dah = z8k_half(a, b, a - b) | Z8K_FCW_DA;
	return z8k_cp_b(f, a, b);
}

#define z8k_sub_w	z8k_cp_w
#define z8k_sub_l	z8k_cp_l

static __always_inline u32 z8k_sbc_b(struct z8k_flags *f, u32 a, u32 b)
{
	u32 r = a - b - z8k_flag_c(f);

	z8k_diff_b(f, a, b, r);
	f->dah = z8k_half(a, b, r) | Z8K_FCW_DA;
	return r;
}

static __always_inline u32 z8k_sbc_w(struct z8k_flags *f, u32 a, u32 b)
{
	u32 r = a - b - z8k_flag_c(f);

	z8k_diff_w(f, a, b, r);
	return r;
}

/* Logic sets Z and S, and for bytes the parity */
static __always_inline u32 z8k_logic_b(struct z8k_flags *f, u32 r)
{
	z8k_zs_b(f, r);
	z8k_set_v(f, z8k_parity_even(r));
	return r;
}

static __always_inline u32 z8k_logic_w(struct z8k_flags *f, u32 r)
{
	z8k_zs_w(f, r);
	return r;
}

static __always_inline u32 z8k_and_b(struct z8k_flags *f, u32 a, u32 b)
{
	return z8k_logic_b(f, a & b);
}

static __always_inline u32 z8k_and_w(struct z8k_flags *f, u32 a, u32 b)
{
	return z8k_logic_w(f, a & b);
}

static __always_inline u32 z8k_or_b(struct z8k_flags *f, u32 a, u32 b)
{
	return z8k_logic_b(f, a | b);
}

static __always_inline u32 z8k_or_w(struct z8k_flags *f, u32 a, u32 b)
{
	return z8k_logic_w(f, a | b);
}

static __always_inline u32 z8k_xor_b(struct z8k_flags *f, u32 a, u32 b)
{
	return z8k_logic_b(f, a ^ b);
}

static __always_inline u32 z8k_xor_w(struct z8k_flags *f, u32 a, u32 b)
{
	return z8k_logic_w(f, a ^ b);
}

/* INC and DEC leave C, and for bytes DA and H */
static __always_inline u32 z8k_inc_b(struct z8k_flags *f, u32 a, u32 n)
{
	u32 r = a + n;

	f->over = (~a & r) << 8;
	z8k_zs_b(f, r);
	return r;
}

static __always_inline u32 z8k_inc_w(struct z8k_flags *f, u32 a, u32 n)
{
	u32 r = a + n;

	f->over = ~a & r;
	z8k_zs_w(f, r);
	return r;
}

static __always_inline u32 z8k_dec_b(struct z8k_flags *f, u32 a, u32 n)
{
	u32 r = a - n;

	f->over = (a & ~r) << 8;
	z8k_zs_b(f, r);
	return r;
}

static __always_inline u32 z8k_dec_w(struct z8k_flags *f, u32 a, u32 n)
{
	u32 r = a - n;

	f->over = a & ~r;
	z8k_zs_w(f, r);
	return r;
}

/* ---- one operand ---- */

static __always_inline u32 z8k_com_b(struct z8k_flags *f, u32 a)
{
	return z8k_logic_b(f, ~a & 0xff);
}

static __always_inline u32 z8k_com_w(struct z8k_flags *f, u32 a)
{
	return z8k_logic_w(f, ~a);
}

static __always_inline u32 z8k_neg_b(struct z8k_flags *f, u32 a)
{
	return z8k_cp_b(f, 0, a);
}

static __always_inline u32 z8k_neg_w(struct z8k_flags *f, u32 a)
{
	return z8k_cp_w(f, 0, a);
}

/* Z alone */
static __always_inline void z8k_bit(struct z8k_flags *f, u32 bit)
{
	z8k_set_zs(f, !bit, z8k_flag_s(f));
}

/* S alone */
static __always_inline u32 z8k_tset_b(struct z8k_flags *f, u32 a)
{
	z8k_set_zs(f, z8k_flag_z(f), a & 0x80);
	return 0xff;
}

static __always_inline u32 z8k_tset_w(struct z8k_flags *f, u32 a)
{
	z8k_set_zs(f, z8k_flag_z(f), a & 0x8000);
	return 0xffff;
}

/*
 * Shifts by 0 to 255 single steps, of a value whose sign is bit @top. C is
 * the last bit shifted out (set if there was none, as measured); V is set if
 * the sign changed at a step.
 */
static __always_inline u32 z8k_shift_left(struct z8k_flags *f, u32 a, u32 n,
					  u32 top)
{
	u32 steps = n > top + 1 ? top + 1 : n;
	u64 wide = (u64)a << steps;
	u64 all = (2ull << steps) - 1;
	u64 passed = wide >> top & all;	/* bits that were the sign */

	z8k_set_c(f, !n || (n <= top + 1 && wide >> (top + 1) & 1));
	z8k_set_v(f, passed && passed != all);
	return wide & ((2ull << top) - 1);
}

static __always_inline u32 z8k_shift_right(struct z8k_flags *f, u32 a, u32 n,
					   u32 top, bool arithmetic)
{
	s64 wide = a;
	bool sign = a >> top & 1;

	if (sign && arithmetic)
		wide |= (s64)(~0ull << top);
	if (n > top + 1)
		n = top + 2;
	z8k_set_c(f, !n || wide >> (n - 1) & 1);
	z8k_set_v(f, n && sign && !arithmetic);
	return wide >> n & ((2ull << top) - 1);
}

/*
 * Rotations by 1 or 2 steps. V is set if the sign changed at a step; C is the
 * last bit rotated around, or into C.
 */
static __always_inline u32 z8k_rotate_left(struct z8k_flags *f, u32 a, u32 n,
					   u32 top)
{
	u32 r = a << n | a >> (top + 1 - n);

	/* the sign of each step is in bits top to top + n */
	z8k_set_c(f, r & 1);
	a ^= a << 1;
	z8k_set_v(f, a >> top & 1 || (n == 2 && a >> (top - 1) & 1));
	return r & ((2u << top) - 1);
}

static __always_inline u32 z8k_rotate_right(struct z8k_flags *f, u32 a, u32 n,
					    u32 top)
{
	u32 r = a >> n | a << (top + 1 - n);

	z8k_set_c(f, r >> top & 1);
	z8k_set_v(f, (a >> top ^ a) & 1 || (n == 2 && (a ^ a >> 1) & 1));
	return r & ((2u << top) - 1);
}

static __always_inline u32 z8k_rotate_left_c(struct z8k_flags *f, u32 a, u32 n,
					     u32 top)
{
	bool v = false;
	u32 r;

	for (; n; n--) {
		r = a << 1 | z8k_flag_c(f);
		z8k_set_c(f, r >> (top + 1) & 1);
		v |= (r ^ a) >> top & 1;
		a = r & ((2u << top) - 1);
	}
	z8k_set_v(f, v);
	return a;
}

static __always_inline u32 z8k_rotate_right_c(struct z8k_flags *f, u32 a,
					      u32 n, u32 top)
{
	bool v = false;
	u32 r;

	for (; n; n--) {
		r = a >> 1 | (u32)z8k_flag_c(f) << top;
		z8k_set_c(f, a & 1);
		v |= (r ^ a) >> top & 1;
		a = r;
	}
	z8k_set_v(f, v);
	return a;
}

/* ---- multiplication and division ---- */

static __always_inline u32 z8k_mult_w(struct z8k_flags *f, u32 a, u32 b)
{
	s32 r = (s32)(s16)a * (s16)b;

	z8k_set_c(f, r != (s16)r);
	z8k_set_v(f, false);
	z8k_zs_l(f, r);
	return r;
}

static __always_inline u64 z8k_mult_l(struct z8k_flags *f, u32 a, u32 b)
{
	s64 r = (s64)(s32)a * (s32)b;

	z8k_set_c(f, r != (s32)r);
	z8k_set_v(f, false);
	z8k_set_zs(f, !r, r < 0);
	return r;
}

/* Magnitudes, without the overflow of the most negative number */
static __always_inline u64 z8k_abs(s64 v)
{
	return v < 0 ? 0 - (u64)v : (u64)v;
}

/*
 * The quotient of magnitudes and its remainder; @n / @d is less than 2^34. Done
 * by hand where the compiler would call its library for 64 bits.
 */
static inline u64 z8k_divide_by_hand(u64 n, u64 d, u64 *rest)
{
	u64 q = 0;
	int i;

	for (i = 33; i >= 0; i--) {
		if (n >> i < d)
			continue;
		n -= d << i;
		q |= 1ull << i;
	}
	*rest = n;
	return q;
}

static inline u64 z8k_divide(u64 n, u64 d, u64 *rest)
{
#if __SIZEOF_POINTER__ >= 8
	*rest = n % d;
	return n / d;
#else
	return z8k_divide_by_hand(n, d, rest);
#endif
}

/**
 * z8k_div() - signed division, with the flags of DIV and DIVL
 * @f: flags
 * @n: dividend
 * @d: divisor
 * @bits: of the divisor and the quotient, 16 or 32
 * @quotient: result, if there is one
 * @rest: remainder, has the sign of the dividend
 *
 * A quotient that has one bit too many keeps its lower bits (V and C set),
 * a larger one leaves the destination alone (V set).
 *
 * Return: whether there is a result.
 */
static inline bool z8k_div(struct z8k_flags *f, s64 n, s64 d,
			   unsigned int bits, u32 *quotient, u32 *rest)
{
	bool negative = (n < 0) != (d < 0);
	u64 limit = 1ull << (bits - 1);
	u64 q, r;

	z8k_set_c(f, false);
	z8k_set_v(f, true);
	if (!d || z8k_abs(n) >> (bits + 1) >= z8k_abs(d)) {
		z8k_set_zs(f, !d, false);
		return false;
	}
	q = z8k_divide(z8k_abs(n), z8k_abs(d), &r);
	if (q > 2 * limit || (q == 2 * limit && !negative)) {
		z8k_set_zs(f, false, false);
		return false;
	}
	*quotient = negative ? 0 - q : q;
	*rest = n < 0 ? 0 - r : r;
	z8k_set_zs(f, !q, negative && q);
	z8k_set_v(f, q > limit || (q == limit && !negative));
	z8k_set_c(f, z8k_flag_v(f));
	return true;
}

#endif
