/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The types under stddef.h and stdint.h: those that the compiler names, else
 * those of the Z8000.
 */
#ifndef _BITS_TYPES_H
#define _BITS_TYPES_H

#ifndef __SIZE_TYPE__
#define __SIZE_TYPE__	unsigned int
#endif
#ifndef __PTRDIFF_TYPE__
#define __PTRDIFF_TYPE__ int
#endif
#ifndef __WCHAR_TYPE__
#define __WCHAR_TYPE__	unsigned short
#endif

#endif
