// SPDX-License-Identifier: GPL-2.0
#include <unistd.h>
#include "file.h"

int truncate(const char *path, off_t size)
{
	struct demos_fs_done done;
	demos_link_t link;
	int failed;

	if (__ask_open(DEMOS_FS_OPEN, path, DEMOS_FS_FOR_WRITE, 0, &link))
		return -1;
	failed = __ask_file(link, DEMOS_FS_TRUNCATE, size, &done,
			    sizeof(done));
	link_destroy(link);
	return failed;
}
