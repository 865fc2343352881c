// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

int feof(FILE *stream)
{
	return (stream->flags & STREAM_END) != 0;
}
