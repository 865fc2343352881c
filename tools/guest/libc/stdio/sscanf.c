// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int sscanf(const char *s, const char *format, ...)
{
	va_list args;
	int count;

	va_start(args, format);
	count = vsscanf(s, format, args);
	va_end(args);
	return count;
}
