/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Places in the source of a program, for reports.
 */
#ifndef PLACES_H
#define PLACES_H

#include "program.h"
#include "symbols.h"

/**
 * struct places - what is known of a program's source
 * @coff: the executable
 * @symbols: its symbols
 * @last: the place found last; its line ends at @last.end, 0: none
 * @at: address of the instruction for which it was found
 */
struct places {
	struct z8k_coff coff;
	struct z8k_symbols symbols;
	struct z8k_place last;
	u32 at;
};

void places_open(struct places *places, const struct program *program);
const char *places_text(struct places *places, u32 addr,
			char text[Z8K_PLACE_TEXT]);

#endif
