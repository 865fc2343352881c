// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int tolower(int c)
{
	return isupper(c) ? c + ('a' - 'A') : c;
}
