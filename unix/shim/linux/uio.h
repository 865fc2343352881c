/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_UIO_H
#define UNIX_UIO_H

#include <stddef.h>

/* Has the layout of struct iovec */
struct kvec {
	void *iov_base;
	size_t iov_len;
};

#endif
