/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers in decimal, exactly: they stand between a double and its text, in
 * either direction. A word holds four digits, so that its product with a power
 * of two, and the remainder of a division by one, fit into 32 bits.
 *
 * The largest double has 309 digits, the one with most has 767. A text may
 * have more; digits that do not fit only count as "something follows".
 */
#ifndef _LIBC_DECIMAL_H
#define _LIBC_DECIMAL_H

#include <stdint.h>

#define DECIMAL_WORDS	196
#define DECIMAL_UNIT	10000

/**
 * struct decimal - a number that is not negative
 * @count: words in use; 0 for the number 0
 * @point: how many words, from the first one, stand before the decimal point;
 *	may be negative, or more than @count
 * @inexact: something other than 0 follows the last word
 * @words: four digits each, the first is not 0
 */
struct decimal {
	int count;
	int point;
	int inexact;
	uint16_t words[DECIMAL_WORDS];
};

/* Of the four digits of a word, from the first one */
extern const uint16_t __decimal_units[4];

/**
 * __decimal_set() - the decimal of a binary number
 * @d: becomes @significand times 2 to @exponent
 * @significand: any
 * @exponent: of bit 0
 */
void __decimal_set(struct decimal *d, uint64_t significand, int exponent);

/**
 * __decimal_scale() - multiply by a power of two
 * @d: the number
 * @exponent: of two
 */
void __decimal_scale(struct decimal *d, int exponent);

/**
 * __decimal_times() - multiply by a power of two, and add
 * @d: the number
 * @bits: the power, at most 13
 * @carry: less than 2 to @bits; added in the place of the last word
 */
void __decimal_times(struct decimal *d, int bits, unsigned int carry);

/**
 * __decimal_digit() - a digit
 * @d: the number
 * @place: 0 for units, 1 for tens, -1 for tenths...
 *
 * Return: 0 to 9; 0 also beyond either end
 */
int __decimal_digit(const struct decimal *d, int place);

/**
 * __decimal_top() - the place of the first digit that is not 0
 * @d: the number
 *
 * Return: the place; 0 for the number 0
 */
int __decimal_top(const struct decimal *d);

/**
 * __decimal_round() - round to the nearest number whose last digit is at a
 * place, to the even digit in a tie
 * @d: the number
 * @place: this place
 */
void __decimal_round(struct decimal *d, int place);

/**
 * __decimal_trim() - remove words that are 0 from the end
 * @d: the number
 */
void __decimal_trim(struct decimal *d);

#endif
