// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int islower(int c)
{
	return (unsigned int)c - 'a' < 26;
}
