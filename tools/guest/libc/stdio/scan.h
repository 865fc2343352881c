/* SPDX-License-Identifier: GPL-2.0 */
/* scanf() and its family: an input, a stream or memory, and a format */
#ifndef _LIBC_SCAN_H
#define _LIBC_SCAN_H

#include <stdarg.h>

/**
 * struct input - where text comes from
 * @get: takes the next byte; EOF: there is none
 * @unget: puts the last one back
 * @count: bytes taken so far
 * @ended: @get found no byte
 */
struct input {
	int (*get)(struct input *input);
	void (*unget)(struct input *input, int c);
	unsigned int count;
	char ended;
};

#define FIELD_SIZE 128

/**
 * struct field - the text of a number, while it is read
 * @input: from there
 * @left: bytes that may still be taken
 * @length: of @text
 * @text: the bytes taken
 */
struct field {
	struct input *input;
	unsigned int left;
	unsigned int length;
	char text[FIELD_SIZE];
};

/**
 * __scan() - read by a format
 * @input: the input
 * @format: the format
 * @args: where to
 *
 * Return: how many were assigned; EOF if the input ended before the first
 */
int __scan(struct input *input, const char *format, va_list args);

/* The next byte, which counts; and the last one back. */
int __scan_get(struct input *input);
void __scan_unget(struct input *input, int c);

/**
 * __field_take() - take one byte, if it is the right one
 * @field: the field
 * @set: one of these
 *
 * Return: 1 if it was taken, else 0
 */
int __field_take(struct field *field, const char *set);

/* Take a whole number of that base, 0 as for strtol(). Returns 1, or 0: none */
int __field_integer(struct field *field, int base);

/* Take a number with a fraction. Returns 1, or 0: none */
int __field_real(struct field *field);

#endif
