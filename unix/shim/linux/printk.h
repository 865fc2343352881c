/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's log is standard error. stdio.h is not included: the module uses
 * some of its names for functions of its own.
 */
#ifndef UNIX_PRINTK_H
#define UNIX_PRINTK_H

#include <linux/types.h>
#include <stdarg.h>

#ifndef pr_fmt
#define pr_fmt(text)	text
#endif

__printf(1, 2) void unix_print(const char *text, ...);
__printf(3, 0) int vscnprintf(char *to, size_t size, const char *text,
			      va_list args);

#define pr_err(text, ...)	unix_print(pr_fmt(text), ##__VA_ARGS__)
#define pr_warn			pr_err
#define pr_info			pr_err
/* The compiler checks the arguments, and generates no code */
#define pr_debug(text, ...) \
	((void)(0 && (unix_print(pr_fmt(text), ##__VA_ARGS__), 0)))

#endif
