// SPDX-License-Identifier: GPL-2.0
#include "float64.h"

uint64_t __divide_bits(uint64_t *rest, uint64_t b, int count)
{
	uint64_t quotient = 0;
	uint64_t a = *rest;

	for (; count; count--) {
		quotient <<= 1;
		if (a >= b) {
			a -= b;
			quotient |= 1;
		}
		a <<= 1;
	}
	*rest = a;
	return quotient;
}
