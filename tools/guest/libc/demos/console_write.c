// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "../stdio/stream.h"
#include "kernel.h"

int __console_write(const void *from, size_t size)
{
	if (!send(DEMOS_LINK_CONSOLE, from, size))
		return 0;
	errno = EIO;
	return -1;
}
