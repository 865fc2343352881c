// SPDX-License-Identifier: GPL-2.0
/*
 * Error messages, and output that cannot be written. Standard output is flushed
 * before a message, so that both streams read in order when they go to one
 * file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "error.h"

static bool lost;	/* some output could not be written; that was said */
static void (*before)(void);

/**
 * fail_before - have a function called before each message
 * @fn: takes away a line that is not complete, for instance
 */
void fail_before(void (*fn)(void))
{
	before = fn;
}

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

	if (before)
		before();
	fflush(stdout);
	fputs("demosctl: ", stderr);
	errno = error;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return status;
}

/* A reader that has gone has seen enough: that needs no message */
static int lose(int error)
{
	errno = error;
	if (!lost && error != EPIPE)
		fail(FAILED, error ? "cannot write: %m" :
				    "cannot write all of the output");
	lost = true;
	return FAILED;
}

/**
 * output_flush - write what has been printed
 * @to: stream
 *
 * If much was printed, a part of it may have been lost already: then errno is
 * that of the last attempt to print.
 *
 * Return: DONE, or FAILED after saying why; that is said only once.
 */
int output_flush(FILE *to)
{
	if (!ferror(to))
		errno = 0;
	if (fflush(to) || ferror(to))
		return lose(errno);
	return DONE;
}

/**
 * output_begin - keep files and sockets away from the standard streams
 *
 * If standard output is closed, the next file that is opened would take its
 * place, and what is printed. A descriptor that cannot be written stands there
 * instead, so that printing fails.
 */
void output_begin(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd ? O_RDONLY : O_WRONLY) < 0)
			return;
}

/**
 * output_end - make sure that all that was printed has been written
 * @status: what demosctl would exit with
 *
 * Some errors, of a network file system for example, come only when the file is
 * closed.
 *
 * Return: @status, or FAILED, after saying why, if any output was lost.
 */
int output_end(int status)
{
	if (!output_flush(stdout) && !lost && close(STDOUT_FILENO))
		lose(errno);
	return lost ? FAILED : status;
}
