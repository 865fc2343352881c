// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps the last line of the log.
 */
#include <stdarg.h>
#include <stdio.h>

#include "common/log.h"
#include "test/logged.h"

char logged[512];
unsigned int logged_lines;

void log_line(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(logged, sizeof(logged), format, args);
	va_end(args);
	logged_lines++;
}
