/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's log is standard error. stdio.h is not included: the module has
 * functions with names that are taken there.
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
/* Checked by the compiler, and left out */
#define pr_debug(text, ...) \
	((void)(0 && (unix_print(pr_fmt(text), ##__VA_ARGS__), 0)))

#endif
