// SPDX-License-Identifier: GPL-2.0
#include <demos/files.h>
#include "file.h"

int file_truncate(FILE *stream, uint32_t size)
{
	demos_link_t link = stream_link(stream);
	struct demos_fs_done done;

	if (!link || fseek(stream, 0, SEEK_CUR))
		return -1;
	return __ask_file(link, DEMOS_FS_TRUNCATE, size, &done, sizeof(done));
}
