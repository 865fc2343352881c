/* SPDX-License-Identifier: GPL-2.0 */
/*
 * printf() and its family: a format and its arguments become pieces of text,
 * which go to an output, a stream or memory.
 */
#ifndef _LIBC_FORMAT_H
#define _LIBC_FORMAT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct output - where text goes
 * @put: takes the next @length bytes; returns 0, or -1 if it cannot
 * @count: bytes so far
 * @failed: @put has failed; nothing more is put
 */
struct output {
	int (*put)(struct output *output, const char *text, size_t length);
	unsigned long count;
	char failed;
};

#define FORMAT_LEFT	0x01	/* - */
#define FORMAT_PLUS	0x02	/* + */
#define FORMAT_SPACE	0x04	/* a space in the place of + */
#define FORMAT_OTHER	0x08	/* # */
#define FORMAT_ZERO	0x10	/* 0 */
#define FORMAT_UPPER	0x20	/* the conversion is an upper-case letter */

/**
 * struct conversion - a conversion of a format
 * @flags: FORMAT_...
 * @size: 'H' for hh, 'h', 'l', 'q' for ll, 'j', 'z', 't', 'L'; or 0
 * @type: its letter; of those for real numbers the lower-case one
 * @precision: or -1: none is given
 * @width: at least so many bytes
 * @behind: spaces to come behind it
 */
struct conversion {
	unsigned char flags;
	char size;
	char type;
	int precision;
	unsigned int width;
	unsigned int behind;
};

/**
 * __format() - put a text
 * @output: where to
 * @format: its format
 * @args: its arguments
 *
 * Return: how many bytes it has; or -1 if they are more than an int can count
 * or the output has failed
 */
int __format(struct output *output, const char *format, va_list args);

/* Put @length bytes. */
void __format_put(struct output *output, const char *text, size_t length);

/* Put @c @count times. */
void __format_repeat(struct output *output, int c, size_t count);

/**
 * __format_begin() - put the text before the body of a conversion
 * @output: where to
 * @conversion: its @behind becomes the text that __format_end() puts
 * @prefix: before the body, and before zeros that fill up the width
 * @length: of the body
 */
void __format_begin(struct output *output, struct conversion *conversion,
		    const char *prefix, size_t length);

/* Put the text behind the body. */
void __format_end(struct output *output, const struct conversion *conversion);

/**
 * __format_integer() - put a whole number
 * @output: where to
 * @conversion: of type d, i, o, u, x, X or p
 * @value: its magnitude
 * @minus: it is negative
 */
void __format_integer(struct output *output, struct conversion *conversion,
		      unsigned long long value, int minus);

/**
 * __format_real() - put a number with a fraction
 * @output: where to
 * @conversion: of type a, e, f or g
 * @bits: of the double
 */
void __format_real(struct output *output, struct conversion *conversion,
		   uint64_t bits);

/* The same for type a, and for types e, f and g; finite */
void __format_hexadecimal(struct output *output, struct conversion *conversion,
			  const char *sign, uint64_t bits);
void __format_decimal(struct output *output, struct conversion *conversion,
		      const char *sign, uint64_t bits);

/* The sign that a conversion shows: "-", "+", " " or "" */
const char *__format_sign(const struct conversion *conversion, int minus);

/* "e+05" to @to: @letter, sign, at least @digits digits; returns the length */
int __format_exponent(char *to, int letter, int exponent, int digits);

#endif
