// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int printf(const char *format, ...)
{
	va_list args;
	int count;

	va_start(args, format);
	count = vfprintf(stdout, format, args);
	va_end(args);
	return count;
}
