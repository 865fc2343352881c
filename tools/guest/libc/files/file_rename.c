// SPDX-License-Identifier: GPL-2.0
#include "file.h"

int __file_rename(const char *from, const char *to)
{
	return __ask_paths(DEMOS_FS_RENAME, from, to);
}
