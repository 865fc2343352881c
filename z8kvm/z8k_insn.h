/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Instructions: the forms in which the manual writes them, and the form in
 * which the executor keeps them. Private to the library.
 */
#ifndef Z8K_INSN_H
#define Z8K_INSN_H

#include "z8k.h"

/* Place of the operand that may be in several places */
enum z8k_kind {
	Z8K_KIND_R,	/* register: the last one named, .b or .a */
	Z8K_KIND_I,	/* immediate: .imm, or .addr if long */
	Z8K_KIND_M,	/* memory: .addr with register .b added to the offset */
	Z8K_KIND_P,	/* memory: register pair at .b, .addr added */
	Z8K_KINDS
};

enum z8k_size {
	Z8K_SIZE_B,
	Z8K_SIZE_W,
	Z8K_SIZE_L,
	Z8K_SIZE_Q,
};

enum z8k_op {
#include "z8k_op_numbers.def"
	Z8K_OPS
};

/*
 * Operands, named by their place. 4: bits 7 to 4 of the first word,
 * 0: bits 3 to 0; 8: bits 11 to 8 of the second word.
 */
enum z8k_arg {
	ARG_NONE,
	ARG_R0,		/* register of the form's size, bits 3 to 0 */
	ARG_R4,		/* the same, bits 7 to 4 */
	ARG_R8,		/* the same, second word */
	ARG_R8F,	/* the same, bits 11 to 8 of the first word */
	ARG_RA,		/* the same, bits 7 to 4 of the second word */
	ARG_D0,		/* register of twice the size, bits 3 to 0 */
	ARG_W0,		/* word register, bits 3 to 0 */
	ARG_RP0,	/* register that can hold an address, bits 3 to 0 */
	ARG_IP4,	/* immediate if bits 7 to 4 are zero, else @R */
	ARG_P4,		/* @R */
	ARG_P0,
	ARG_A4,		/* address, or address(R) unless R is R0 */
	ARG_A0,
	ARG_B4,		/* R(#displacement) */
	ARG_X4,		/* R(Rx) */
	ARG_REL,	/* 16 bits relative to the next instruction */
	ARG_REL7,	/* backwards, in words */
	ARG_REL8,	/* in words */
	ARG_REL12,	/* backwards from the next instruction, in words */
	ARG_S4,		/* @R of PUSH and POP */
	ARG_PA4,	/* @R of strings, first operand */
	ARG_PB4,	/* @R of strings, second operand */
	ARG_PA,		/* the same in bits 7 to 4 of the second word */
	ARG_PB,
	ARG_QA,		/* port @R, bits 7 to 4 of the second word */
	ARG_QB4,	/* port @R, bits 7 to 4 */
	ARG_PORT,	/* port number, second word */
	ARG_C8,		/* word register, second word: count */
	ARG_IMM,	/* immediate of the form's size */
	ARG_IMM8,	/* low byte of the first word */
	ARG_N0,		/* 1 to 16, bits 3 to 0 */
	ARG_N0K,	/* 0 to 15, bits 3 to 0 */
	ARG_N8,		/* 1 to 16, bits 3 to 0 of the second word */
	ARG_BIT,	/* bit number */
	ARG_SHIFT,	/* shift count, second word, negative to the right */
	ARG_ROT,	/* 1 or 2 */
	ARG_CC,		/* condition, bits 3 to 0 */
	ARG_CC8,	/* condition, bits 11 to 8 of the first word */
	ARG_CCW,	/* condition, bits 3 to 0 of the second word */
	ARG_FLAGS,	/* C, Z, S, P/V in bits 7 to 4 */
	ARG_INT,	/* VI, NVI in bits 1 and 0, zero if meant */
	ARG_CTL,	/* control register, bits 2 to 0 */
	ARG_CTLB,	/* the flags */
	ARG_EXT,	/* second word, for the extended processor */
};

/* Attributes of a form */
#define LOW(n)		(0x10 | (n))	/* low half byte of the second word */
#define Z8K_FORM_LOW	0x10
#define KINDS		0x0020	/* operation + enum z8k_kind */
#define NEXT_IF_0	0x0040	/* another form if bits 7 to 4 are zero */
#define ZERO4		0x0080	/* bits 7 to 4 are zero */
#define BIT7_1		0x0100	/* bit 7 is set */
#define PRIV		0x0200	/* privileged */
#define EXT		0x0400	/* extended */
#define DOWN		0x0800	/* decrements addresses */
#define REPEAT		0x1000	/* repeats */
#define SPECIAL		0x2000	/* special I/O */
#define BYTE		0x4000	/* of this size; set by the decoder */
#define LONG		0x8000

#define Z8K_ARGS	4

/**
 * struct z8k_form - a form of an instruction
 * @op: enum z8k_op, the first of its kinds
 * @attr: attributes
 * @size: enum z8k_size
 * @mnemonic: '%' in a shift stands for the direction
 * @args: enum z8k_arg, in the order of the assembler
 */
struct z8k_form {
	u16 op;
	u16 attr;
	u8 size;
	char mnemonic[7];
	u8 args[Z8K_ARGS];
};

extern const struct z8k_form z8k_forms[];

/**
 * struct z8k_insn - a decoded instruction
 * @op: enum z8k_op
 * @a: first register: word registers by number, byte registers by
 *	z8k_byte_reg()
 * @b: second register; in memory operands the one added to the offset, of a
 *	pair the lower half; Z8K_ZERO_REG for none
 * @c: third register: count, index, pointer of PUSH and POP (of a pair
 *	the lower half)
 * @len: words
 * @imm: immediate, condition, bit number, count; in the near jumps the offset
 *	of the next instruction
 * @addr: linear address, long immediate, target; in the near jumps the
 *	distance in words; without any of these, the attributes of the form
 * @word: first word of the instruction
 * @first_word: first word of a direct address
 */
struct z8k_insn {
	u16 op;
	u8 a;
	u8 b;
	u8 c;
	u8 len;
	u16 imm;
	u32 addr;
	u16 word;
	u16 first_word;
};

#define Z8K_ZERO_REG	16

/* Where a byte register is in the array of words, as a byte offset */
static inline u8 z8k_byte_reg(unsigned int n)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (n & 7) * 2 + (n < 8);
#else
	return (n & 7) * 2 + (n >= 8);
#endif
}

/* Is a segmented address that begins with this word a long one? */
static inline bool z8k_long_addr(u16 word)
{
	return word & 0x8000;
}

/* The form of an instruction, by its first two words */
const struct z8k_form *z8k_form_find(u16 first, u16 second);

/* Its first word that belongs to an operand with words of its own */
unsigned int z8k_form_operands(const struct z8k_form *form);

/* How many words an instruction of this form has */
unsigned int z8k_form_length(const struct z8k_form *form, const u16 *words,
			     bool segmented);

/* Decode an instruction of z8k_form_length() words; jumps by address */
void z8k_decode(struct z8k_insn *insn, const struct z8k_form *form,
		const u16 *words, u32 pc, bool segmented);

/* Do the flags (low byte of an FCW) satisfy a condition code? */
static inline bool z8k_condition(unsigned int cc, unsigned int flags)
{
	/* one bit for each state of C, Z, S, V (flags >> 4) */
	static const u16 truth[16] = {
		0x0000, 0x6666, 0xf6f6, 0xfff0, 0xaaaa, 0xcccc, 0xf0f0, 0xff00,
		0xffff, 0x9999, 0x0909, 0x000f, 0x5555, 0x3333, 0x0f0f, 0x00ff,
	};

	return truth[cc] >> (flags >> 4 & 15) & 1;
}

#endif
