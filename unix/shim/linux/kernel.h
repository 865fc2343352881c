/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_KERNEL_H
#define UNIX_KERNEL_H

#include_next <linux/kernel.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/types.h>

/* Is a CONFIG_ option, which is 1 or not defined, set? */
#define UNIX_SECOND(a, b, ...)	b
#define UNIX_IS_SET(comma)	UNIX_SECOND(comma 1, 0)
#define UNIX_COMMA_1		0,
#define UNIX_CONFIG(value)	UNIX_IS_SET(UNIX_COMMA_##value)
#define IS_ENABLED(option)	UNIX_CONFIG(option)

#ifdef UNIX_ASAN
#define CONFIG_KASAN	1
#endif

#define DIV_ROUND_UP(n, by)	(((n) + (by) - 1) / (by))
#define ALIGN(n, to)		(((n) + (to) - 1) & ~((typeof(n))(to) - 1))
#define swap(a, b) \
	do { typeof(a) _swap = (a); (a) = (b); (b) = _swap; } while (0)

#endif
