// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int sprintf(char *to, const char *format, ...)
{
	va_list args;
	int count;

	va_start(args, format);
	count = vsprintf(to, format, args);
	va_end(args);
	return count;
}
