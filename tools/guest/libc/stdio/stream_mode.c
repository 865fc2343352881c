// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "stream.h"

unsigned int __stream_mode(const char *mode)
{
	unsigned int flags;

	switch (*mode++) {
	case 'r':
		flags = STREAM_READ;
		break;
	case 'w':
		flags = STREAM_WRITE | STREAM_CREATE | STREAM_EMPTY;
		break;
	case 'a':
		flags = STREAM_WRITE | STREAM_CREATE | STREAM_APPEND;
		break;
	default:
		errno = EINVAL;
		return 0;
	}
	for (; *mode; mode++)
		if (*mode == '+')
			flags |= STREAM_READ | STREAM_WRITE;
	return flags;
}
