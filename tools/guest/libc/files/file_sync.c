// SPDX-License-Identifier: GPL-2.0
#include <demos/files.h>
#include "file.h"

int file_sync(FILE *stream)
{
	demos_link_t link = stream_link(stream);
	struct demos_fs_done done;

	if (!link || (stream->flags & STREAM_WRITING && fflush(stream)))
		return -1;
	return __ask_file(link, DEMOS_FS_FSYNC, 0, &done, sizeof(done));
}
