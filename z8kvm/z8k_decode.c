// SPDX-License-Identifier: GPL-2.0
/*
 * Decoder: words to struct z8k_insn, by tables generated from z8k_forms.def.
 * It knows nothing of memory or of the state of a CPU.
 */
#include "z8k_insn.h"

const struct z8k_form z8k_forms[] = {
	{ .op = Z8K_OP_ILLEGAL },
#define FORM(from, to, op_, size_, attr_, mnemonic_, ...)	\
	{							\
		.op = Z8K_OP_##op_,				\
		.attr = attr_,					\
		.size = Z8K_SIZE_##size_,			\
		.mnemonic = mnemonic_,				\
		.args = { __VA_ARGS__ },			\
	},
#define ELSE(...) FORM(__VA_ARGS__)
#include "z8k_forms.def"
#undef FORM
#undef ELSE
};

/* Numbers of the forms in z8k_forms[] */
enum {
	FORM_NUMBER_ILLEGAL,
#define FORM_NUMBER_2(from, line) FORM_NUMBER_##from##_##line
#define FORM_NUMBER_1(from, line) FORM_NUMBER_2(from, line)
#define FORM_NUMBER(from) FORM_NUMBER_1(from, __LINE__)
#define FORM(from, ...) FORM_NUMBER(from),
#define ELSE(from, ...) FORM_NUMBER(from),
#include "z8k_forms.def"
#undef FORM
#undef ELSE
};

/* The (first) form of each key */
static const u16 form_of[4096] = {
#include "z8k_form_keys.def"
};

/* Which bits of the second word an operand uses */
static unsigned int second_word_bits(u8 arg)
{
	switch (arg) {
	case ARG_R8:
	case ARG_C8:
	case ARG_X4:
		return 0x0f00;
	case ARG_RA:
	case ARG_PA:
	case ARG_PB:
	case ARG_QA:
		return 0x00f0;
	case ARG_N8:
	case ARG_CCW:
		return 0x000f;
	case ARG_EXT:
		return 0xffff;
	default:
		return 0;
	}
}

/* Which bits of the second word the form uses; 0 if it has none of its own */
static unsigned int second_word_used(const struct z8k_form *form)
{
	unsigned int used = form->attr & Z8K_FORM_LOW ? 0x000f : 0;
	unsigned int i;

	for (i = 0; i < Z8K_ARGS; i++)
		used |= second_word_bits(form->args[i]);
	return used;
}

static bool form_fits(const struct z8k_form *form, u16 first, u16 second)
{
	unsigned int used;

	if (form->attr & NEXT_IF_0 && !(first & 0xf0))
		return false;
	if (form->attr & ZERO4 && first & 0xf0)
		return false;
	if (form->attr & BIT7_1 && !(first & 0x80))
		return false;
	if (form->attr & Z8K_FORM_LOW && (form->attr ^ second) & 0x0f)
		return false;
	used = second_word_used(form);
	return !used || !(second & ~used);
}

/* Has the same key another form after this one? */
static bool form_has_else(const struct z8k_form *form)
{
	return form->attr & (NEXT_IF_0 | BIT7_1) ||
	       (form->attr & (Z8K_FORM_LOW | 0x0f)) == LOW(8);
}

/**
 * z8k_form_find() - the form of an instruction
 * @first: its first word
 * @second: the word after it, whether it belongs to it or not
 *
 * Return: a form; that of an illegal instruction has no mnemonic.
 */
const struct z8k_form *z8k_form_find(u16 first, u16 second)
{
	const struct z8k_form *form;

	form = &z8k_forms[form_of[(first >> 4 & 0xff0) | (first & 0x0f)]];
	if (form_fits(form, first, second))
		return form;
	if (form_has_else(form) && form_fits(form + 1, first, second))
		return form + 1;
	return &z8k_forms[FORM_NUMBER_ILLEGAL];
}

/**
 * z8k_form_operands() - first word of the operands that have their own words
 * @form: a form
 *
 * Return: 2 if the second word says more about the instruction, else 1.
 */
unsigned int z8k_form_operands(const struct z8k_form *form)
{
	return second_word_used(form) ? 2 : 1;
}

/* Words that an operand adds to those already counted */
static unsigned int arg_length(const struct z8k_form *form, u8 arg,
			       const u16 *words, unsigned int at,
			       bool segmented)
{
	switch (arg) {
	case ARG_IP4:
		if (words[0] & 0xf0)
			return 0;
		return form->size == Z8K_SIZE_L ? 2 : 1;
	case ARG_IMM:
		return form->size == Z8K_SIZE_L ? 2 : 1;
	case ARG_A4:
	case ARG_A0:
		return segmented && z8k_long_addr(words[at]) ? 2 : 1;
	case ARG_B4:
	case ARG_REL:
	case ARG_PORT:
	case ARG_SHIFT:
		return 1;
	default:
		return 0;
	}
}

/**
 * z8k_form_length() - how many words an instruction has
 * @form: its form
 * @words: its words, Z8K_INSN_WORDS of them whether they belong to it or not
 * @segmented: in segmented mode
 */
unsigned int z8k_form_length(const struct z8k_form *form, const u16 *words,
			     bool segmented)
{
	unsigned int len = z8k_form_operands(form);
	unsigned int i;

	for (i = 0; i < Z8K_ARGS; i++)
		len += arg_length(form, form->args[i], words, len, segmented);
	return len;
}

/* State passed from operand to operand while an instruction is decoded */
struct decoding {
	struct z8k_insn *insn;
	const struct z8k_form *form;
	const u16 *words;
	u32 pc;
	bool segmented;
	unsigned int at;	/* next word */
	unsigned int kind;
	unsigned int regs;	/* registers seen so far */
};

static u8 reg_of_size(unsigned int n, unsigned int size)
{
	switch (size) {
	case Z8K_SIZE_B:
		return z8k_byte_reg(n);
	case Z8K_SIZE_W:
		return n;
	case Z8K_SIZE_L:
		return n & 0xe;
	default:
		return n & 0xc;
	}
}

/* The first register operand is a, the second b */
static void decode_reg(struct decoding *d, unsigned int n, unsigned int size)
{
	u8 reg = reg_of_size(n & 15, size);

	if (d->regs++)
		d->insn->b = reg;
	else
		d->insn->a = reg;
}

/* A register that holds an address: its offset half */
static u8 pointer_reg(const struct decoding *d, unsigned int n)
{
	return d->segmented ? (n & 0xe) | 1 : n & 15;
}

static void decode_pointer(struct decoding *d, unsigned int n)
{
	d->kind = d->segmented ? Z8K_KIND_P : Z8K_KIND_M;
	d->insn->b = pointer_reg(d, n);
	d->insn->addr = d->pc & 0x7f0000;
}

static void decode_address(struct decoding *d, unsigned int n)
{
	u16 word = d->words[d->at++];
	u32 addr = (d->pc & 0x7f0000) | word;

	d->insn->first_word = word;
	if (d->segmented && z8k_long_addr(word))
		addr = Z8K_ADDR(word >> 8 & 0x7f, d->words[d->at++]);
	else if (d->segmented)
		addr = Z8K_ADDR(word >> 8 & 0x7f, word & 0xff);
	d->kind = Z8K_KIND_M;
	d->insn->b = n & 15 ? n & 15 : Z8K_ZERO_REG;
	d->insn->addr = addr;
}

static u32 relative(const struct decoding *d, s32 bytes)
{
	u16 off = d->pc + d->insn->len * 2 + bytes;

	return (d->pc & 0x7f0000) | off;
}

static void decode_relative(struct decoding *d)
{
	d->kind = Z8K_KIND_M;
	d->insn->b = Z8K_ZERO_REG;
	d->insn->addr = relative(d, (s16)d->words[d->at++]) | Z8K_ADDR_CODE;
}

/* The second operand of one in memory is kept beside it */
static void decode_immediate(struct decoding *d)
{
	if (d->kind == Z8K_KIND_R)
		d->kind = Z8K_KIND_I;
	d->insn->imm = d->words[d->at++];
	if (d->form->size == Z8K_SIZE_B)
		d->insn->imm &= 0xff;
	if (d->form->size == Z8K_SIZE_L)
		d->insn->addr = (u32)d->insn->imm << 16 | d->words[d->at++];
}

static void decode_shift(struct decoding *d)
{
	int count = d->form->size == Z8K_SIZE_B ?
		    (s8)d->words[d->at] : (s16)d->words[d->at];

	d->at++;
	if (count < 0) {
		d->insn->op++;
		count = -count;
	}
	d->insn->imm = count > 255 ? 255 : count;
}

/* Operands in registers and in memory */
static bool decode_place(struct decoding *d, u8 arg)
{
	u16 first = d->words[0];
	unsigned int size = d->form->size;

	switch (arg) {
	case ARG_R0:
		decode_reg(d, first, size);
		return true;
	case ARG_R4:
		decode_reg(d, first >> 4, size);
		return true;
	case ARG_R8:
		decode_reg(d, d->words[1] >> 8, size);
		return true;
	case ARG_R8F:
		decode_reg(d, first >> 8, size);
		return true;
	case ARG_RA:
		decode_reg(d, d->words[1] >> 4, size);
		return true;
	case ARG_D0:
		decode_reg(d, first, size + 1);
		return true;
	case ARG_W0:
		decode_reg(d, first, Z8K_SIZE_W);
		return true;
	case ARG_RP0:
		decode_reg(d, first, d->segmented ? Z8K_SIZE_L : Z8K_SIZE_W);
		return true;
	case ARG_P4:
		decode_pointer(d, first >> 4);
		return true;
	case ARG_P0:
		decode_pointer(d, first);
		return true;
	case ARG_A4:
		decode_address(d, first >> 4);
		return true;
	case ARG_A0:
		decode_address(d, first);
		return true;
	case ARG_B4:
		decode_pointer(d, first >> 4);
		d->insn->addr |= d->words[d->at++];
		return true;
	case ARG_X4:
		decode_pointer(d, first >> 4);
		d->insn->c = d->words[1] >> 8 & 15;
		return true;
	case ARG_REL:
		decode_relative(d);
		return true;
	default:
		return false;
	}
}

/* Pointers and counts of strings, stack and I/O */
static bool decode_string(struct decoding *d, u8 arg)
{
	u16 first = d->words[0];
	u16 second = d->words[1];

	switch (arg) {
	case ARG_S4:
		d->insn->c = pointer_reg(d, first >> 4);
		return true;
	case ARG_PA4:
		d->insn->a = pointer_reg(d, first >> 4);
		return true;
	case ARG_PB4:
		d->insn->b = pointer_reg(d, first >> 4);
		return true;
	case ARG_PA:
		d->insn->a = pointer_reg(d, second >> 4);
		return true;
	case ARG_PB:
		d->insn->b = pointer_reg(d, second >> 4);
		return true;
	case ARG_QA:
		d->insn->a = second >> 4 & 15;
		return true;
	case ARG_QB4:
		d->insn->b = first >> 4 & 15;
		return true;
	case ARG_C8:
		d->insn->c = second >> 8 & 15;
		return true;
	case ARG_PORT:
		d->insn->b = Z8K_ZERO_REG;
		d->insn->imm = d->words[d->at++];
		return true;
	default:
		return false;
	}
}

static void decode_value(struct decoding *d, u8 arg)
{
	struct z8k_insn *insn = d->insn;
	u16 first = d->words[0];

	switch (arg) {
	case ARG_IMM:
		decode_immediate(d);
		break;
	case ARG_IMM8:
		d->kind = Z8K_KIND_I;
		insn->imm = first & 0xff;
		break;
	case ARG_N0:
		insn->imm = (first & 15) + 1;
		break;
	case ARG_N0K:
		d->kind = Z8K_KIND_I;
		insn->imm = first & 15;
		break;
	case ARG_N8:
		insn->imm = (d->words[1] & 15) + 1;
		break;
	case ARG_BIT:
		insn->imm = 1 << (first & (d->form->size ? 15 : 7));
		break;
	case ARG_SHIFT:
		decode_shift(d);
		break;
	case ARG_ROT:
		insn->imm = first & 2 ? 2 : 1;
		break;
	case ARG_CC:
	case ARG_CTL:
	case ARG_INT:
		insn->imm = first & 15;
		break;
	case ARG_CC8:
		insn->imm = first >> 8 & 15;
		break;
	case ARG_CCW:
		insn->imm = d->words[1] & 15;
		break;
	case ARG_FLAGS:
		insn->imm = first & 0xf0;
		break;
	case ARG_REL7:
		insn->addr = relative(d, -2 * (first & 0x7f));
		break;
	case ARG_REL8:
		insn->addr = relative(d, 2 * (s8)first);
		break;
	case ARG_REL12:
		insn->addr = relative(d, -2 * (((first & 0xfff) ^ 0x800) -
					       0x800));
		break;
	}
}

/**
 * z8k_decode() - decode an instruction
 * @insn: to fill
 * @form: its form
 * @words: Z8K_INSN_WORDS words
 * @pc: its linear address
 * @segmented: in segmented mode
 */
void z8k_decode(struct z8k_insn *insn, const struct z8k_form *form,
		const u16 *words, u32 pc, bool segmented)
{
	struct decoding d = {
		.insn = insn,
		.form = form,
		.words = words,
		.pc = pc,
		.segmented = segmented,
		.at = z8k_form_operands(form),
	};
	unsigned int i;
	u8 arg;

	memset(insn, 0, sizeof(*insn));
	insn->op = form->op;
	insn->word = words[0];
	insn->len = z8k_form_length(form, words, segmented);
	insn->addr = form->attr | (form->size == Z8K_SIZE_B ? BYTE : 0) |
		     (form->size == Z8K_SIZE_L ? LONG : 0);
	for (i = 0; i < Z8K_ARGS && form->args[i]; i++) {
		arg = form->args[i];
		if (arg == ARG_IP4)
			arg = words[0] & 0xf0 ? ARG_P4 : ARG_IMM;
		if (!decode_place(&d, arg) && !decode_string(&d, arg))
			decode_value(&d, arg);
	}
	if (form->attr & KINDS)
		insn->op += d.kind;
}
