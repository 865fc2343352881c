// SPDX-License-Identifier: GPL-2.0
#include <demos/files.h>
#include <stdlib.h>
#include "../stdio/stream.h"
#include "file.h"

FILE *file_stream(demos_link_t link, const char *mode)
{
	unsigned int flags = __stream_mode(mode);
	struct __file *file;
	FILE *stream;

	if (!flags)
		return NULL;
	file = __file_new(link, flags);
	if (!file)
		return NULL;
	stream = __stream_new(&__file_operations, file, STREAM_BLOCK |
			      (flags & (STREAM_READ | STREAM_WRITE)));
	if (!stream)
		free(file);
	return stream;
}
