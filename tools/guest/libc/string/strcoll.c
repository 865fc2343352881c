// SPDX-License-Identifier: GPL-2.0
#include <string.h>

int strcoll(const char *a, const char *b)
{
	return strcmp(a, b);
}
