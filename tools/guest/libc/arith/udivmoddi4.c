// SPDX-License-Identifier: GPL-2.0
#include "float64.h"
#include "wide.h"

/* By 16 bits, the usual case: four divisions of 32 bits */
static uint64_t divide_short(union wide n, uint16_t b, uint64_t *rest)
{
	union wide quotient, left;
	uint32_t part;

	quotient.half.high = n.half.high / b;
	part = (n.half.high % b) << 16 | n.half.low >> 16;
	quotient.half.low = part / b << 16;
	part = (part % b) << 16 | (uint16_t)n.half.low;
	quotient.half.low |= part / b;
	left.half.high = 0;
	left.half.low = part % b;
	*rest = left.whole;
	return quotient.whole;
}

/* How many bits a number has that is not 0 */
static int length_of(uint64_t number)
{
	union wide n = { number };
	uint32_t half = n.half.high;
	int bits = 64;

	if (!half) {
		half = n.half.low;
		bits = 32;
	}
	for (; !(half & 0x80000000UL); half <<= 1)
		bits--;
	return bits;
}

/* Of numbers below 2 to 63 */
static uint64_t divide_long(uint64_t a, uint64_t b, uint64_t *rest)
{
	uint64_t quotient;
	int count;

	if (a < b) {
		*rest = a;
		return 0;
	}
	count = length_of(a) - length_of(b) + 1;
	quotient = __divide_bits(&a, b << (count - 1), count);
	*rest = a >> count;
	return quotient;
}

/* Where there is a bit 63: of half of @a */
static uint64_t divide_large(uint64_t a, uint64_t b, uint64_t *rest)
{
	uint64_t quotient = 0;
	uint64_t left = a;

	if (!(b >> 63)) {
		quotient = divide_long(a >> 1, b, &left) << 1;
		left = left << 1 | (a & 1);
	}
	if (left >= b) {
		left -= b;
		quotient |= 1;
	}
	*rest = left;
	return quotient;
}

uint64_t __udivmoddi4(uint64_t a, uint64_t b, uint64_t *rest)
{
	union wide n = { a };
	union wide divisor = { b };
	uint64_t left;

	if (!rest)
		rest = &left;
	if (!b) {
		*rest = a;
		return UINT64_MAX;
	}
	if (!divisor.half.high && divisor.half.low <= UINT16_MAX)
		return divide_short(n, divisor.half.low, rest);
	if ((n.half.high | divisor.half.high) >> 31)
		return divide_large(a, b, rest);
	return divide_long(a, b, rest);
}
