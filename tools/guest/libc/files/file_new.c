// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include "file.h"

struct __file *__file_new(demos_link_t link, unsigned int flags)
{
	struct __file *file = malloc(sizeof(*file));

	if (!file) {
		errno = ENOMEM;
		return NULL;
	}
	file->link = link;
	file->at = 0;
	file->flags = flags & STREAM_APPEND;
	file->release = free;
	return file;
}
