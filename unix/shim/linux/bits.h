/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_BITS_H
#define UNIX_BITS_H

#define BITS_PER_LONG	64
#define BIT(n)		(1UL << (n))
#define BIT_ULL(n)	(1ULL << (n))
#define GENMASK(h, l)	((~0UL << (l)) & (~0UL >> (BITS_PER_LONG - 1 - (h))))

#endif
