// SPDX-License-Identifier: GPL-2.0
/*
 * Each line is one write(), so that lines of several servers do not mix.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"

static const char *program = "demos";

/*
 * Without standard error, the next file that is opened would have its number,
 * and get the lines: it may be a socket, or hold the machine's numbers
 */
static void fill_standard_files(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/**
 * log_begin() - set the name that begins each line
 * @name: name of the program; stays the caller's
 *
 * First of all: if standard files are closed, they are /dev/null from now on.
 */
void log_begin(const char *name)
{
	fill_standard_files();
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
