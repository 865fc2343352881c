// SPDX-License-Identifier: GPL-2.0
/*
 * Time, medians, and ending the program on failure (bench.h).
 */
#include "bench.h"

#include <err.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/**
 * bench_now() - the time
 *
 * Return: ns since some moment.
 */
uint64_t bench_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

/**
 * bench_quantile() - a quantile of the samples
 * @samples: are sorted
 * @count: number of samples, at least one
 * @which: 0.5 is the median
 *
 * Return: one of the samples.
 */
double bench_quantile(double *samples, unsigned int count, double which)
{
	qsort(samples, count, sizeof(*samples), compare);
	return samples[(unsigned int)(which * (count - 1) + 0.5)];
}

/**
 * bench_check() - go on if a function of libdemos succeeded
 * @result: its result
 * @demos: its handle
 * @what: message in case of failure
 */
void bench_check(int result, struct demos *demos, const char *what)
{
	if (result < 0)
		errx(1, "%s: %s", what, demos_error(demos));
}

/**
 * bench_errno() - go on if a system call succeeded
 * @result: its result
 * @what: message in case of failure
 */
void bench_errno(int result, const char *what)
{
	if (result < 0)
		err(1, "%s", what);
}

/**
 * bench_shell() - run a command that must succeed
 * @format: the command, as for printf()
 */
void bench_shell(const char *format, ...)
{
	char command[256];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	if (system(command))
		errx(1, "command failed: %s", command);
}
