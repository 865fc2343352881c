// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int isblank(int c)
{
	return c == ' ' || c == '\t';
}
