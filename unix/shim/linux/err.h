/* SPDX-License-Identifier: GPL-2.0 */
#include_next <linux/err.h>

#ifndef UNIX_ERR_H
#define UNIX_ERR_H

static inline int PTR_ERR_OR_ZERO(const void *ptr)
{
	return IS_ERR(ptr) ? PTR_ERR(ptr) : 0;
}

#endif
