// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

int atoi(const char *s)
{
	return strtol(s, NULL, 10);
}
