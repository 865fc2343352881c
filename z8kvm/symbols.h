/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Symbols and line numbers of z8k-coff executables, for user space: which
 * function and which line of its source an instruction belongs to.
 *
 * The file is hostile input, as in coff.h: nothing outside of it is read, and
 * names have only characters that can be printed. A symbol table that is
 * damaged answers less, or nonsense, but does no harm. Nothing is allocated.
 */
#ifndef Z8K_SYMBOLS_H
#define Z8K_SYMBOLS_H

#include "coff.h"

#define Z8K_PLACE_NAME	64	/* longest name of a function, with NUL */
#define Z8K_PLACE_FILE	128	/* longest name of a file, with NUL */
#define Z8K_PLACE_TEXT	224	/* longest text of a place, with NUL */

/**
 * struct z8k_symbols - the symbols of an executable
 * @coff: the executable, the caller's
 * @table: its symbol table, NULL if it has none
 * @count: number of entries of it
 * @strings: long names; the first four bytes are none
 * @strings_size: number of bytes of these
 */
struct z8k_symbols {
	const struct z8k_coff *coff;
	const u8 *table;
	u32 count;
	const u8 *strings;
	u32 strings_size;
};

/**
 * struct z8k_place - where an instruction is from
 * @function: name of the last symbol that is not behind it; a longer name is
 *	      cut off
 * @offset: bytes from that symbol to the instruction
 * @file: name of the source, as the compiler was told; "" if it is not known
 * @line: line in @file, 0: not known
 * @from: linear address of the first instruction of the same line
 * @end: linear address behind the last one
 */
struct z8k_place {
	char function[Z8K_PLACE_NAME];
	u32 offset;
	char file[Z8K_PLACE_FILE];
	u32 line;
	u32 from;
	u32 end;
};

/**
 * z8k_symbols_open() - find the symbols of an executable
 * @symbols: to fill; points into @coff and its bytes afterwards
 * @coff: from z8k_coff_open()
 */
void z8k_symbols_open(struct z8k_symbols *symbols,
		      const struct z8k_coff *coff);

/**
 * z8k_symbols_find() - find out where an instruction is from
 * @symbols: from z8k_symbols_open()
 * @addr: linear address of the instruction, with or without Z8K_ADDR_CODE
 * @place: to fill
 *
 * Return: whether a symbol is known for it.
 */
bool z8k_symbols_find(const struct z8k_symbols *symbols, u32 addr,
		      struct z8k_place *place);

/**
 * z8k_place_text() - a place as text: "main+0x12 (hello.c:7)"
 * @place: place
 * @text: gets the text
 *
 * Return: @text.
 */
const char *z8k_place_text(const struct z8k_place *place,
			   char text[Z8K_PLACE_TEXT]);

#endif
