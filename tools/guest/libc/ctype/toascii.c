// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int toascii(int c)
{
	return c & 0x7f;
}
