// SPDX-License-Identifier: GPL-2.0
/*
 * Disassembler: the text that GNU as accepts and GNU objdump prints, made from
 * the same forms as the decoder. It differs from objdump where the assembler
 * does not accept objdump's text: conditions with two names ("c/ult") have
 * the second one here, reserved words ("rsvd36") are words.
 */
#include "z8k_insn.h"

/* Text being made; an overflow is cut off */
struct text {
	char *at;
	char *end;
};

static void put_char(struct text *t, char c)
{
	if (t->at < t->end)
		*t->at++ = c;
}

static void put(struct text *t, const char *s)
{
	while (*s)
		put_char(t, *s++);
}

static void put_hex(struct text *t, u32 v)
{
	int shift = 28;

	put(t, "0x");
	while (shift && !(v >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		put_char(t, "0123456789abcdef"[v >> shift & 15]);
}

static void put_number(struct text *t, unsigned int n)
{
	if (n >= 10)
		put_char(t, '0' + n / 10);
	put_char(t, '0' + n % 10);
}

static void put_reg(struct text *t, unsigned int n, unsigned int size)
{
	n &= 15;
	switch (size) {
	case Z8K_SIZE_B:
		put(t, n < 8 ? "rh" : "rl");
		n &= 7;
		break;
	case Z8K_SIZE_W:
		put(t, "r");
		break;
	case Z8K_SIZE_L:
		put(t, "rr");
		break;
	default:
		put(t, "rq");
		break;
	}
	put_number(t, n);
}

/* State passed from operand to operand while an instruction is printed */
struct listing {
	struct text *text;
	const struct z8k_form *form;
	const u16 *words;
	u32 pc;
	bool segmented;
	unsigned int at;	/* next word */
	unsigned int len;
};

static void put_pointer_reg(const struct listing *l, unsigned int n)
{
	put_reg(l->text, n, l->segmented ? Z8K_SIZE_L : Z8K_SIZE_W);
}

static void put_pointer(const struct listing *l, unsigned int n)
{
	put(l->text, "@");
	put_pointer_reg(l, n);
}

static void put_value(const struct listing *l, u32 v)
{
	put(l->text, "#");
	put_hex(l->text, v);
}

/* In operands the segment is in bits 31 to 24, as in objdump's */
static void put_address(struct listing *l, unsigned int index)
{
	u32 addr = l->words[l->at++];

	if (l->segmented && z8k_long_addr(addr))
		addr = (addr & 0x7f00) << 16 | l->words[l->at++];
	else if (l->segmented)
		addr = (addr & 0x7f00) << 16 | (addr & 0xff);
	put_hex(l->text, addr);
	if (!(index & 15))
		return;
	put(l->text, "(");
	put_reg(l->text, index, Z8K_SIZE_W);
	put(l->text, ")");
}

static void put_target(const struct listing *l, s32 bytes)
{
	u16 off = l->pc + 2 * l->len + bytes;

	put_hex(l->text, (l->pc & 0x7f0000) | off);
}

static void put_immediate(struct listing *l)
{
	u32 v = l->words[l->at++];

	if (l->form->size == Z8K_SIZE_B)
		v &= 0xff;
	if (l->form->size == Z8K_SIZE_L)
		v = v << 16 | l->words[l->at++];
	put_value(l, v);
}

static void put_condition(const struct listing *l, unsigned int cc)
{
	static const char names[16][4] = {
		"f", "lt", "le", "ule", "ov", "mi", "eq", "ult",
		"t", "ge", "gt", "ugt", "nov", "pl", "ne", "uge",
	};

	put(l->text, names[cc & 15]);
}

/* A list of names of bits, from the highest down */
static void put_bits(const struct listing *l, unsigned int bits,
		     const char names[][4], unsigned int count)
{
	const char *comma = "";
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!(bits >> (count - 1 - i) & 1))
			continue;
		put(l->text, comma);
		put(l->text, names[i]);
		comma = ",";
	}
}

static void put_flags(const struct listing *l, unsigned int flags)
{
	static const char names[4][4] = { "c", "z", "s", "p" };

	put_bits(l, flags, names, 4);
}

static void put_interrupts(const struct listing *l, unsigned int zeros)
{
	static const char names[2][4] = { "vi", "nvi" };

	put_bits(l, ~zeros, names, 2);
}

static void put_control(const struct listing *l, unsigned int n)
{
	static const char names[8][8] = {
		"", "", "fcw", "refresh", "psapseg", "psapoff", "nspseg",
		"nspoff",
	};

	put(l->text, names[n & 7]);
}

static void put_shift(struct listing *l)
{
	s32 n = l->form->size == Z8K_SIZE_B ? (s8)l->words[l->at] :
					      (s16)l->words[l->at];

	l->at++;
	put_value(l, n < 0 ? -n : n);
}

/* Operands in registers and in memory */
static bool put_place(struct listing *l, u8 arg)
{
	u16 first = l->words[0];
	u16 second = l->words[1];
	unsigned int size = l->form->size;

	switch (arg) {
	case ARG_R0:
		put_reg(l->text, first, size);
		return true;
	case ARG_R4:
		put_reg(l->text, first >> 4, size);
		return true;
	case ARG_R8:
		put_reg(l->text, second >> 8, size);
		return true;
	case ARG_R8F:
		put_reg(l->text, first >> 8, size);
		return true;
	case ARG_RA:
		put_reg(l->text, second >> 4, size);
		return true;
	case ARG_D0:
		put_reg(l->text, first, size + 1);
		return true;
	case ARG_W0:
		put_reg(l->text, first, Z8K_SIZE_W);
		return true;
	case ARG_C8:
		put_reg(l->text, second >> 8, Z8K_SIZE_W);
		return true;
	case ARG_RP0:
		put_pointer_reg(l, first);
		return true;
	case ARG_P4:
	case ARG_S4:
	case ARG_PA4:
	case ARG_PB4:
		put_pointer(l, first >> 4);
		return true;
	case ARG_P0:
		put_pointer(l, first);
		return true;
	case ARG_PA:
	case ARG_PB:
		put_pointer(l, second >> 4);
		return true;
	case ARG_QA:
		put(l->text, "@");
		put_reg(l->text, second >> 4, Z8K_SIZE_W);
		return true;
	case ARG_QB4:
		put(l->text, "@");
		put_reg(l->text, first >> 4, Z8K_SIZE_W);
		return true;
	case ARG_A4:
		put_address(l, first >> 4);
		return true;
	case ARG_A0:
		put_address(l, first);
		return true;
	case ARG_B4:
		put_pointer_reg(l, first >> 4);
		put(l->text, "(");
		put_value(l, l->words[l->at++]);
		put(l->text, ")");
		return true;
	case ARG_X4:
		put_pointer_reg(l, first >> 4);
		put(l->text, "(");
		put_reg(l->text, second >> 8, Z8K_SIZE_W);
		put(l->text, ")");
		return true;
	default:
		return false;
	}
}

/* Numbers and names */
static void put_other(struct listing *l, u8 arg)
{
	u16 first = l->words[0];

	switch (arg) {
	case ARG_REL:
		put_target(l, (s16)l->words[l->at++]);
		break;
	case ARG_REL7:
		put_target(l, -2 * (first & 0x7f));
		break;
	case ARG_REL8:
		put_target(l, 2 * (s8)first);
		break;
	case ARG_REL12:
		put_target(l, -2 * (((first & 0xfff) ^ 0x800) - 0x800));
		break;
	case ARG_IMM:
		put_immediate(l);
		break;
	case ARG_IMM8:
		put_value(l, first & 0xff);
		break;
	case ARG_PORT:
		put_value(l, l->words[l->at++]);
		break;
	case ARG_N0:
		put_value(l, (first & 15) + 1);
		break;
	case ARG_N0K:
	case ARG_BIT:
		put_value(l, first & 15);
		break;
	case ARG_N8:
		put_value(l, (l->words[1] & 15) + 1);
		break;
	case ARG_ROT:
		put_value(l, first & 2 ? 2 : 1);
		break;
	case ARG_SHIFT:
		put_shift(l);
		break;
	case ARG_CC:
		put_condition(l, first);
		break;
	case ARG_CC8:
		put_condition(l, first >> 8);
		break;
	case ARG_CCW:
		put_condition(l, l->words[1]);
		break;
	case ARG_FLAGS:
		put_flags(l, first >> 4);
		break;
	case ARG_INT:
		put_interrupts(l, first);
		break;
	case ARG_CTL:
		put_control(l, first);
		break;
	case ARG_CTLB:
		put(l->text, "flags");
		break;
	}
}

static void put_mnemonic(const struct listing *l)
{
	const char *s;

	for (s = l->form->mnemonic; *s; s++) {
		if (*s != '%')
			put_char(l->text, *s);
		else if (l->form->size == Z8K_SIZE_B)
			put_char(l->text, l->words[1] & 0x80 ? 'r' : 'l');
		else
			put_char(l->text, l->words[1] & 0x8000 ? 'r' : 'l');
	}
	put_char(l->text, '\t');
}

static void put_insn(struct listing *l)
{
	unsigned int i;
	u8 arg;

	put_mnemonic(l);
	for (i = 0; i < Z8K_ARGS && l->form->args[i]; i++) {
		arg = l->form->args[i];
		if (arg == ARG_EXT)
			break;
		if (i)
			put(l->text, ",");
		if (arg == ARG_IP4)
			arg = l->words[0] & 0xf0 ? ARG_P4 : ARG_IMM;
		if (!put_place(l, arg))
			put_other(l, arg);
	}
}

/* The assembler has no name for R0 as a pointer */
static bool writable_arg(const u16 *words, u8 arg)
{
	switch (arg) {
	case ARG_P4:
	case ARG_B4:
	case ARG_X4:
	case ARG_S4:
	case ARG_PA4:
	case ARG_PB4:
		return words[0] & 0xf0;
	case ARG_P0:
		return words[0] & 0x0f;
	case ARG_PA:
	case ARG_PB:
		return words[1] & 0xf0;
	default:
		return true;
	}
}

/* Nor for a shift by more than a signed byte can say */
static bool writable_shift(const struct z8k_form *form, const u16 *words)
{
	if (form->args[1] != ARG_SHIFT)
		return true;
	if (form->size == Z8K_SIZE_B)
		return !(words[1] >> 8);
	return (s16)words[1] == (s8)words[1];
}

/* Is there a text that assembles to the same words? */
static bool writable(const struct z8k_form *form, const u16 *words)
{
	unsigned int i;

	for (i = 0; i < Z8K_ARGS; i++)
		if (!writable_arg(words, form->args[i]))
			return false;
	return form->mnemonic[0] && writable_shift(form, words);
}

unsigned int z8k_disasm(const u16 *words, unsigned int count, u32 pc,
			bool segmented, char *text)
{
	struct text t = { text, text + Z8K_DISASM_SIZE - 1 };
	u16 all[Z8K_INSN_WORDS] = { 0 };
	struct listing l = { .text = &t, .words = all, .pc = pc,
			     .segmented = segmented };
	unsigned int i;

	for (i = 0; i < count && i < Z8K_INSN_WORDS; i++)
		all[i] = words[i];
	l.form = z8k_form_find(all[0], all[1]);
	l.at = z8k_form_operands(l.form);
	l.len = z8k_form_length(l.form, all, segmented);
	if (writable(l.form, all)) {
		put_insn(&l);
	} else {
		put(&t, ".word\t");
		put_hex(&t, all[0]);
		l.len = 1;
	}
	*t.at = '\0';
	return l.len;
}
