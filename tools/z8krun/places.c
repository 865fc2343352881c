// SPDX-License-Identifier: GPL-2.0
/*
 * Places in the source of a program: an instruction is mostly of the same line
 * as the one before, so the last place is kept.
 */
#include <string.h>

#include "places.h"

/**
 * places_open() - find out what is known of a program's source
 * @places: to fill
 * @program: the program, kept; a flat binary has no symbols
 */
void places_open(struct places *places, const struct program *program)
{
	memset(places, 0, sizeof(*places));
	if (!program->model)
		return;
	z8k_coff_open(&places->coff, program->data, program->size);
	z8k_symbols_open(&places->symbols, &places->coff);
}

/**
 * places_text() - say where an instruction is from
 * @places: places
 * @addr: its linear address
 * @text: room for the text
 *
 * Return: "main+0x12 (hello.c:7)"; "" if nothing is known.
 */
const char *places_text(struct places *places, u32 addr,
			char text[Z8K_PLACE_TEXT])
{
	struct z8k_place *last = &places->last;

	if (!places->symbols.count)
		return "";
	if (addr >= last->from && addr < last->end) {
		last->offset += addr - places->at;
	} else if (!z8k_symbols_find(&places->symbols, addr, last)) {
		last->end = 0;
		return "";
	}
	places->at = addr;
	return z8k_place_text(last, text);
}
