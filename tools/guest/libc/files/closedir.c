// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "folder.h"

int closedir(DIR *folder)
{
	int result = link_destroy(folder->link);

	free(folder);
	return result ? __fail(result) : 0;
}
