// SPDX-License-Identifier: GPL-2.0
#include "file.h"

unsigned int __file_flags(unsigned int flags)
{
	unsigned int wanted = 0;

	if (flags & STREAM_READ)
		wanted |= DEMOS_FS_FOR_READ;
	if (flags & STREAM_WRITE)
		wanted |= DEMOS_FS_FOR_WRITE;
	if (flags & STREAM_APPEND)
		wanted |= DEMOS_FS_APPEND;
	if (flags & STREAM_CREATE)
		wanted |= DEMOS_FS_CREATE;
	if (flags & STREAM_EMPTY)
		wanted |= DEMOS_FS_EMPTY;
	return wanted;
}
