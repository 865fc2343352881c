// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int fscanf(FILE *stream, const char *format, ...)
{
	va_list args;
	int count;

	va_start(args, format);
	count = vfscanf(stream, format, args);
	va_end(args);
	return count;
}
