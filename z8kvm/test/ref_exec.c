// SPDX-License-Identifier: GPL-2.0
/*
 * The reference: fetching, and the instructions that have a first byte of
 * their own: short ones, loads by base and relative, shifts.
 */
#include "ref.h"

void ref_illegal(struct ref *ref)
{
	ref_fail(ref, Z8K_EXIT_FAULT, Z8K_FAULT_ILLEGAL);
}

/* Refuse unless in system mode; a trap ends the step */
void ref_privileged(struct ref *ref)
{
	bool multi_micro = (ref->word & 0xff08) == 0x7b08;

	if (ref_sys(ref))
		return;
	if (!ref->bare)
		ref_fail(ref, Z8K_EXIT_FAULT, Z8K_FAULT_PRIVILEGED);
	ref->cpu.pc = ref->start + 2;
	ref_trap(ref, multi_micro ? 0x04 : 0x08, ref->word);
}

static u32 relative(const struct ref *ref, int bytes)
{
	return Z8K_ADDR(ref->cpu.pc_seg, ref->cpu.pc + bytes);
}

/* The word with the segment in an address of LDA: the base's, LDAR: the PC's */
static u32 segment_word(const struct ref *ref, unsigned int base, bool pc)
{
	return pc ? 0x8000 + ref->cpu.pc_seg * 256 :
		    ref->cpu.r[base - base % 2];
}

/* 30 to 37: with a base register; or relative to PC, in the code space */
static bool load_based(struct ref *ref, unsigned int high)
{
	static const u8 sizes[] = { 1, 2, 1, 2, 0, 4, 0, 4 };
	unsigned int size = sizes[high & 7];
	unsigned int x = ref->word >> 4 & 15, d = ref->word & 15;
	bool store = high & 2;
	u16 second = ref_fetch(ref);
	u32 at;

	if (high >= 0x40 && second & 0xf0ff)
		return false;
	if (high < 0x40 && !x)
		at = REF_CODE | relative(ref, (s16)second);
	else if (high < 0x40)
		at = ref_advance(ref_pointer(ref, x), second);
	else
		at = ref_advance(ref_pointer(ref, x),
				 ref->cpu.r[second >> 8]);
	if ((high & 7) == 4 && ref_seg(ref))
		ref_reg_set(ref, d, 4, (at & 0xffff) |
			    segment_word(ref, x, high < 0x40 && !x) << 16);
	else if ((high & 7) == 4)
		ref->cpu.r[d] = at;
	else if (store)
		ref_store(ref, at, size, ref_reg(ref, d, size));
	else
		ref_reg_set(ref, d, size, ref_load(ref, at, size));
	return true;
}

/* 76: LDA; the register gets a segmented address as it is encoded */
static void load_address(struct ref *ref)
{
	u16 word = ref_peek(ref);
	struct operand o = ref_operand(ref, 1, ref->word >> 4 & 15, 2, false);
	unsigned int d = ref->word & 15;

	if (ref_seg(ref))
		ref_reg_set(ref, d, 4, (u32)word << 16 | (o.at & 0xffff));
	else
		ref->cpu.r[d] = o.at;
}

/* C to F: short instructions */
static void execute_short(struct ref *ref)
{
	unsigned int n = ref->word >> 8 & 15;
	unsigned int size;
	int disp;

	switch (ref->word >> 12) {
	case 0xc:
		ref_reg_set(ref, n, 1, ref->word & 0xff);
		break;
	case 0xd:
		disp = ref->word & 0x7ff;
		if (ref->word & 0x800)
			disp -= 0x800;
		ref_pointer_move(ref, 15, ref_seg(ref) ? -4 : -2);
		if (ref_seg(ref))
			ref_store(ref, ref_pointer(ref, 14), 4, 0x80000000 |
				  ref->cpu.pc_seg << 24 | ref->cpu.pc);
		else
			ref_store(ref, ref_pointer(ref, 15), 2, ref->cpu.pc);
		ref_jump(ref, relative(ref, -2 * disp));
		break;
	case 0xe:
		disp = (s8)ref->word;
		if (ref_cc(ref, n))
			ref_jump(ref, relative(ref, 2 * disp));
		break;
	default:
		size = ref->word & 0x80 ? 2 : 1;
		ref_reg_set(ref, n, size, ref_reg(ref, n, size) - 1);
		if (ref_reg(ref, n, size))
			ref_jump(ref, relative(ref, -2 * (ref->word & 0x7f)));
		break;
	}
}

/* ---- shifts, a bit at a time ---- */

/**
 * struct shifter - a value being shifted
 * @v: value
 * @c: last bit out
 * @changed: the sign changed at some step
 * @top: the sign's bit
 */
struct shifter {
	u32 v;
	bool c;
	bool changed;
	u32 top;
};

static void shift_step(struct shifter *s, bool left, bool in)
{
	bool sign = s->v & s->top;

	if (left) {
		s->c = sign;
		s->v = (s->v << 1 | in) & (s->top * 2 - 1);
	} else {
		s->c = s->v & 1;
		s->v = s->v >> 1 | (in ? s->top : 0);
	}
	if (sign != !!(s->v & s->top))
		s->changed = true;
}

static void finish(struct ref *ref, const struct shifter *s, unsigned int reg,
		   unsigned int size)
{
	ref_reg_set(ref, reg, size, s->v);
	ref_flag(ref, Z8K_FCW_C, s->c);
	ref_flag(ref, Z8K_FCW_PV, s->changed);
	ref_flag(ref, Z8K_FCW_Z, !s->v);
	ref_flag(ref, Z8K_FCW_S, s->v & s->top);
}

static void rotate(struct ref *ref, struct shifter *s, unsigned int sub)
{
	unsigned int n = sub & 2 ? 2 : 1;
	bool left = !(sub & 4);
	bool in;

	s->c = ref_is(ref, Z8K_FCW_C);
	for (; n; n--) {
		if (sub & 8)
			in = s->c;
		else
			in = left ? s->v & s->top : s->v & 1;
		shift_step(s, left, in);
	}
}

static bool shift_count(struct ref *ref, unsigned int sub, unsigned int size,
			int *count)
{
	u16 second = ref_fetch(ref);

	if (!(sub & 2)) {
		*count = size == 1 ? (s8)second : (s16)second;
		return true;
	}
	*count = (s8)ref->cpu.r[second >> 8 & 15];
	return !(second & 0xf0ff);
}

/* B2 and B3; the lowest four bits select the operation */
bool ref_shift(struct ref *ref, unsigned int high)
{
	unsigned int sub = ref->word & 15, reg = ref->word >> 4 & 15;
	unsigned int size = high & 1 ? sub & 1 && sub & 4 ? 4 : 2 : 1;
	struct shifter s = { .top = 1u << (8 * size - 1) };
	int count;

	if (high == 0xb2 && sub & 1 && sub & 4)
		return false;
	s.v = ref_reg(ref, reg, size);
	if (!(sub & 1)) {
		rotate(ref, &s, sub);
		finish(ref, &s, reg, size);
		return true;
	}
	if (!shift_count(ref, sub, size, &count))
		return false;
	s.c = !count;
	if (count > 300)
		count = 300;
	for (; count > 0; count--)
		shift_step(&s, true, false);
	if (count < -300)
		count = -300;
	for (; count < 0; count++)
		shift_step(&s, false, sub & 8 && s.v & s.top);
	finish(ref, &s, reg, size);
	return true;
}

static void extend(struct ref *ref)
{
	unsigned int n = ref->word >> 4 & 15;
	u16 *r = ref->cpu.r;

	switch (ref->word & 15) {
	case 0:
		r[n] = (s8)r[n];
		break;
	case 10:
		ref_reg_set(ref, n, 4, (s16)r[n | 1]);
		break;
	case 7:
		n -= n % 4;
		ref_reg_set(ref, n, 4, r[n + 2] & 0x8000 ? 0xffffffff : 0);
		break;
	default:
		ref_illegal(ref);
	}
}

static void decimal_adjust(struct ref *ref)
{
	unsigned int n = ref->word >> 4 & 15;
	bool down = ref_is(ref, Z8K_FCW_DA);
	u32 v = ref_reg(ref, n, 1);

	if (ref->word & 15)
		ref_illegal(ref);
	if (ref_is(ref, Z8K_FCW_H) || v % 16 >= 10)
		v = (down ? v + 256 - 6 : v + 6) % 256;
	if (ref_is(ref, Z8K_FCW_C) || v / 16 >= 10) {
		v = (down ? v + 256 - 96 : v + 96) % 256;
		ref_flag(ref, Z8K_FCW_C, true);
	}
	ref_reg_set(ref, n, 1, v);
	ref_flag(ref, Z8K_FCW_Z, !v);
	ref_flag(ref, Z8K_FCW_S, v & 0x80);
}

static void rotate_digit(struct ref *ref, bool left)
{
	unsigned int a = ref->word & 15, b = ref->word >> 4 & 15;
	u32 link = ref_reg(ref, a, 1), v = ref_reg(ref, b, 1);

	ref_reg_set(ref, b, 1, left ? v % 16 * 16 + link % 16 :
				      link % 16 * 16 + v / 16);
	link = ref_reg(ref, a, 1) / 16 * 16 + (left ? v / 16 : v % 16);
	ref_reg_set(ref, a, 1, link);
	ref_flag(ref, Z8K_FCW_Z, !link);
	ref_flag(ref, Z8K_FCW_S, link & 0x80);
}

/* ADC, SBC: as a sum or difference of three */
static void with_carry(struct ref *ref, unsigned int high)
{
	unsigned int size = high % 2 + 1, d = ref->word & 15;
	u32 a = ref_reg(ref, d, size);
	u32 b = ref_reg(ref, ref->word >> 4 & 15, size);
	bool c = ref_is(ref, Z8K_FCW_C);
	u32 top = size == 1 ? 0x80 : 0x8000, r;

	if (high >= 0xb6) {
		r = ref_sub_flags(ref, a, b, c, size);
	} else {
		r = (a + b + c) & (2 * top - 1);
		ref_flag(ref, Z8K_FCW_C, a + b + c > 2 * top - 1);
		ref_flag(ref, Z8K_FCW_Z, !r);
		ref_flag(ref, Z8K_FCW_S, r & top);
		ref_flag(ref, Z8K_FCW_PV, (a ^ r) & (b ^ r) & top);
	}
	if (size == 1) {
		ref_flag(ref, Z8K_FCW_DA, high >= 0xb6);
		if (high >= 0xb6)
			ref_flag(ref, Z8K_FCW_H, a % 16 < b % 16 + c);
		else
			ref_flag(ref, Z8K_FCW_H, a % 16 + b % 16 + c > 15);
	}
	ref_reg_set(ref, d, size, r);
}

static bool execute_byte(struct ref *ref, unsigned int high)
{
	unsigned int n = ref->word >> 4 & 15;

	switch (high) {
	case 0x76:
		load_address(ref);
		return true;
	case 0xae:
	case 0xaf:
		if (ref_cc(ref, ref->word & 15))
			ref_reg_set(ref, n, high - 0xad,
				    ref_reg(ref, n, high - 0xad) | 1);
		return true;
	case 0xb0:
		decimal_adjust(ref);
		return true;
	case 0xb1:
		extend(ref);
		return true;
	case 0xb2:
	case 0xb3:
		return ref_shift(ref, high);
	case 0xb4:
	case 0xb5:
	case 0xb6:
	case 0xb7:
		with_carry(ref, high);
		return true;
	case 0xbc:
	case 0xbe:
		rotate_digit(ref, high == 0xbe);
		return true;
	case 0xbd:
		ref->cpu.r[n] = ref->word & 15;
		return true;
	default:
		return false;
	}
}

static bool is_based(unsigned int high)
{
	return (high >= 0x30 && high <= 0x35) || high == 0x37 ||
	       (high >= 0x70 && high <= 0x75) || high == 0x77;
}

void ref_execute(struct ref *ref)
{
	unsigned int high;
	bool known;

	ref->word = ref_fetch(ref);
	high = ref->word >> 8;
	if (high >= 0xc0) {
		execute_short(ref);
		return;
	}
	if (is_based(high))
		known = load_based(ref, high);
	else
		known = execute_byte(ref, high) || ref_string(ref, high) ||
			ref_control(ref, high) ||
			ref_data(ref, high & 0x3f, high >> 6);
	if (!known)
		ref_illegal(ref);
}
