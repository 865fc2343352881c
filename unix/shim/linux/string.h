/* SPDX-License-Identifier: GPL-2.0 */
#include_next <linux/string.h>

#ifndef UNIX_STRING_H
#define UNIX_STRING_H

/* The first byte that is not @c; NULL: there is none */
static inline void *memchr_inv(const void *start, int c, size_t size)
{
	const unsigned char *at = start;

	for (; size; at++, size--) {
		if (*at != (unsigned char)c)
			return (void *)at;
	}
	return NULL;
}

#endif
