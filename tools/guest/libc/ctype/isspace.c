// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int isspace(int c)
{
	return c == ' ' || (unsigned int)c - '\t' < 5;
}
