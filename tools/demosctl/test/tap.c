// SPDX-License-Identifier: GPL-2.0
/*
 * Just enough of TAP.
 */
#include <stdarg.h>
#include <stdio.h>

#include "tap.h"

static unsigned int passed, failed;

/**
 * ok - report the result of one test
 * @what: has it passed?
 * @format: what was tested, as for printf
 */
void ok(bool what, const char *format, ...)
{
	va_list args;

	if (what)
		passed++;
	else
		failed++;
	printf("%s %u - ", what ? "ok" : "not ok", passed + failed);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/**
 * tap_end - end the test
 *
 * Return: the exit status.
 */
int tap_end(void)
{
	printf("1..%u\n", passed + failed);
	printf("# %u passed, %u failed\n", passed, failed);
	return failed || !passed;
}
