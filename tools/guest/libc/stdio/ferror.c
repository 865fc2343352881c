// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

int ferror(FILE *stream)
{
	return (stream->flags & STREAM_ERROR) != 0;
}
