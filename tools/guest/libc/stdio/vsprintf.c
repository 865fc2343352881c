// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <stdio.h>

int vsprintf(char *to, const char *format, va_list args)
{
	return vsnprintf(to, INT_MAX, format, args);
}
