// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <string.h>
#include "format.h"

/* The arguments, in a structure so that functions can take from them */
struct arguments {
	va_list list;
};

static int parse_number(const char **format, struct arguments *args)
{
	unsigned int n = 0;

	if (**format == '*') {
		++*format;
		return va_arg(args->list, int);
	}
	for (; **format >= '0' && **format <= '9'; ++*format)
		if (n <= INT_MAX / 10)
			n = n * 10 + (**format - '0');
	return n <= INT_MAX ? n : INT_MAX;
}

static void parse_flags(const char **format, struct conversion *conversion)
{
	static const char flags[] = "-+ #0";
	const char *found;

	conversion->flags = 0;
	while (**format && (found = strchr(flags, **format))) {
		conversion->flags |= 1 << (found - flags);
		++*format;
	}
}

static void parse_size(const char **format, struct conversion *conversion)
{
	conversion->size = 0;
	if (!**format || !strchr("hljztL", **format))
		return;
	conversion->size = *(*format)++;
	if (conversion->size == **format) {
		if (conversion->size == 'h')
			conversion->size = 'H';
		else if (conversion->size == 'l')
			conversion->size = 'q';
		else
			return;
		++*format;
	}
}

/* Read the text after the %. Returns 0 at an end of the format. */
static int parse(const char **format, struct conversion *conversion,
		 struct arguments *args)
{
	int width;

	parse_flags(format, conversion);
	width = parse_number(format, args);
	if (width < 0)
		conversion->flags |= FORMAT_LEFT;
	conversion->width = width < 0 ? -(unsigned int)width : width;
	conversion->precision = -1;
	if (**format == '.') {
		++*format;
		conversion->precision = parse_number(format, args);
	}
	parse_size(format, conversion);
	conversion->type = **format;
	if (!conversion->type)
		return 0;
	++*format;
	return 1;
}

static unsigned long long take_unsigned(struct arguments *args, int size)
{
	switch (size) {
	case 'H':
		return (unsigned char)va_arg(args->list, int);
	case 'h':
		return (unsigned short)va_arg(args->list, int);
	case 'l':
		return va_arg(args->list, unsigned long);
	case 'q':
	case 'j':
		return va_arg(args->list, unsigned long long);
	case 'z':
	case 't':
		return va_arg(args->list, size_t);
	default:
		return va_arg(args->list, unsigned int);
	}
}

static long long take_signed(struct arguments *args, int size)
{
	switch (size) {
	case 'H':
		return (signed char)va_arg(args->list, int);
	case 'h':
		return (short)va_arg(args->list, int);
	case 'l':
		return va_arg(args->list, long);
	case 'q':
	case 'j':
		return va_arg(args->list, long long);
	case 'z':
	case 't':
		return va_arg(args->list, ptrdiff_t);
	default:
		return va_arg(args->list, int);
	}
}

static void put_text(struct output *output, struct conversion *conversion,
		     const char *text, size_t length)
{
	conversion->flags &= ~FORMAT_ZERO;
	__format_begin(output, conversion, "", length);
	__format_put(output, text, length);
	__format_end(output, conversion);
}

static void put_string(struct output *output, struct conversion *conversion,
		       const char *text)
{
	size_t length;

	if (!text)
		text = "(null)";
	if (conversion->precision < 0)
		length = strlen(text);
	else
		length = strnlen(text, conversion->precision);
	put_text(output, conversion, text, length);
}

/* %n */
static void store_count(struct arguments *args, int size, unsigned long count)
{
	void *to = va_arg(args->list, void *);

	switch (size) {
	case 'H':
		*(signed char *)to = count;
		break;
	case 'h':
		*(short *)to = count;
		break;
	case 'l':
		*(long *)to = count;
		break;
	case 'q':
	case 'j':
		*(long long *)to = count;
		break;
	case 'z':
	case 't':
		*(ptrdiff_t *)to = count;
		break;
	default:
		*(int *)to = count;
	}
}

static void put_real(struct output *output, struct conversion *conversion,
		     struct arguments *args)
{
	union {
		double value;
		uint64_t bits;
	} real;

	if (conversion->size == 'L')
		real.value = va_arg(args->list, long double);
	else
		real.value = va_arg(args->list, double);
	conversion->type |= 0x20;
	__format_real(output, conversion, real.bits);
}

/* A conversion that is not for real numbers */
static void convert(struct output *output, struct conversion *conversion,
		    struct arguments *args)
{
	long long value;
	char c;

	switch (conversion->type) {
	case 'd':
	case 'i':
		value = take_signed(args, conversion->size);
		__format_integer(output, conversion,
				 value < 0 ? -(unsigned long long)value : value,
				 value < 0);
		break;
	case 'X':
	case 'o':
	case 'u':
	case 'x':
		__format_integer(output, conversion,
				 take_unsigned(args, conversion->size), 0);
		break;
	case 'p':
		__format_integer(output, conversion,
				 (uintptr_t)va_arg(args->list, void *), 0);
		break;
	case 'c':
		c = va_arg(args->list, int);
		put_text(output, conversion, &c, 1);
		break;
	case 's':
		put_string(output, conversion, va_arg(args->list, char *));
		break;
	case 'n':
		store_count(args, conversion->size, output->count);
		break;
	default:
		__format_put(output, &conversion->type, 1);
	}
}

int __format(struct output *output, const char *format, va_list args)
{
	struct conversion conversion;
	struct arguments arguments;
	const char *at;

	va_copy(arguments.list, args);
	while (*format) {
		for (at = format; *at && *at != '%'; at++)
			;
		__format_put(output, format, at - format);
		format = at;
		if (!*format)
			break;
		format++;
		if (!parse(&format, &conversion, &arguments))
			break;
		if (conversion.type >= 'A' && conversion.type <= 'X')
			conversion.flags |= FORMAT_UPPER;
		if (strchr("aefgAEFG", conversion.type))
			put_real(output, &conversion, &arguments);
		else
			convert(output, &conversion, &arguments);
	}
	va_end(arguments.list);
	if (output->failed || output->count > INT_MAX)
		return -1;
	return output->count;
}
