// SPDX-License-Identifier: GPL-2.0
/*
 * One line each, written at once, so that lines of several servers do not mix.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"

static const char *who = "demos";

/**
 * log_begin() - say who speaks
 * @name: name of the program; stays the caller's
 */
void log_begin(const char *name)
{
	who = name;
}

/**
 * log_line() - write a line to standard error
 * @format: text without a newline, as printf()
 */
void log_line(const char *format, ...)
{
	char line[512];
	va_list args;
	int length;

	length = snprintf(line, sizeof(line), "%s: ", who);
	va_start(args, format);
	vsnprintf(line + length, sizeof(line) - length - 1, format, args);
	va_end(args);
	strcat(line, "\n");
	/* If that fails there is nobody to tell */
	if (write(STDERR_FILENO, line, strlen(line)) < 0)
		return;
}
