// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include "format.h"

#define MOST_DIGITS 22	/* 64 bits in octal */

/* Write digits that end at @end. Returns where they begin. */
static char *write_digits(char *end, unsigned long long value, int base,
			  const char *digits)
{
	unsigned long part;

	/* As soon as it fits, by the arithmetic of long */
	for (; value > ULONG_MAX; value /= base)
		*--end = digits[value % base];
	for (part = value; part; part /= base)
		*--end = digits[part % base];
	return end;
}

static const char *prefix_of(const struct conversion *conversion,
			     unsigned long long value, int minus)
{
	switch (conversion->type) {
	case 'd':
	case 'i':
		return __format_sign(conversion, minus);
	case 'p':
		return "0x";
	case 'x':
		return value && conversion->flags & FORMAT_OTHER ? "0x" : "";
	case 'X':
		return value && conversion->flags & FORMAT_OTHER ? "0X" : "";
	default:
		return "";
	}
}

static int base_of(const struct conversion *conversion)
{
	switch (conversion->type) {
	case 'o':
		return 8;
	case 'p':
	case 'x':
	case 'X':
		return 16;
	default:
		return 10;
	}
}

void __format_integer(struct output *output, struct conversion *conversion,
		      unsigned long long value, int minus)
{
	const char *prefix = prefix_of(conversion, value, minus);
	char text[MOST_DIGITS];
	char *end = text + sizeof(text);
	char *start = write_digits(end, value, base_of(conversion),
				   conversion->flags & FORMAT_UPPER ?
				   "0123456789ABCDEF" : "0123456789abcdef");
	size_t length = end - start;
	size_t least = 1;

	if (conversion->precision >= 0) {
		conversion->flags &= ~FORMAT_ZERO;
		least = conversion->precision;
	}
	if (conversion->type == 'o' && conversion->flags & FORMAT_OTHER &&
	    least <= length)
		least = length + 1;
	if (least < length)
		least = length;
	__format_begin(output, conversion, prefix, least);
	__format_repeat(output, '0', least - length);
	__format_put(output, start, length);
	__format_end(output, conversion);
}
