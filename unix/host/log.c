// SPDX-License-Identifier: GPL-2.0
#include <linux/bug.h>
#include <linux/printk.h>
#include <stdio.h>
#include <stdlib.h>

/**
 * unix_print() - write to the log
 * @text: as for printf()
 */
void unix_print(const char *text, ...)
{
	va_list args;

	va_start(args, text);
	vfprintf(stderr, text, args);
	va_end(args);
}

/**
 * vscnprintf() - as vsnprintf(), but returns the length that was written
 * @to: gets the text and a zero
 * @size: of @to
 * @text: as for printf()
 * @args: as for vprintf()
 *
 * Return: letters written, without the zero.
 */
int vscnprintf(char *to, size_t size, const char *text, va_list args)
{
	int length = vsnprintf(to, size, text, args);

	if (length < 0 || !size)
		return 0;
	return (size_t)length < size ? length : (int)size - 1;
}

/**
 * unix_warn() - report a mistake in the program
 * @file: where it was found
 * @line: in @file
 * @what: the condition that should never hold
 */
void unix_warn(const char *file, int line, const char *what)
{
	unix_print("WARNING: %s:%d: %s\n", file, line, what);
#if defined(UNIX_ASAN) || defined(UNIX_TSAN)
	abort();
#endif
}
