// SPDX-License-Identifier: GPL-2.0
#include "../arith/float64.h"
#include "format.h"

static void put_word(struct output *output, struct conversion *conversion,
		     const char *sign, const char *word)
{
	conversion->flags &= ~FORMAT_ZERO;
	__format_begin(output, conversion, sign, 3);
	__format_put(output, word, 3);
	__format_end(output, conversion);
}

void __format_real(struct output *output, struct conversion *conversion,
		   uint64_t bits)
{
	const char *sign = __format_sign(conversion, (bits & SIGN64) != 0);
	int upper = conversion->flags & FORMAT_UPPER;

	bits = MAGNITUDE64(bits);
	if (bits > INFINITY64)
		put_word(output, conversion, sign, upper ? "NAN" : "nan");
	else if (bits == INFINITY64)
		put_word(output, conversion, sign, upper ? "INF" : "inf");
	else if (conversion->type == 'a')
		__format_hexadecimal(output, conversion, sign, bits);
	else
		__format_decimal(output, conversion, sign, bits);
}
