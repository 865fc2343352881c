/* SPDX-License-Identifier: GPL-2.0 */
/* Arithmetic of float, IEEE 754 binary32: as float64.h */
#ifndef _LIBC_FLOAT32_H
#define _LIBC_FLOAT32_H

#include <stdint.h>
#include "float64.h"

typedef uint32_t float32;

#define SIGN32		0x80000000UL
#define INFINITY32	0x7f800000UL
#define NAN32		0x7fc00000UL
#define HIDDEN32	0x00800000UL
#define FRACTION32(a)	((a) & (HIDDEN32 - 1))
#define MAGNITUDE32(a)	((a) & ~SIGN32)
#define IS_NAN32(a)	(MAGNITUDE32(a) > INFINITY32)

#define SPECIAL32	0xff	/* exponent of infinities and NaN */
#define BIAS32		127
#define EXPONENT32(a)	((int)((a) >> 23) & SPECIAL32)

/**
 * struct number32 - a number taken apart: @significand times 2 to @exponent
 * @significand: with bit 31 set, unless it is 0
 * @exponent: of bit 0
 */
struct number32 {
	uint32_t significand;
	int exponent;
};

/**
 * __float32_open() - take a number apart
 * @number: filled in
 * @a: neither an infinity nor NaN; the sign does not matter
 */
void __float32_open(struct number32 *number, float32 a);

/**
 * __float32_round() - the nearest float of a number
 * @sign: SIGN32 or 0
 * @exponent: of bit 0
 * @significand: its magnitude is this, times 2 to @exponent. Bit 0 stands for
 *	all bits that follow, too, where there are more than 25
 *
 * Return: the float
 */
float32 __float32_round(uint32_t sign, int exponent, uint32_t significand);

/* The same for a significand of 64 bits */
float32 __float32_round_long(uint32_t sign, int exponent, uint64_t significand);

/* -1, 0, 1 for less, equal, greater; 2 for unordered */
int __float32_compare(float32 a, float32 b);

float32 __addsf3(float32 a, float32 b);
float32 __subsf3(float32 a, float32 b);
float32 __mulsf3(float32 a, float32 b);
float32 __divsf3(float32 a, float32 b);
float32 __negsf2(float32 a);
int __eqsf2(float32 a, float32 b);
int __nesf2(float32 a, float32 b);
int __ltsf2(float32 a, float32 b);
int __lesf2(float32 a, float32 b);
int __gtsf2(float32 a, float32 b);
int __gesf2(float32 a, float32 b);
int __unordsf2(float32 a, float32 b);

float64 __extendsfdf2(float32 a);
float32 __truncdfsf2(float64 a);

float32 __floatsisf(int32_t a);
float32 __floatunsisf(uint32_t a);
float32 __floatdisf(int64_t a);
float32 __floatundisf(uint64_t a);
int32_t __fixsfsi(float32 a);
uint32_t __fixunssfsi(float32 a);
int64_t __fixsfdi(float32 a);
uint64_t __fixunssfdi(float32 a);

#endif
