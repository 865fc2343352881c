/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of the kernel's interface that kmod/ uses, for a program with
 * threads. Headers without any dependence on threads (lists, byte orders,
 * errors...) are in sim/shim, which follows this folder in the include path.
 */
#ifndef UNIX_TYPES_H
#define UNIX_TYPES_H

#include_next <linux/types.h>

/* No tearing, as in the kernel; atomic for the thread sanitizer */
#undef READ_ONCE
#define READ_ONCE(x)	__atomic_load_n(&(x), __ATOMIC_RELAXED)
#undef WRITE_ONCE
#define WRITE_ONCE(x, v) \
	__atomic_store_n(&(x), (typeof((x) + 0))(v), __ATOMIC_RELAXED)

#define smp_load_acquire(ptr)	__atomic_load_n(ptr, __ATOMIC_ACQUIRE)
#define smp_store_release(ptr, v) \
	__atomic_store_n(ptr, v, __ATOMIC_RELEASE)
#define smp_mb()		__atomic_thread_fence(__ATOMIC_SEQ_CST)

#include <asm/byteorder.h>
#include <linux/compiler.h>
#include <linux/init.h>

#endif
