// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int isgraph(int c)
{
	return (unsigned int)c - '!' < 0x7f - '!';
}
