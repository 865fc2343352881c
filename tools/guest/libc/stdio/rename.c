// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

int rename(const char *from, const char *to)
{
	return __file_rename(from, to);
}
