/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arithmetic of double, IEEE 754 binary64, by whole numbers: rounded to the
 * nearest, to even in a tie; with subnormal numbers, infinities, NaN and signed
 * zeros; no exceptions. A number is handled as its bits.
 */
#ifndef _LIBC_FLOAT64_H
#define _LIBC_FLOAT64_H

#include <stdint.h>

typedef uint64_t float64;

#define SIGN64		0x8000000000000000ULL
#define INFINITY64	0x7ff0000000000000ULL
#define NAN64		0x7ff8000000000000ULL
#define HIDDEN64	0x0010000000000000ULL
#define FRACTION64(a)	((a) & (HIDDEN64 - 1))
#define MAGNITUDE64(a)	((a) & ~SIGN64)
#define IS_NAN64(a)	(MAGNITUDE64(a) > INFINITY64)

#define SPECIAL64	0x7ff	/* exponent of infinities and NaN */
#define BIAS64		1023
#define EXPONENT64(a)	((int)((a) >> 52) & SPECIAL64)

/**
 * struct number64 - a number taken apart: @significand times 2 to @exponent
 * @significand: with bit 63 set, unless it is 0
 * @exponent: of bit 0
 */
struct number64 {
	uint64_t significand;
	int exponent;
};

/**
 * __float64_open() - take a number apart
 * @number: filled in
 * @a: neither an infinity nor NaN; the sign does not matter
 */
void __float64_open(struct number64 *number, float64 a);

/**
 * __float64_round() - the nearest double of a number
 * @sign: SIGN64 or 0
 * @exponent: of bit 0
 * @significand: its magnitude is this, times 2 to @exponent. Bit 0 stands for
 *	all bits that follow, too, where there are more than 54
 *
 * Return: the double
 */
float64 __float64_round(uint64_t sign, int exponent, uint64_t significand);

/* @a shifted to the right by @count; bits that are lost set bit 0 */
uint64_t __shift_right_sticky(uint64_t a, int count);

/**
 * __divide_bits() - divide bit by bit
 * @rest: the dividend, below 2 to 63; becomes the remainder, shifted
 * @b: by that, below 2 to 63
 * @count: so many bits of the quotient, the first one before the point
 *
 * Return: the quotient
 */
uint64_t __divide_bits(uint64_t *rest, uint64_t b, int count);

/* -1, 0, 1 for less, equal, greater; 2 for unordered */
int __float64_compare(float64 a, float64 b);

/* The magnitude of @a without its fraction; at most @most */
uint64_t __float64_whole(float64 a, uint64_t most);

float64 __adddf3(float64 a, float64 b);
float64 __subdf3(float64 a, float64 b);
float64 __muldf3(float64 a, float64 b);
float64 __divdf3(float64 a, float64 b);
float64 __negdf2(float64 a);
int __eqdf2(float64 a, float64 b);
int __nedf2(float64 a, float64 b);
int __ltdf2(float64 a, float64 b);
int __ledf2(float64 a, float64 b);
int __gtdf2(float64 a, float64 b);
int __gedf2(float64 a, float64 b);
int __unorddf2(float64 a, float64 b);

/* Of and to long ("si") and long long ("di"); to: the nearest if too large */
float64 __floatsidf(int32_t a);
float64 __floatunsidf(uint32_t a);
float64 __floatdidf(int64_t a);
float64 __floatundidf(uint64_t a);
int32_t __fixdfsi(float64 a);
uint32_t __fixunsdfsi(float64 a);
int64_t __fixdfdi(float64 a);
uint64_t __fixunsdfdi(float64 a);

#endif
