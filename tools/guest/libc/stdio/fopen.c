// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

FILE *fopen(const char *path, const char *mode)
{
	const struct stream_operations *operations;
	unsigned int flags = __stream_mode(mode);
	FILE *stream;
	void *file;

	if (!flags || __file_open(path, flags, &operations, &file))
		return NULL;
	stream = __stream_new(operations, file, STREAM_BLOCK |
			      (flags & (STREAM_READ | STREAM_WRITE)));
	if (!stream && operations->close)
		operations->close(file);
	return stream;
}
