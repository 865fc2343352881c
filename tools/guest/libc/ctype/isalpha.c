// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int isalpha(int c)
{
	return islower(c | 0x20);
}
