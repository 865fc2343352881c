// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

#define FOLDER	3	/* the word after those of the standard streams */

uint32_t __folder_given(void)
{
	struct given_word word;

	__given_word(FOLDER, &word);
	return word.kind == 'd' ? word.number : 0;
}
