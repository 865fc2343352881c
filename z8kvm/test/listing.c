// SPDX-License-Identifier: GPL-2.0
/*
 * The disassembler's text for every first word of an instruction, with
 * several second ones, or for a program's instructions, for a comparison with
 * GNU objdump and as (./objdump).
 *
 *	listing z8001|z8002 PREFIX [INSTRUCTIONS]
 *
 * Writes PREFIX-N.bin (instructions, for LISTING_AT), PREFIX-N.txt (a
 * line for each: address, tab, text) and PREFIX-N.s for each N from 0.
 *
 * Operands are canonical: bits that the chip ignores are as the assembler makes
 * them. Documentation/z8000.rst lists the known differences and their reasons;
 * they are also in is_unsayable(), write_source() and ./objdump.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "forms.h"

enum {
	LISTING_AT = 0x2000,	/* so that relative targets are in the file */
	CHUNK = 0x6000,
	TRIES = 6,
	PROGRAM = 0x8000,	/* words */
};

/**
 * struct listing - files being written
 * @prefix: of their names
 * @number: of the current ones
 * @bin: instructions
 * @text: the disassembler's text
 * @source: the same for the assembler
 * @segmented: mode
 * @at: address of the next instruction
 * @random: state of the generator
 * @listed: instructions
 * @sayable: how many of them the assembler has text for
 */
struct listing {
	const char *prefix;
	unsigned int number;
	FILE *bin;
	FILE *text;
	FILE *source;
	bool segmented;
	u32 at;
	u32 random;
	u32 listed;
	u32 sayable;
};

static u16 roll(struct listing *l)
{
	l->random = l->random * 1103515245 + 12345;
	return l->random >> 15;
}

static FILE *create(const struct listing *l, const char *suffix)
{
	char name[4096];
	FILE *f;

	snprintf(name, sizeof(name), "%s-%u.%s", l->prefix, l->number, suffix);
	f = fopen(name, "w");
	if (!f)
		err(1, "%s", name);
	return f;
}

static void finish(struct listing *l)
{
	if (!l->bin)
		return;
	if (fclose(l->bin) || fclose(l->text) || fclose(l->source))
		err(1, "%s", l->prefix);
	l->bin = NULL;
}

static void begin(struct listing *l)
{
	l->bin = create(l, "bin");
	l->text = create(l, "txt");
	l->source = create(l, "s");
	l->number++;
	l->at = LISTING_AT;
	fprintf(l->source, "\t.text\nbase:\n\t.space 0x%x\n", LISTING_AT);
}

static bool has_target(const struct z8k_form *form)
{
	return has_arg(form, ARG_REL) || has_arg(form, ARG_REL7) ||
	       has_arg(form, ARG_REL8) || has_arg(form, ARG_REL12);
}

static bool is_immediate(const struct z8k_form *form, u16 first)
{
	return has_arg(form, ARG_IMM) ||
	       (has_arg(form, ARG_IP4) && !(first & 0xf0));
}

/* Operands as the assembler makes them */
static void make_canonical(const struct listing *l,
			   const struct z8k_form *form, u16 *words)
{
	unsigned int at = z8k_form_operands(form);

	if (has_address(form)) {
		/* of segmented ones more long than short */
		if (l->segmented && words[at + 1] & 3)
			words[at] |= 0x8000;
		if (l->segmented && z8k_long_addr(words[at]))
			words[at++] &= 0xff00;
		at++;
	}
	if (form->size == Z8K_SIZE_B && is_immediate(form, words[0]))
		words[at] = (words[at] & 0xff) * 0x101;
	if (has_arg(form, ARG_REL))
		words[at] = (words[at] & 0x1ffe) - 0x1000;
	if (has_arg(form, ARG_SHIFT))
		words[at] = form->size == Z8K_SIZE_B ?
			    (u8)((words[at] & 0x0f) - 8) :
			    (u16)((words[at] & 0x3f) - 32);
}

/* Does it name a pair or quadruple that begins with a wrong register? */
static bool odd_register(const char *text)
{
	for (; (text = strchr(text, 'r')); text++)
		if ((text[1] == 'r' && strtoul(text + 2, NULL, 10) % 2) ||
		    (text[1] == 'q' && strtoul(text + 2, NULL, 10) % 4))
			return true;
	return false;
}

/* Can the assembler not make these words? */
static bool is_unsayable(const struct listing *l, const struct z8k_form *form,
			 const u16 *words, const char *text)
{
	unsigned int at = z8k_form_operands(form);

	return (l->segmented && has_address(form) &&
		!z8k_long_addr(words[at])) ||	/* short addresses */
	       (words[0] & 0xfff0) == 0x2000 ||	/* ldb rbd,#n: short form */
	       (form->attr & EXT) || odd_register(text);
}

/*
 * The text in a form that the assembler accepts: a relative target is relative
 * to a label, the number of a long segmented address has its highest bit set.
 */
static void write_source(struct listing *l, const struct z8k_form *form,
			 const char *text)
{
	const char *number = strstr(text, "0x");
	char *end;
	u32 value;

	if (has_target(form)) {
		fprintf(l->source, "\t%.*sbase+%s\n", (int)(number - text),
			text, number);
	} else if (l->segmented && has_address(form)) {
		value = strtoul(number, &end, 16) | 0x80000000;
		fprintf(l->source, "\t%.*s0x%x%s\n", (int)(number - text),
			text, value, end);
	} else {
		fprintf(l->source, "\t%s\n", text);
	}
}

static void write_words(struct listing *l, const u16 *words,
			unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		fprintf(l->source, "\t.word 0x%x\n", words[i]);
}

static void write_instruction(struct listing *l, const struct z8k_form *form,
			      const u16 *words, unsigned int count,
			      const char *text)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		fputc(words[i] >> 8, l->bin);
		fputc(words[i] & 0xff, l->bin);
	}
	fprintf(l->text, "%x\t%s\n", l->at, text);
	if (is_unsayable(l, form, words, text)) {
		write_words(l, words, count);
	} else {
		write_source(l, form, text);
		l->sayable++;
	}
	l->listed++;
	l->at += 2 * count;
}

/* Write one instruction with this first word; returns its length, or 0 */
static unsigned int list(struct listing *l, u16 first, u16 second)
{
	u16 words[Z8K_INSN_WORDS] = { first, second, roll(l), roll(l) };
	char text[Z8K_DISASM_SIZE];
	const struct z8k_form *form;
	unsigned int count;

	form = z8k_form_find(first, second);
	make_canonical(l, form, words);
	if (!l->bin)
		begin(l);
	count = z8k_disasm(words, Z8K_INSN_WORDS, l->at, l->segmented, text);
	if (!strncmp(text, ".word", 5))
		return 0;
	if (form->attr & EXT)	/* of which objdump sees one word */
		count = 1;
	write_instruction(l, form, words, count, text);
	if (l->at >= LISTING_AT + CHUNK)
		finish(l);
	return count;
}

/* Second words that some form with this first one may have */
static void list_word(struct listing *l, u16 first)
{
	static const u16 masks[TRIES][2] = {
		{ 0x0f00, 0 }, { 0x0ff0, 0 }, { 0x0ff0, 8 }, { 0x0ff0, 14 },
		{ 0x0fff, 0 }, { 0xffff, 0 },
	};
	unsigned int i;

	for (i = 0; i < TRIES; i++)
		if (list(l, first, (roll(l) & masks[i][0]) | masks[i][1]) == 1)
			break;
}

/* The words of a file; returns how many */
static unsigned int read_words(const char *path, u16 *words)
{
	unsigned int count = 0;
	FILE *f = fopen(path, "r");
	int high, low;

	if (!f)
		err(1, "%s", path);
	while (count < PROGRAM && (high = fgetc(f)) != EOF &&
	       (low = fgetc(f)) != EOF)
		words[count++] = high << 8 | low;
	fclose(f);
	return count;
}

/* Write the instructions of a program's text */
static void list_program(struct listing *l, const char *path)
{
	static u16 words[PROGRAM + Z8K_INSN_WORDS];
	unsigned int count = read_words(path, words), length, i;
	char text[Z8K_DISASM_SIZE];

	for (i = 0; i < count; i += length) {
		if (!l->bin)
			begin(l);
		length = z8k_disasm(&words[i], Z8K_INSN_WORDS, l->at,
				    l->segmented, text);
		if (!strncmp(text, ".word", 5))
			errx(1, "%s: no instruction at 0x%x: %s", path, 2 * i,
			     text);
		write_instruction(l, z8k_form_find(words[i], words[i + 1]),
				  &words[i], length, text);
		if (l->at >= LISTING_AT + CHUNK)
			finish(l);
	}
}

int main(int argc, char **argv)
{
	struct listing l = { .random = 1 };
	unsigned int word;

	if (argc != 3 && argc != 4)
		errx(2, "usage: listing z8001|z8002 PREFIX [INSTRUCTIONS]");
	l.segmented = !strcmp(argv[1], "z8001");
	l.prefix = argv[2];
	if (argc == 4)
		list_program(&l, argv[3]);
	else
		for (word = 0; word < 0x10000; word++)
			list_word(&l, word);
	finish(&l);
	printf("%u %u %u\n", l.number, l.listed, l.sayable);
	return 0;
}
