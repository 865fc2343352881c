// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

int iscntrl(int c)
{
	return (unsigned int)c < ' ' || c == 0x7f;
}
