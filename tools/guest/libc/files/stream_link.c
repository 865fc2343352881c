// SPDX-License-Identifier: GPL-2.0
#include <demos/files.h>
#include <errno.h>
#include "file.h"

demos_link_t stream_link(FILE *stream)
{
	const struct __file *file = stream->file;

	if (stream->operations == &__file_operations)
		return file->link;
	errno = EINVAL;
	return 0;
}
