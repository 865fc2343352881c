/* SPDX-License-Identifier: GPL-2.0 */
/* The text of a number with a fraction, for strtod() and strtof() */
#ifndef _LIBC_REAL_H
#define _LIBC_REAL_H

#include <stdint.h>

enum real_kind { REAL_FINITE, REAL_INFINITE, REAL_NAN };

/**
 * struct real - a number as it was read
 * @kind: enum real_kind
 * @minus: it has a minus sign
 * @significand: if finite, its magnitude is this, times 2 to @exponent; bit 0
 *	stands for all bits that follow, too
 * @exponent: of bit 0 of @significand
 */
struct real {
	char kind;
	char minus;
	int exponent;
	uint64_t significand;
};

/* Beyond the exponents of all formats: rounded, it is infinite or 0. */
#define REAL_HUGE	4000

/**
 * __real_parse() - read a number
 * @real: filled in
 * @s: its text, after white space if there is any
 * @end: where it ends is written there, or @s if there is none; or NULL
 *
 * It holds for inf, infinity, nan, hexadecimal and decimal numbers.
 */
void __real_parse(struct real *real, const char *s, char **end);

/**
 * __real_decimal() - read a decimal number
 * @real: its @significand and @exponent are filled in
 * @s: the text, which begins with a digit, or with a point and a digit
 *
 * Return: where it ends
 */
const char *__real_decimal(struct real *real, const char *s);

/**
 * __real_exponent() - read an exponent, if there is one
 * @s: the text
 * @letter: before the exponent, in lower case
 * @exponent: filled in; 0 if there is none
 *
 * Return: where it ends
 */
const char *__real_exponent(const char *s, int letter, long *exponent);

#endif
