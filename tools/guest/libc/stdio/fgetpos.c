// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int fgetpos(FILE *stream, fpos_t *position)
{
	*position = ftell(stream);
	return *position < 0 ? -1 : 0;
}
