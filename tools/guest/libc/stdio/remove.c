// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

int remove(const char *path)
{
	return __file_remove(path);
}
