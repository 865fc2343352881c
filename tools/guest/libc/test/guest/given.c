// SPDX-License-Identifier: GPL-2.0
/* The words of $DEMOS_STREAMS, right and wrong ones */
#include <stdint.h>
#include "../../stdio/stream.h"
#include "../guest.h"

extern char **environ;

static int is_word(unsigned int which, char kind, uint32_t number,
		   uint32_t offset)
{
	struct given_word word;

	__given_word(which, &word);
	return word.kind == kind && word.number == number &&
	       word.offset == offset;
}

int test_given(void)
{
	static const char full[] =
		"DEMOS_STREAMS=p01 f0000aBc3+00012345 c00000000 d80010005";
	static const char some[] = "DEMOS_STREAMS=p1f aFFFFFFFF";
	static const char wrong[] = "DEMOS_STREAMS=x fg12 n+ f1+-2  d";
	char *variables[2] = { (char *)full, NULL };
	char **before = environ;

	environ = variables;
	CHECK(is_word(0, 'p', 1, 0));
	CHECK(is_word(1, 'f', 0xabc3, 0x12345));
	CHECK(is_word(2, 'c', 0, 0));
	CHECK(is_word(3, 'd', 0x80010005UL, 0));
	CHECK(__folder_given() == 0x80010005UL);
	CHECK(is_word(4, 'c', 0, 0));
	variables[0] = (char *)some;
	CHECK(is_word(0, 'p', 31, 0));
	CHECK(is_word(1, 'a', 0xffffffffUL, 0));
	CHECK(is_word(2, 'c', 0, 0));
	CHECK(!__folder_given());
	variables[0] = (char *)wrong;
	CHECK(is_word(0, 'x', 0, 0));
	CHECK(is_word(1, 'f', 0, 0));
	CHECK(is_word(2, 'n', 0, 0));
	CHECK(is_word(3, 'f', 1, 0));
	CHECK(!__folder_given());
	variables[0] = NULL;
	CHECK(is_word(1, 'c', 0, 0));
	environ = before;
	return 0;
}
