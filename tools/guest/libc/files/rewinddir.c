// SPDX-License-Identifier: GPL-2.0
#include "folder.h"

void rewinddir(DIR *folder)
{
	folder->next = 0;
	folder->at = 0;
	folder->end = 0;
}
