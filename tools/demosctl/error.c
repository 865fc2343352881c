// SPDX-License-Identifier: GPL-2.0
/*
 * Error messages. Standard output is flushed first, so that both streams
 * read in order when they go to one file.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "error.h"

/**
 * fail - say what went wrong
 * @status: the exit status of demosctl
 * @format: as for printf, without a final newline
 *
 * Return: @status, for the caller to return.
 */
int fail(int status, const char *format, ...)
{
	int error = errno;	/* for %m */
	va_list args;

	fflush(stdout);
	fputs("demosctl: ", stderr);
	errno = error;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return status;
}
