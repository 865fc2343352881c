// SPDX-License-Identifier: GPL-2.0
/*
 * Replaces the door: in a test without one, a request names descriptors of the
 * test itself.
 */
#include <errno.h>
#include <fcntl.h>

#include "net/door.h"

int unix_request_fd(int fd)
{
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	return own < 0 ? -EBADF : own;
}
