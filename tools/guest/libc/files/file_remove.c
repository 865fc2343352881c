// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "file.h"

int __file_remove(const char *path)
{
	if (!__ask_paths(DEMOS_FS_UNLINK, path, NULL))
		return 0;
	return errno == EISDIR ? __ask_paths(DEMOS_FS_RMDIR, path, NULL) : -1;
}
