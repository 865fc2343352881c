// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int vprintf(const char *format, va_list args)
{
	return vfprintf(stdout, format, args);
}
