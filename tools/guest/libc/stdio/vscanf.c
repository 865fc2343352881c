// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int vscanf(const char *format, va_list args)
{
	return vfscanf(stdin, format, args);
}
