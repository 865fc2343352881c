/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_SORT_H
#define SHIM_SORT_H

#include <stdlib.h>

typedef int (*cmp_func_t)(const void *a, const void *b);

/* @swap is ignored: qsort() exchanges elements by itself */
static inline void sort(void *base, size_t count, size_t size, cmp_func_t cmp,
			void *swap)
{
	(void)swap;
	qsort(base, count, size, cmp);
}

#endif
