// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int scanf(const char *format, ...)
{
	va_list args;
	int count;

	va_start(args, format);
	count = vfscanf(stdin, format, args);
	va_end(args);
	return count;
}
