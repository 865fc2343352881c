// SPDX-License-Identifier: GPL-2.0
#include <unistd.h>
#include "file.h"

int link(const char *path, const char *name)
{
	return __ask_paths(DEMOS_FS_LINK, path, name);
}
