// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int isdigit(int c)
{
	return (unsigned int)c - '0' < 10;
}
