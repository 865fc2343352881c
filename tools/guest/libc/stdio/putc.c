// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

int putc(int c, FILE *stream)
{
	return fputc(c, stream);
}
