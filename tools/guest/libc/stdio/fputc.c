// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

int fputc(int c, FILE *stream)
{
	unsigned char byte = c;

	if (__stream_write(stream, &byte, 1) != 1 || __stream_written(stream))
		return EOF;
	return byte;
}
