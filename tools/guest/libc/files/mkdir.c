// SPDX-License-Identifier: GPL-2.0
#include <sys/stat.h>
#include "file.h"

int mkdir(const char *path, mode_t mode)
{
	return __ask_mode(DEMOS_FS_MKDIR, path, mode & 0777);
}
