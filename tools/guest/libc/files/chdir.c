// SPDX-License-Identifier: GPL-2.0
#include <unistd.h>
#include "file.h"

int chdir(const char *path)
{
	demos_link_t link;

	if (__ask_open(DEMOS_FS_FOLDER, path, 0, 0, &link))
		return -1;
	__folder_set(link);
	return 0;
}
