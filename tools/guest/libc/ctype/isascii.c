// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int isascii(int c)
{
	return !(c & ~0x7f);
}
