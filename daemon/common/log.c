// SPDX-License-Identifier: GPL-2.0
/*
 * Each line is one write(), so that lines of several servers do not mix.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"

static const char *program = "demos";

/**
 * log_begin() - set the name that begins each line
 * @name: name of the program; stays the caller's
 */
void log_begin(const char *name)
{
	program = name;
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

	length = snprintf(line, sizeof(line), "%s: ", program);
	va_start(args, format);
	vsnprintf(line + length, sizeof(line) - length - 1, format, args);
	va_end(args);
	strcat(line, "\n");
	/* A failure cannot be reported */
	if (write(STDERR_FILENO, line, strlen(line)) < 0)
		return;
}
