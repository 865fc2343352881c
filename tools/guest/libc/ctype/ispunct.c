// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int ispunct(int c)
{
	return isgraph(c) && !isalnum(c);
}
