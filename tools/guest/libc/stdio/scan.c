// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scan.h"

/**
 * struct directive - a conversion of a format
 * @input: the bytes to read
 * @args: where to
 * @skip: * was given: nothing is assigned
 * @size: 'H' for hh, 'h', 'l', 'q' for ll, 'j', 'z', 't', 'L'; or 0
 * @type: its letter
 * @width: at most so many bytes; 0: not given
 * @set: of [: after the bracket
 */
struct directive {
	struct input *input;
	va_list args;
	char skip;
	char size;
	char type;
	unsigned int width;
	const char *set;
};

/* Returns the byte after white space, EOF at the end. */
static int pass_space(struct input *input)
{
	int c;

	do
		c = __scan_get(input);
	while (isspace(c));
	return c;
}

static const char *parse_size(const char *format, struct directive *directive)
{
	directive->size = 0;
	if (!*format || !strchr("hljztL", *format))
		return format;
	directive->size = *format++;
	if (directive->size == 'h' && *format == 'h')
		directive->size = 'H';
	else if (directive->size == 'l' && *format == 'l')
		directive->size = 'q';
	else
		return format;
	return format + 1;
}

/* Read the text after the %. Returns its end; NULL if it is cut off. */
static const char *parse(const char *format, struct directive *directive)
{
	directive->skip = *format == '*';
	if (directive->skip)
		format++;
	directive->width = 0;
	for (; isdigit((unsigned char)*format); format++)
		if (directive->width <= INT_MAX / 10)
			directive->width = directive->width * 10 +
					   (*format - '0');
	format = parse_size(format, directive);
	directive->type = *format;
	if (!*format++)
		return NULL;
	if (directive->type != '[')
		return format;
	directive->set = format;
	if (*format == '^')
		format++;
	if (*format == ']')
		format++;
	while (*format && *format != ']')
		format++;
	return *format ? format + 1 : NULL;
}

static int in_set(const char *set, int c)
{
	int other = *set == '^';
	const char *at = set + other;
	const char *first = at;

	for (; *at != ']' || at == first; at++) {
		if (at[1] == '-' && at[2] != ']') {
			if (c >= (unsigned char)at[0] &&
			    c <= (unsigned char)at[2])
				return !other;
			at += 2;
		} else if (c == (unsigned char)*at) {
			return !other;
		}
	}
	return other;
}

static int fits(const struct directive *directive, int c)
{
	switch (directive->type) {
	case 'c':
		return 1;
	case 's':
		return !isspace(c);
	default:
		return in_set(directive->set, c);
	}
}

/* c, s and [. Returns 1 if it was read, else 0. */
static int read_text(struct directive *directive)
{
	struct input *input = directive->input;
	unsigned int width = directive->width;
	unsigned int length;
	char *to = NULL;
	int c;

	if (!directive->skip)
		to = va_arg(directive->args, char *);
	if (!width)
		width = directive->type == 'c' ? 1 : UINT_MAX;
	for (length = 0; length < width; length++) {
		c = __scan_get(input);
		if (c == EOF)
			break;
		if (!fits(directive, c)) {
			__scan_unget(input, c);
			break;
		}
		if (to)
			*to++ = c;
	}
	if (directive->type == 'c')
		return length == width;
	if (length && to)
		*to = '\0';
	return length > 0;
}

static void store_integer(struct directive *directive, unsigned long long n)
{
	void *to;

	if (directive->skip)
		return;
	to = va_arg(directive->args, void *);
	switch (directive->size) {
	case 'H':
		*(unsigned char *)to = n;
		break;
	case 'h':
		*(unsigned short *)to = n;
		break;
	case 'l':
		*(unsigned long *)to = n;
		break;
	case 'q':
	case 'j':
		*(unsigned long long *)to = n;
		break;
	case 'z':
	case 't':
		*(size_t *)to = n;
		break;
	default:
		*(unsigned int *)to = n;
	}
}

static void store_real(struct directive *directive, const char *text)
{
	if (directive->size == 'l')
		*va_arg(directive->args, double *) = strtod(text, NULL);
	else if (directive->size == 'L')
		*va_arg(directive->args, long double *) = strtod(text, NULL);
	else
		*va_arg(directive->args, float *) = strtof(text, NULL);
}

/* Of a number's letter: its base; 1 for a number with a fraction, -1: none */
static int base_of(int type)
{
	switch (type) {
	case 'd':
	case 'u':
		return 10;
	case 'i':
		return 0;
	case 'o':
		return 8;
	case 'x':
	case 'X':
	case 'p':
		return 16;
	default:
		return strchr("aefgAEFG", type) ? 1 : -1;
	}
}

/* Returns 1 if it was read, else 0. */
static int read_number(struct directive *directive, int base)
{
	struct field field;

	field.input = directive->input;
	field.length = 0;
	field.text[0] = '\0';
	field.left = FIELD_SIZE - 1;
	if (directive->width && directive->width < field.left)
		field.left = directive->width;
	if (base == 1) {
		if (!__field_real(&field))
			return 0;
		if (!directive->skip)
			store_real(directive, field.text);
		return 1;
	}
	if (!__field_integer(&field, base))
		return 0;
	if (directive->type == 'p') {
		if (!directive->skip)
			*va_arg(directive->args, void **) = (void *)(uintptr_t)
				strtoull(field.text, NULL, base);
	} else if (directive->type == 'd' || directive->type == 'i') {
		store_integer(directive, strtoll(field.text, NULL, base));
	} else {
		store_integer(directive, strtoull(field.text, NULL, base));
	}
	return 1;
}

/* Returns 1 if it was read, 0 if it does not fit, EOF if there is no more. */
static int convert(struct directive *directive)
{
	struct input *input = directive->input;
	int type = directive->type;
	int base, c;

	if (type != 'c' && type != '[')
		c = pass_space(input);
	else
		c = __scan_get(input);
	if (c == EOF)
		return EOF;
	__scan_unget(input, c);
	input->ended = 0;
	if (type == 'c' || type == 's' || type == '[')
		return read_text(directive);
	base = base_of(type);
	if (base < 0)
		return 0;
	return read_number(directive, base);
}

/* A byte of the format that is no conversion: 1 if the input has it too */
static int literal(struct input *input, int wanted)
{
	int c = isspace(wanted) || wanted == '%' ? pass_space(input) :
		__scan_get(input);

	if (isspace(wanted)) {
		__scan_unget(input, c);
		return 1;
	}
	if (c == wanted)
		return 1;
	__scan_unget(input, c);
	return c == EOF ? EOF : 0;
}

int __scan(struct input *input, const char *format, va_list args)
{
	struct directive directive;
	int assigned = 0;
	int done = 1;

	directive.input = input;
	va_copy(directive.args, args);
	while (done == 1 && *format) {
		if (*format != '%') {
			done = literal(input, (unsigned char)*format++);
			continue;
		}
		format = parse(format + 1, &directive);
		if (!format)
			break;
		if (directive.type == '%') {
			done = literal(input, '%');
		} else if (directive.type == 'n') {
			store_integer(&directive, input->count);
		} else {
			done = convert(&directive);
			if (done == 1)
				assigned += !directive.skip;
		}
	}
	va_end(directive.args);
	return done == EOF && !assigned ? EOF : assigned;
}
