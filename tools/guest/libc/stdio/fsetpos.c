// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int fsetpos(FILE *stream, const fpos_t *position)
{
	return fseek(stream, *position, SEEK_SET);
}
