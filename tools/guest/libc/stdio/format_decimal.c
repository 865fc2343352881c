// SPDX-License-Identifier: GPL-2.0
/* %e, %f and %g: correctly rounded, to any precision */
#include "../arith/float64.h"
#include "../number/decimal.h"
#include "format.h"

#define LAST_PLACE	1100	/* no double has a digit so far behind */

/*
 * struct layout - which digits are shown
 * @top: the place of the first one
 * @precision: how many behind the point
 * @scientific: the point is behind the first one, and an exponent follows
 */
struct layout {
	int top;
	unsigned int precision;
	char scientific;
};

static void round_at(struct decimal *d, int top, unsigned int precision)
{
	if (precision <= LAST_PLACE)
		__decimal_round(d, top - (int)precision);
}

/* Without zeros at the end of the fraction, for %g. */
static void drop_zeros(struct layout *layout, const struct decimal *d)
{
	int point = layout->scientific ? layout->top : 0;

	if (layout->precision > LAST_PLACE)
		layout->precision = LAST_PLACE;
	while (layout->precision &&
	       !__decimal_digit(d, point - (int)layout->precision))
		layout->precision--;
}

static void choose(struct layout *layout, struct decimal *d,
		   const struct conversion *conversion)
{
	int top = __decimal_top(d);
	int precision = conversion->precision;

	if (precision < 0)
		precision = 6;
	if (conversion->type == 'g' && precision)
		precision--;
	layout->scientific = conversion->type != 'f';
	layout->precision = precision;
	round_at(d, layout->scientific ? top : 0, precision);
	layout->top = __decimal_top(d);
	if (conversion->type != 'g')
		return;
	if (layout->top >= -4 && layout->top <= precision) {
		layout->scientific = 0;
		layout->precision = precision - layout->top;
	}
	if (!(conversion->flags & FORMAT_OTHER))
		drop_zeros(layout, d);
}

/* Put @count digits from @place on. */
static void put_digits(struct output *output, const struct decimal *d,
		       int place, unsigned int count)
{
	char digit;

	for (; count && place >= -LAST_PLACE; count--, place--) {
		digit = '0' + __decimal_digit(d, place);
		__format_put(output, &digit, 1);
	}
	__format_repeat(output, '0', count);
}

void __format_decimal(struct output *output, struct conversion *conversion,
		      const char *sign, uint64_t bits)
{
	int exponent = EXPONENT64(bits);
	struct layout layout;
	struct decimal d;
	char tail[8];
	int tail_length = 0;
	int first, point;

	bits = FRACTION64(bits);
	if (exponent)
		bits |= HIDDEN64;
	else
		exponent = 1;
	__decimal_set(&d, bits, exponent - BIAS64 - 52);
	choose(&layout, &d, conversion);

	/* Digits before the point: from place @first on; it is at @point. */
	first = layout.top;
	point = layout.top;
	if (!layout.scientific) {
		point = 0;
		if (first < 0)
			first = 0;
	} else {
		tail_length = __format_exponent(tail, conversion->flags &
						FORMAT_UPPER ? 'E' : 'e',
						layout.top, 2);
	}
	exponent = layout.precision || conversion->flags & FORMAT_OTHER;
	__format_begin(output, conversion, sign, first - point + 1 + exponent +
		       layout.precision + tail_length);
	put_digits(output, &d, first, first - point + 1);
	__format_put(output, ".", exponent);
	put_digits(output, &d, point - 1, layout.precision);
	__format_put(output, tail, tail_length);
	__format_end(output, conversion);
}
