// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include "folder.h"

DIR *opendir(const char *path)
{
	DIR *folder = malloc(sizeof(*folder));

	if (!folder) {
		errno = ENOMEM;
		return NULL;
	}
	if (__ask_open(DEMOS_FS_FOLDER, path, 0, 0, &folder->link)) {
		free(folder);
		return NULL;
	}
	rewinddir(folder);
	return folder;
}
