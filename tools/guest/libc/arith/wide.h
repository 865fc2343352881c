/* SPDX-License-Identifier: GPL-2.0 */
/*
 * 64 bits in two halves. The functions behind an operator of long long must
 * not use that operator; and the chip has instructions for 32 bits.
 */
#ifndef _LIBC_WIDE_H
#define _LIBC_WIDE_H

#include <stdint.h>

union wide {
	uint64_t whole;
	struct {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		uint32_t low;
		uint32_t high;
#else
		uint32_t high;
		uint32_t low;
#endif
	} half;
};

/* The product of all bits */
uint64_t __umulsidi3(uint32_t a, uint32_t b);

/**
 * __udivmoddi4() - divide
 * @a: the dividend
 * @b: by that; 0 gives all bits set
 * @rest: gets the remainder; or NULL
 *
 * Return: the quotient
 */
uint64_t __udivmoddi4(uint64_t a, uint64_t b, uint64_t *rest);

uint64_t __muldi3(uint64_t a, uint64_t b);
uint64_t __udivdi3(uint64_t a, uint64_t b);
uint64_t __umoddi3(uint64_t a, uint64_t b);
int64_t __divdi3(int64_t a, int64_t b);
int64_t __moddi3(int64_t a, int64_t b);
uint64_t __ashldi3(uint64_t a, int count);
uint64_t __lshrdi3(uint64_t a, int count);
int64_t __ashrdi3(int64_t a, int count);
uint64_t __negdi2(uint64_t a);

/* 0, 1 or 2: less, equal or greater */
int __cmpdi2(int64_t a, int64_t b);
int __ucmpdi2(uint64_t a, uint64_t b);

#endif
