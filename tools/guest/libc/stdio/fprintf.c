// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int fprintf(FILE *stream, const char *format, ...)
{
	va_list args;
	int count;

	va_start(args, format);
	count = vfprintf(stream, format, args);
	va_end(args);
	return count;
}
