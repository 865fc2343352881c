/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Error messages: one line on standard error that says what failed, why, and
 * what to do about it. And output that cannot be written: main() ends with
 * output_end(), so no command can lose what it prints and exit with 0.
 */
#ifndef DEMOSCTL_ERROR_H
#define DEMOSCTL_ERROR_H

#include <stdio.h>

#ifndef __printf
#define __printf(a, b)	__attribute((format(printf, a, b)))
#endif

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

/* Exit status of demosctl */
enum {
	DONE = 0,
	FAILED = 1,
	MISUSED = 2,	/* the command line is wrong; nothing was tried */
};

void fail_before(void (*fn)(void));
__printf(2, 3) int fail(int status, const char *format, ...);
void output_begin(void);
int output_flush(FILE *to);
int output_end(int status);

#endif
