// SPDX-License-Identifier: GPL-2.0
#include <unistd.h>
#include "file.h"

int rmdir(const char *path)
{
	return __ask_paths(DEMOS_FS_RMDIR, path, NULL);
}
