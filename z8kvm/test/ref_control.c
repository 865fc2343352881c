// SPDX-License-Identifier: GPL-2.0
/*
 * The reference: strings, I/O, control.
 */
#include "ref.h"

/**
 * struct string - a string instruction taken apart
 * @x: bits 7 to 4 of the first word
 * @y: bits 7 to 4 of the second
 * @count: the counter's register
 * @low: lowest bits of the second word
 * @step: by how much pointers move
 * @size: of an element
 * @repeat: it repeats
 */
struct string {
	unsigned int x;
	unsigned int y;
	unsigned int count;
	unsigned int low;
	int step;
	unsigned int size;
	bool repeat;
};

static struct string take_apart(struct ref *ref, unsigned int size)
{
	u16 second = ref_fetch(ref);
	struct string s = {
		.x = ref->word >> 4 & 15,
		.y = second >> 4 & 15,
		.count = second >> 8 & 15,
		.low = second & 15,
		.size = size,
		.step = ref->word & 8 ? -(int)size : (int)size,
	};

	if (second & 0xf000)
		ref_illegal(ref);
	return s;
}

/* Count; go on to the next instruction, or back to this one */
static void end_iteration(struct ref *ref, const struct string *s, bool found)
{
	bool last = !--ref->cpu.r[s->count];

	ref_flag(ref, Z8K_FCW_PV, last);
	if (s->repeat && !last && !found)
		ref_jump(ref, ref->start);
}

static void block_load(struct ref *ref)
{
	struct string s = take_apart(ref, (ref->word >> 8 & 1) + 1);
	u32 v;

	if (s.low & 7)
		ref_illegal(ref);
	s.repeat = !s.low;
	v = ref_load(ref, ref_pointer(ref, s.x), s.size);
	ref_store(ref, ref_pointer(ref, s.y), s.size, v);
	ref_pointer_move(ref, s.y, s.step);
	ref_pointer_move(ref, s.x, s.step);
	end_iteration(ref, &s, false);
	ref_flag(ref, Z8K_FCW_Z, ref_is(ref, Z8K_FCW_PV));
}

static void block_compare(struct ref *ref, bool strings)
{
	struct string s = take_apart(ref, (ref->word >> 8 & 1) + 1);
	u32 a, b;
	bool found;

	s.repeat = ref->word & 4;
	a = strings ? ref_load(ref, ref_pointer(ref, s.y), s.size) :
		      ref_reg(ref, s.y, s.size);
	b = ref_load(ref, ref_pointer(ref, s.x), s.size);
	ref_sub_flags(ref, a, b, false, s.size);
	found = ref_cc(ref, s.low);
	if (strings)
		ref_pointer_move(ref, s.y, s.step);
	ref_pointer_move(ref, s.x, s.step);
	end_iteration(ref, &s, found);
	ref_flag(ref, Z8K_FCW_Z, found);
}

static void translate(struct ref *ref)
{
	struct string s = take_apart(ref, 1);
	bool test = ref->word & 2;
	u32 v;

	s.repeat = ref->word & 4;
	if (s.low != (test && s.repeat ? 14 : 0))
		ref_illegal(ref);
	v = ref_load(ref, ref_pointer(ref, s.x), 1);
	v = ref_load(ref, ref_advance(ref_pointer(ref, s.y), v), 1);
	if (test && !s.repeat && s.step < 0) {
		ref_pointer_move(ref, s.x, s.step);
		ref_reg_set(ref, 1, 1, v);
	} else {
		ref_reg_set(ref, 1, 1, v);
		if (!test)
			ref_store(ref, ref_pointer(ref, s.x), 1, v);
		ref_pointer_move(ref, s.x, s.step);
	}
	end_iteration(ref, &s, test && v);
	ref_flag(ref, Z8K_FCW_Z, test && !v);
}

/* B8, BA, BB */
bool ref_string(struct ref *ref, unsigned int high)
{
	unsigned int sub = ref->word & 15;

	if (high == 0xb8 && !(sub & 1)) {
		translate(ref);
		return true;
	}
	if (high != 0xba && high != 0xbb)
		return false;
	if ((sub & 7) == 1) {
		block_load(ref);
		return true;
	}
	if (sub & 1)
		return false;
	block_compare(ref, sub & 2);
	return true;
}

/* ---- I/O ---- */

static unsigned int how(const struct ref *ref, unsigned int size)
{
	bool special = (ref->word & 0xfe00) == 0x3a00 && ref->word & 1;

	return (size == 1 ? Z8K_IO_BYTE : 0) | (special ? Z8K_IO_SPECIAL : 0);
}

static void block_io(struct ref *ref, unsigned int size)
{
	struct string s = take_apart(ref, size);
	u16 *r = ref->cpu.r;

	if (s.low & 7)
		ref_illegal(ref);
	s.repeat = !s.low;
	if (ref->word & 2) {
		ref_port_out(&ref->ports, r[s.y],
			     ref_load(ref, ref_pointer(ref, s.x), size),
			     how(ref, size));
		ref_pointer_move(ref, s.x, s.step);
	} else {
		/* a refused store must not have read the port */
		ref_store(ref, ref_pointer(ref, s.y), size, 0);
		ref_store(ref, ref_pointer(ref, s.y), size,
			  ref_port_in(&ref->ports, r[s.x], how(ref, size)));
		ref_pointer_move(ref, s.y, s.step);
	}
	end_iteration(ref, &s, false);
	ref_flag(ref, Z8K_FCW_Z, ref_is(ref, Z8K_FCW_PV));
}

/* An I/O instruction is legal before it is privileged */
static void need_legal_block(struct ref *ref)
{
	if (ref_peek(ref) & 0xf007)
		ref_illegal(ref);
}

static void input_output(struct ref *ref, unsigned int high)
{
	unsigned int size = high % 2 + 1;
	unsigned int x = ref->word >> 4 & 15, d = ref->word & 15;
	bool in = high < 0x3c ? !(d & 2) : high < 0x3e;
	unsigned int reg = high < 0x3c ? x : d;
	u16 port;

	if (high < 0x3c && !(d & 4)) {
		block_io(ref, size);
		return;
	}
	port = high < 0x3c ? ref_fetch(ref) : ref->cpu.r[x];
	if (in)
		ref_reg_set(ref, reg, size,
			    ref_port_in(&ref->ports, port, how(ref, size)));
	else
		ref_port_out(&ref->ports, port, ref_reg(ref, reg, size),
			     how(ref, size));
}

/* ---- control ---- */

static u16 *control_register(struct z8k_cpu *cpu, unsigned int n)
{
	switch (n) {
	case 2:
		return &cpu->fcw;
	case 3:
		return &cpu->refresh;
	case 4:
		return &cpu->psap_seg;
	case 5:
		return &cpu->psap_off;
	case 6:
		return &cpu->other_r14;
	default:
		return &cpu->other_r15;
	}
}

static void load_control(struct ref *ref)
{
	unsigned int n = ref->word & 7;
	u16 *r = &ref->cpu.r[ref->word >> 4 & 15];
	u16 v = *r;

	if (!(ref->word & 8))
		*r = *control_register(&ref->cpu, n);
	else if (n == 2)
		ref_status(ref, v, ref->cpu.pc_seg * 256, ref->cpu.pc);
	else
		*control_register(&ref->cpu, n) = n == 5 ? v & 0xff00 : v;
}

static void load_status(struct ref *ref, u32 at)
{
	u16 fcw, seg = ref->cpu.pc_seg * 256;

	if (!ref_seg(ref)) {
		ref_status(ref, ref_load(ref, at, 2), seg,
			   ref_load(ref, ref_advance(at, 2), 2));
		return;
	}
	fcw = ref_load(ref, ref_advance(at, 2), 2);
	seg = ref_load(ref, ref_advance(at, 4), 2);
	ref_status(ref, fcw, seg, ref_load(ref, ref_advance(at, 6), 2));
}

static void interrupt_return(struct ref *ref)
{
	u32 sp = ref_pointer(ref, ref_seg(ref) ? 14 : 15);
	bool seg = ref_seg(ref);
	u16 r15 = ref->cpu.r[15];

	ref->cpu.r[15] = r15 + (seg ? 8 : 6);
	load_status(ref, seg ? sp : ref_advance(sp, 2));
}

/* Set MO, and read the answer on MI */
static void signal_mo(struct ref *ref, bool asserted, u32 delay)
{
	ref->cpu.mo = asserted;
	if (ref->wired)
		ref->cpu.mi = ref_mo(&ref->ports, asserted, delay);
}

/* Z: no other request was there; S: ours was granted */
static void multi_micro_request(struct ref *ref)
{
	u16 *r = &ref->cpu.r[ref->word >> 4 & 15];
	u32 delay = 0;
	bool alone = !ref->cpu.mi;

	while (alone && (!delay || *r)) {
		--*r;
		delay++;
	}
	signal_mo(ref, alone, delay);
	ref_flag(ref, Z8K_FCW_Z, alone);
	ref_flag(ref, Z8K_FCW_S, alone && ref->cpu.mi);
	if (alone && !ref->cpu.mi)
		signal_mo(ref, false, 0);
}

static void multi_micro(struct ref *ref)
{
	switch (ref->word & 15) {
	case 8:
	case 9:
		signal_mo(ref, !(ref->word & 1), 0);
		break;
	case 10:
		ref_flag(ref, Z8K_FCW_S, ref->cpu.mi);
		break;
	default:
		multi_micro_request(ref);
		break;
	}
}

static void interrupts(struct ref *ref)
{
	if (!(ref->word & 2))
		ref_flag(ref, Z8K_FCW_VIE, ref->word & 4);
	if (!(ref->word & 1))
		ref_flag(ref, Z8K_FCW_NVIE, ref->word & 4);
}

static void privileged(struct ref *ref, unsigned int high)
{
	struct operand o;

	switch (high) {
	case 0x39:
	case 0x79:
		o = ref_operand(ref, high >> 6, ref->word >> 4 & 15, 2, false);
		load_status(ref, o.at);
		break;
	case 0x7a:
		ref_fail(ref, Z8K_EXIT_HALT, Z8K_FAULT_NONE);
		break;
	case 0x7b:
		if (ref->word & 15)
			multi_micro(ref);
		else
			interrupt_return(ref);
		break;
	case 0x7c:
		interrupts(ref);
		break;
	case 0x7d:
		load_control(ref);
		break;
	default:
		input_output(ref, high);
		break;
	}
}

/* Which first words are privileged instructions? */
static bool is_privileged(u16 word)
{
	unsigned int sub = word & 15, x = word >> 4 & 15;

	switch (word >> 8) {
	case 0x39:
	case 0x79:
		return !sub;
	case 0x3a:
	case 0x3b:
		return sub < 12;
	case 0x3c:
	case 0x3d:
	case 0x3e:
	case 0x3f:
		return true;
	case 0x7a:
		return !(word & 0xff);
	case 0x7b:
		return sub == 13 || (!x && (!sub || (sub >= 8 && sub <= 10)));
	case 0x7c:
		return !x && sub < 8;
	case 0x7d:
		return (sub & 7) >= 2;
	default:
		return false;
	}
}

/* The second word is the extended processor's; an address may follow */
static void extended(struct ref *ref)
{
	ref_fetch(ref);
	if (ref->word >> 12 == 4)
		ref_operand(ref, 1, ref->word >> 4 & 15, 2, false);
	if (!ref->bare)
		ref_fail(ref, Z8K_EXIT_FAULT, Z8K_FAULT_EXTENDED);
	if (ref_is(ref, Z8K_FCW_EPA))
		return;
	ref->cpu.pc = ref->start + 2;
	ref_trap(ref, 0x04, ref->word);
}

static void system_call(struct ref *ref)
{
	if (ref->bare) {
		ref_trap(ref, 0x0c, ref->word);
		return;
	}
	ref->sc = ref->word & 0xff;
	ref_fail(ref, Z8K_EXIT_SC, Z8K_FAULT_NONE);
}

/* Flags, and instructions for system mode only */
bool ref_control(struct ref *ref, unsigned int high)
{
	unsigned int sub = ref->word & 15, x = ref->word >> 4 & 15;
	u16 mask = x << 4;
	u16 flags = ref->cpu.fcw & Z8K_FCW_FLAGS;

	if (is_privileged(ref->word)) {
		if (!ref_sys(ref)) {
			/* all words of an instruction are fetched first */
			if (high == 0x79)
				ref_operand(ref, 1, x, 2, false);
			if ((high & 0xfe) == 0x3a && sub & 4 && sub < 8)
				ref_fetch(ref);
			if ((high & 0xfe) == 0x3a && !(sub & 4))
				need_legal_block(ref);
			if ((high & 0xfe) == 0x3a && sub > 7 && sub & 4)
				return false;
			ref_privileged(ref);
			return true;
		}
		if ((high & 0xfe) == 0x3a && sub > 7 && sub & 4)
			return false;
		privileged(ref, high);
		return true;
	}
	switch (ref->word & 0xff0f) {
	case 0x8d01:
		flags |= mask;
		break;
	case 0x8d03:
		flags &= ~mask;
		break;
	case 0x8d05:
		flags ^= mask ^ Z8K_FCW_H;
		break;
	case 0x8d07:
		return !x;
	case 0x8c01:
		ref_reg_set(ref, x, 1, flags);
		return true;
	case 0x8c09:
		flags = ref_reg(ref, x, 1) & Z8K_FCW_FLAGS;
		break;
	default:
		if (high == 0x7f)
			system_call(ref);
		else if ((high & 0x3e) == 0x0e && high < 0x90)
			extended(ref);
		else
			return false;
		return true;
	}
	ref->cpu.fcw = (ref->cpu.fcw & ~Z8K_FCW_FLAGS) | flags;
	return true;
}
