/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The environment of the two builds of this library: a few types, memcpy(),
 * memset() and memmove(). Nothing else here depends on the build.
 */
#ifndef Z8K_TYPES_H
#define Z8K_TYPES_H

#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/string.h>

/* Sparse would inline some thousand calls into one function, for an hour */
#ifdef __CHECKER__
#undef __always_inline
#define __always_inline
#endif
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/cdefs.h>	/* __always_inline */

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;	/* as in linux/types.h */
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;

#ifndef likely
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#endif
#ifndef noinline
#define noinline	__attribute_noinline__
#endif
#endif

/* The section in which objtool looks for tables of labels */
#ifndef __annotate_jump_table
#define __annotate_jump_table
#endif

#endif
