// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int isupper(int c)
{
	return (unsigned int)c - 'A' < 26;
}
