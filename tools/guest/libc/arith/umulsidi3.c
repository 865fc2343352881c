// SPDX-License-Identifier: GPL-2.0
#include "wide.h"

uint64_t __umulsidi3(uint32_t a, uint32_t b)
{
	uint16_t ah = a >> 16, al = a;
	uint16_t bh = b >> 16, bl = b;
	uint32_t middle = (uint32_t)al * bl >> 16;
	uint32_t more = (uint32_t)ah * bl;
	union wide product;

	/* This sum still fits; the next one may not. */
	middle += (uint32_t)al * bh;
	product.half.high = (uint32_t)ah * bh;
	middle += more;
	if (middle < more)
		product.half.high += 0x10000UL;
	product.half.high += middle >> 16;
	product.half.low = middle << 16 | (uint16_t)((uint32_t)al * bl);
	return product.whole;
}
