// SPDX-License-Identifier: GPL-2.0
/* %a: hexadecimal, the first digit is the hidden bit */
#include "../arith/float64.h"
#include "format.h"

#define DIGITS 13	/* of the fraction */

/* Round to @precision digits of the fraction, to even in a tie. */
static uint64_t round_at(uint64_t bits, int precision)
{
	int dropped = 4 * (DIGITS - precision);
	uint64_t unit = (uint64_t)1 << dropped;
	uint64_t rest = bits & (unit - 1);

	bits -= rest;
	if (rest > unit / 2 || (rest == unit / 2 && bits & unit))
		bits += unit;
	return bits;
}

void __format_hexadecimal(struct output *output, struct conversion *conversion,
			  const char *sign, uint64_t bits)
{
	int upper = conversion->flags & FORMAT_UPPER;
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	int exponent = EXPONENT64(bits);
	int precision = conversion->precision;
	char text[DIGITS + 2], tail[8], prefix[4];
	int length = 0, tail_length, i;

	bits = FRACTION64(bits);
	if (exponent)
		bits |= HIDDEN64;
	else if (bits)
		exponent = 1;
	else
		exponent = BIAS64;
	if (precision >= 0 && precision < DIGITS)
		bits = round_at(bits, precision);

	for (i = 0; i <= DIGITS; i++) {
		text[i + (i > 0)] = digits[(unsigned int)(bits >> 52) & 15];
		bits <<= 4;
		if (bits & (16 * HIDDEN64 - 1))
			length = i + 1;
	}
	text[1] = '.';
	if (precision < 0)
		precision = length;
	i = precision < DIGITS ? precision : DIGITS;
	length = precision || conversion->flags & FORMAT_OTHER ? i + 2 : 1;
	tail_length = __format_exponent(tail, upper ? 'P' : 'p',
					exponent - BIAS64, 1);

	prefix[0] = *sign;
	i = *sign != '\0';
	prefix[i++] = '0';
	prefix[i++] = upper ? 'X' : 'x';
	prefix[i] = '\0';
	i = precision > DIGITS ? precision - DIGITS : 0;
	__format_begin(output, conversion, prefix,
		       (size_t)length + i + tail_length);
	__format_put(output, text, length);
	__format_repeat(output, '0', i);
	__format_put(output, tail, tail_length);
	__format_end(output, conversion);
}
