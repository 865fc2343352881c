// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int isalnum(int c)
{
	return isalpha(c) || isdigit(c);
}
