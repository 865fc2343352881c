/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reader of z8k-coff executables, for user space (not part of the module).
 * A section named .spaces, which linker scripts make, says that code and data
 * are in spaces of their own; its contents do not matter.
 *
 * The file is hostile input: it is checked before anything is returned, and
 * nothing outside it is read. Nothing is allocated.
 */
#ifndef Z8K_COFF_H
#define Z8K_COFF_H

#include "z8k.h"

#define Z8K_COFF_NAME	8	/* longest section name, not terminated */
#define Z8K_COFF_ERROR	96	/* longest error text, with NUL */

enum z8k_coff_kind {
	Z8K_COFF_OTHER,		/* symbols, comments, a heap that is in no
				 * segment, the mark of a program whose code
				 * and data are apart: not loaded
				 */
	Z8K_COFF_TEXT,
	Z8K_COFF_DATA,
	Z8K_COFF_BSS,		/* no bytes in the file */
};

/**
 * struct z8k_coff - an executable file in memory
 * @data: its bytes, the caller's
 * @size: how many
 * @model: Z8K_Z8001 or Z8K_Z8002
 * @separate: code and data are in spaces of their own: text is in the code
 *	      space, all else in the data space
 * @entry: linear address of the first instruction
 * @nsections: number of sections
 * @error: what z8k_coff_open() found wrong
 */
struct z8k_coff {
	const u8 *data;
	u32 size;
	u8 model;
	bool separate;
	u32 entry;
	unsigned int nsections;
	char error[Z8K_COFF_ERROR];
};

/**
 * struct z8k_coff_section - one section
 * @name: zero-terminated; characters that cannot be printed became '?'
 * @kind: enum z8k_coff_kind
 * @addr: linear address (segment << 16 | offset); with Z8K_ADDR_CODE if it is
 *	  text of a program whose code and data are apart
 * @size: bytes in memory; it ends in the segment in which it begins
 * @data: its bytes in the file, @size of them; NULL unless it is
 *	  text or data that is not empty
 */
struct z8k_coff_section {
	char name[Z8K_COFF_NAME + 1];
	u8 kind;
	u32 addr;
	u32 size;
	const u8 *data;
};

/**
 * z8k_coff_open() - check an executable
 * @coff: to fill; points into @data afterwards
 * @data: the file, the caller's, kept while @coff is used
 * @size: its size
 *
 * Every section is checked here, so that z8k_coff_section() cannot fail: those
 * that are loaded are each in one segment, their bytes in the file behind its
 * headers; no two overlap in memory; the entry is a word of text or data.
 *
 * Return: NULL, or what is wrong with the file, in words, valid as long as
 * @coff.
 */
const char *z8k_coff_open(struct z8k_coff *coff, const u8 *data, u32 size);

/**
 * z8k_coff_section() - describe a section
 * @coff: from z8k_coff_open()
 * @n: less than @coff->nsections
 * @section: to fill
 */
void z8k_coff_section(const struct z8k_coff *coff, unsigned int n,
		      struct z8k_coff_section *section);

#endif
