/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An object has at most 64 KiB, also where a pointer has 32 bits: sizes and
 * differences of pointers have 16 bits on either model.
 */
#ifndef _STDDEF_H
#define _STDDEF_H

#include <bits/types.h>

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __WCHAR_TYPE__ wchar_t;

#ifndef NULL
#define NULL	((void *)0)
#endif

#define offsetof(type, member)	__builtin_offsetof(type, member)

#endif
