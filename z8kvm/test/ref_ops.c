// SPDX-License-Identifier: GPL-2.0
/*
 * The reference: the instructions whose first byte is two bits of addressing
 * mode and six bits of operation.
 */
#include "ref.h"

enum { MODE_IR, MODE_DA, MODE_R };

static u32 top_of(unsigned int size)
{
	return 1u << (8 * size - 1);
}

static u32 mask_of(unsigned int size)
{
	return top_of(size) * 2 - 1;
}

static void set_zs(struct ref *ref, u32 v, unsigned int size)
{
	ref_flag(ref, Z8K_FCW_Z, !(v & mask_of(size)));
	ref_flag(ref, Z8K_FCW_S, v & top_of(size));
}

static void set_parity(struct ref *ref, u32 v)
{
	unsigned int ones = 0, i;

	for (i = 0; i < 8; i++)
		ones += v >> i & 1;
	ref_flag(ref, Z8K_FCW_PV, ones % 2 == 0);
}

static s64 signed_of(u32 v, unsigned int size)
{
	s64 n = v & mask_of(size);

	return v & top_of(size) ? n - (s64)mask_of(size) - 1 : n;
}

static bool fits(s64 v, unsigned int size)
{
	return v >= -(s64)top_of(size) && v < (s64)top_of(size);
}

static u32 add_flags(struct ref *ref, u32 a, u32 b, bool c, unsigned int size)
{
	u64 sum = (u64)a + b + c;

	ref_flag(ref, Z8K_FCW_C, sum > mask_of(size));
	ref_flag(ref, Z8K_FCW_PV,
		 !fits(signed_of(a, size) + signed_of(b, size) + c, size));
	set_zs(ref, sum, size);
	return sum;
}

u32 ref_sub_flags(struct ref *ref, u32 a, u32 b, bool c, unsigned int size)
{
	ref_flag(ref, Z8K_FCW_C, (u64)a < (u64)b + c);
	ref_flag(ref, Z8K_FCW_PV,
		 !fits(signed_of(a, size) - signed_of(b, size) - c, size));
	set_zs(ref, a - b - c, size);
	return a - b - c;
}

/* Tell DAB which byte operation it was, and whether the lower digit carried */
static void decimal(struct ref *ref, bool subtract, bool half)
{
	ref_flag(ref, Z8K_FCW_DA, subtract);
	ref_flag(ref, Z8K_FCW_H, half);
}

static u32 add(struct ref *ref, u32 a, u32 b, bool c, unsigned int size)
{
	if (size == 1)
		decimal(ref, false, a % 16 + b % 16 + c > 15);
	return add_flags(ref, a, b, c, size);
}

static u32 subtract(struct ref *ref, u32 a, u32 b, bool c, unsigned int size)
{
	if (size == 1)
		decimal(ref, true, a % 16 < b % 16 + c);
	return ref_sub_flags(ref, a, b, c, size);
}

static u32 logic(struct ref *ref, u32 v, unsigned int size)
{
	set_zs(ref, v, size);
	if (size == 1)
		set_parity(ref, v);
	return v;
}

/* An address from the words of the instruction, with an index or R0 */
static u32 address(struct ref *ref, unsigned int index)
{
	u16 word = ref_fetch(ref);
	u32 addr = Z8K_ADDR(ref->cpu.pc_seg, word);

	if (ref_seg(ref) && word & 0x8000)
		addr = Z8K_ADDR(word / 256 % 128, ref_fetch(ref));
	else if (ref_seg(ref))
		addr = Z8K_ADDR(word / 256, word % 256);
	return index ? ref_advance(addr, ref->cpu.r[index]) : addr;
}

static u32 immediate(struct ref *ref, unsigned int size)
{
	u32 v = ref_fetch(ref);

	if (size == 4)
		return v * 65536 + ref_fetch(ref);
	return size == 1 ? v % 256 : v;
}

/* The operand named by the mode and a register field */
struct operand ref_operand(struct ref *ref, unsigned int mode,
			   unsigned int field, unsigned int size, bool imm)
{
	struct operand o = { IN_REGISTER, field, size };

	if (mode == MODE_R)
		return o;
	if (mode == MODE_IR && !field && imm) {
		o.where = IS_VALUE;
		o.at = immediate(ref, size);
		return o;
	}
	o.where = IN_MEMORY;
	o.at = mode == MODE_IR ? ref_pointer(ref, field) : address(ref, field);
	return o;
}

/* Operations 00 to 0B: two operands of a byte or a word */
static void arithmetic(struct ref *ref, unsigned int op, unsigned int mode)
{
	unsigned int size = op % 2 + 1;
	unsigned int d = ref->word & 15;
	struct operand src = ref_operand(ref, mode, ref->word >> 4 & 15, size,
					 true);
	u32 b = ref_get(ref, &src);
	u32 a = ref_reg(ref, d, size);

	switch (op / 2) {
	case 0:
		a = add(ref, a, b, false, size);
		break;
	case 1:
		a = subtract(ref, a, b, false, size);
		break;
	case 2:
		a = logic(ref, a | b, size);
		break;
	case 3:
		a = logic(ref, a & b, size);
		break;
	case 4:
		a = logic(ref, a ^ b, size);
		break;
	default:
		ref_sub_flags(ref, a, b, false, size);
		break;
	}
	ref_reg_set(ref, d, size, a);
}

static void long_arithmetic(struct ref *ref, unsigned int op,
			    unsigned int mode)
{
	unsigned int d = ref->word & 15;
	struct operand src = ref_operand(ref, mode, ref->word >> 4 & 15, 4,
					 true);
	u32 b = ref_get(ref, &src);
	u32 a = ref_reg(ref, d, 4);

	if (op == 0x10)
		ref_sub_flags(ref, a, b, false, 4);
	else if (op == 0x12)
		ref_reg_set(ref, d, 4, ref_sub_flags(ref, a, b, false, 4));
	else if (op == 0x14)
		ref_reg_set(ref, d, 4, b);
	else
		ref_reg_set(ref, d, 4, add_flags(ref, a, b, false, 4));
}

/* One operand, operations 0C and 0D; false: handled elsewhere */
static bool unary(struct ref *ref, unsigned int op, unsigned int mode)
{
	unsigned int size = op % 2 + 1;
	unsigned int x = ref->word >> 4 & 15, sub = ref->word & 15;
	struct operand o;
	u32 v;

	if (sub == 9 && op == 0x0d && mode == MODE_IR) {
		v = ref_fetch(ref);
		ref_pointer_move(ref, x, -2);
		ref_store(ref, ref_pointer(ref, x), 2, v);
		return true;
	}
	if (sub > 8 || sub == 3 || sub == 7 ||
	    (mode == MODE_R && (sub == 1 || sub == 5)))
		return false;
	o = ref_operand(ref, mode, x, size, false);
	if (sub == 1) {
		v = immediate(ref, size);
		ref_sub_flags(ref, ref_get(ref, &o), v, false, size);
		return true;
	}
	if (sub == 5) {
		ref_put(ref, &o, immediate(ref, size));
		return true;
	}
	v = sub == 8 ? 0 : ref_get(ref, &o);
	switch (sub) {
	case 0:
		v = logic(ref, ~v & mask_of(size), size);
		break;
	case 2:
		v = ref_sub_flags(ref, 0, v, false, size);
		break;
	case 4:
		logic(ref, v, size);
		return true;
	case 6:
		ref_flag(ref, Z8K_FCW_S, v & top_of(size));
		v = mask_of(size);
		break;
	}
	ref_put(ref, &o, v);
	return true;
}

/* Bits by number; by a register if the field is zero */
static bool bits(struct ref *ref, unsigned int op, unsigned int mode)
{
	unsigned int size = op % 2 + 1;
	unsigned int x = ref->word >> 4 & 15;
	unsigned int n = ref->word & 15;
	struct operand o;
	u16 second;
	u32 v;

	if (mode == MODE_IR && !x) {
		second = ref_fetch(ref);
		if (second & 0xf0ff)
			return false;
		n = ref->cpu.r[n];
		o = ref_operand(ref, MODE_R, second >> 8, size, false);
	} else {
		o = ref_operand(ref, mode, x, size, false);
	}
	v = ref_get(ref, &o);
	n %= 8 * size;
	if (op / 2 == 0x22 / 2)
		ref_put(ref, &o, v & ~(1u << n));
	else if (op / 2 == 0x24 / 2)
		ref_put(ref, &o, v | 1u << n);
	else
		ref_flag(ref, Z8K_FCW_Z, !(v >> n & 1));
	return true;
}

static void increment(struct ref *ref, unsigned int op, unsigned int mode)
{
	unsigned int size = op % 2 + 1;
	struct operand o = ref_operand(ref, mode, ref->word >> 4 & 15, size,
				       false);
	u32 n = (ref->word & 15) + 1;
	bool c = ref_is(ref, Z8K_FCW_C);
	u32 v = ref_get(ref, &o);

	v = op < 0x2a ? add_flags(ref, v, n, false, size) :
			ref_sub_flags(ref, v, n, false, size);
	ref_flag(ref, Z8K_FCW_C, c);
	ref_put(ref, &o, v);
}

static void exchange(struct ref *ref, unsigned int op, unsigned int mode)
{
	unsigned int size = op % 2 + 1;
	struct operand o = ref_operand(ref, mode, ref->word >> 4 & 15, size,
				       false);
	u32 a = ref_get(ref, &o), b = ref_reg(ref, ref->word & 15, size);

	ref_reg_set(ref, ref->word & 15, size, a);
	ref_put(ref, &o, b);
}

static void push(struct ref *ref, unsigned int mode, unsigned int size)
{
	unsigned int x = ref->word >> 4 & 15;
	struct operand o = ref_operand(ref, mode, ref->word & 15, size, false);
	u32 v = ref_get(ref, &o);

	ref_pointer_move(ref, x, -(int)size);
	ref_store(ref, ref_pointer(ref, x), size, v);
}

/* The destination's address is that before the pointer moves */
static void pop(struct ref *ref, unsigned int mode, unsigned int size)
{
	unsigned int x = ref->word >> 4 & 15;
	struct operand o = ref_operand(ref, mode, ref->word & 15, size, false);
	u32 v = ref_load(ref, ref_pointer(ref, x), size);

	ref_pointer_move(ref, x, size);
	ref_put(ref, &o, v);
}

static void multiply(struct ref *ref, unsigned int op, unsigned int mode)
{
	unsigned int size = op & 1 ? 2 : 4;
	unsigned int d = ref->word & 15;
	struct operand o = ref_operand(ref, mode, ref->word >> 4 & 15, size,
				       true);
	s64 b = signed_of(ref_get(ref, &o), size);
	s64 r;

	d -= d % size;
	r = b * signed_of(ref_reg(ref, d + size / 2, size), size);
	if (size == 2) {
		ref_reg_set(ref, d, 4, r);
	} else {
		ref_reg_set(ref, d, 4, r >> 32);
		ref_reg_set(ref, d + 2, 4, r);
	}
	ref_flag(ref, Z8K_FCW_C, !fits(r, size));
	ref_flag(ref, Z8K_FCW_Z, !r);
	ref_flag(ref, Z8K_FCW_S, r < 0);
	ref_flag(ref, Z8K_FCW_PV, false);
}

static void divide(struct ref *ref, unsigned int op, unsigned int mode)
{
	unsigned int size = op & 1 ? 2 : 4;
	unsigned int d = ref->word & 15;
	struct operand o = ref_operand(ref, mode, ref->word >> 4 & 15, size,
				       true);
	__int128 b = signed_of(ref_get(ref, &o), size);
	__int128 a, q, limit = top_of(size);

	d -= d % size;
	a = size == 2 ? (s32)ref_reg(ref, d, 4) :
	    (s64)((u64)ref_reg(ref, d, 4) << 32 | ref_reg(ref, d + 2, 4));
	q = b ? a / b : 0;
	ref_flag(ref, Z8K_FCW_C, false);
	ref_flag(ref, Z8K_FCW_PV, true);
	ref_flag(ref, Z8K_FCW_Z, !b);
	ref_flag(ref, Z8K_FCW_S, false);
	if (!b || q < -2 * limit || q >= 2 * limit)
		return;
	ref_flag(ref, Z8K_FCW_Z, !q);
	ref_flag(ref, Z8K_FCW_S, q < 0);
	ref_flag(ref, Z8K_FCW_PV, q < -limit || q >= limit);
	ref_flag(ref, Z8K_FCW_C, q < -limit || q >= limit);
	ref_reg_set(ref, d, size, a % b);
	ref_reg_set(ref, d + size / 2, size, q);
}

/* Operations 1C: LDM and TESTL */
static bool multiple(struct ref *ref, unsigned int mode)
{
	unsigned int sub = ref->word & 15, i, n, first;
	struct operand o;
	u16 second, words[16];

	if (sub == 8) {
		o = ref_operand(ref, mode, ref->word >> 4 & 15, 4, false);
		set_zs(ref, ref_get(ref, &o), 4);
		return true;
	}
	if (mode == MODE_R || (sub != 1 && sub != 9))
		return false;
	second = ref_fetch(ref);
	if (second & 0xf0f0)
		return false;
	n = second % 16 + 1;
	first = second / 256;
	o = ref_operand(ref, mode, ref->word >> 4 & 15, 2, false);
	for (i = 0; i < n; i++) {
		u32 at = ref_advance(o.at, 2 * i);

		if (sub == 9)
			ref_store(ref, at, 2, ref->cpu.r[(first + i) % 16]);
		else
			words[i] = ref_load(ref, at, 2);
	}
	for (i = 0; i < n && sub == 1; i++)
		ref->cpu.r[(first + i) % 16] = words[i];
	return true;
}

/* JP and RET, CALL */
static bool flow(struct ref *ref, unsigned int op, unsigned int mode)
{
	unsigned int cc = ref->word & 15;
	struct operand o;
	u32 sp, back;

	if (op == 0x1e && mode == MODE_R) {
		if (ref->word & 0xf0)
			return false;
		if (!ref_cc(ref, cc))
			return true;
		sp = ref_pointer(ref, ref_seg(ref) ? 14 : 15);
		back = ref_load(ref, sp, ref_seg(ref) ? 4 : 2);
		ref_pointer_move(ref, 15, ref_seg(ref) ? 4 : 2);
		ref_jump(ref, ref_seg(ref) ?
			 Z8K_ADDR(back >> 24 & 0x7f, back) :
			 Z8K_ADDR(ref->cpu.pc_seg, back));
		return true;
	}
	if (mode == MODE_R || (op == 0x1f && cc))
		return false;
	o = ref_operand(ref, mode, ref->word >> 4 & 15, 2, false);
	if (op == 0x1e && !ref_cc(ref, cc))
		return true;
	if (op == 0x1f) {
		back = ref->cpu.pc;
		if (ref_seg(ref))
			back += 0x80000000 + ref->cpu.pc_seg * 0x1000000;
		ref_pointer_move(ref, 15, ref_seg(ref) ? -4 : -2);
		ref_store(ref, ref_pointer(ref, 15), ref_seg(ref) ? 4 : 2,
			  back);
	}
	ref_jump(ref, o.at);
	return true;
}

/* All modes; false: not one of these */
bool ref_data(struct ref *ref, unsigned int op, unsigned int mode)
{
	static const u8 sizes[] = { [0x20] = 1, [0x21] = 2, [0x2e] = 1,
				    [0x2f] = 2, [0x1d] = 4 };
	struct operand o;

	if (op < 0x0c) {
		arithmetic(ref, op, mode);
		return true;
	}
	switch (op) {
	case 0x0c:
	case 0x0d:
		return unary(ref, op, mode);
	case 0x10:
	case 0x12:
	case 0x14:
	case 0x16:
		long_arithmetic(ref, op, mode);
		return true;
	case 0x11:
	case 0x13:
		push(ref, mode, op == 0x11 ? 4 : 2);
		return true;
	case 0x15:
	case 0x17:
		pop(ref, mode, op == 0x15 ? 4 : 2);
		return true;
	case 0x18:
	case 0x19:
		multiply(ref, op, mode);
		return true;
	case 0x1a:
	case 0x1b:
		divide(ref, op, mode);
		return true;
	case 0x1c:
		return multiple(ref, mode);
	case 0x1e:
	case 0x1f:
		return flow(ref, op, mode);
	case 0x20:
	case 0x21:
		o = ref_operand(ref, mode, ref->word >> 4 & 15, sizes[op],
				true);
		ref_reg_set(ref, ref->word & 15, sizes[op], ref_get(ref, &o));
		return true;
	case 0x1d:
	case 0x2e:
	case 0x2f:
		if (mode == MODE_R)
			return false;
		o = ref_operand(ref, mode, ref->word >> 4 & 15, sizes[op],
				false);
		ref_put(ref, &o, ref_reg(ref, ref->word & 15, sizes[op]));
		return true;
	case 0x22:
	case 0x23:
	case 0x24:
	case 0x25:
	case 0x26:
	case 0x27:
		return bits(ref, op, mode);
	case 0x28:
	case 0x29:
	case 0x2a:
	case 0x2b:
		increment(ref, op, mode);
		return true;
	case 0x2c:
	case 0x2d:
		exchange(ref, op, mode);
		return true;
	default:
		return false;
	}
}
