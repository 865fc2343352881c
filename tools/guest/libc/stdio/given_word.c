// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "stream.h"

static const char *read_number(const char *at, uint32_t *number)
{
	unsigned int digit;

	*number = 0;
	for (;; at++) {
		digit = (unsigned char)*at - '0';
		if (digit > 9)
			digit = ((unsigned char)*at | 0x20) - 'a' + 10;
		if (digit > 15 || (digit > 9 && *at < 'A'))
			return at;
		*number = *number << 4 | digit;
	}
}

void __given_word(unsigned int which, struct given_word *word)
{
	const char *at = getenv("DEMOS_STREAMS");

	word->kind = 'c';
	word->number = 0;
	word->offset = 0;
	for (; at && which; which--) {
		while (*at && *at != ' ')
			at++;
		at = *at ? at + 1 : NULL;
	}
	if (!at || !*at)
		return;
	word->kind = *at;
	at = read_number(at + 1, &word->number);
	if (*at == '+')
		read_number(at + 1, &word->offset);
}
