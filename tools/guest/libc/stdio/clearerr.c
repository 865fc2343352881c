// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

void clearerr(FILE *stream)
{
	stream->flags &= ~(STREAM_END | STREAM_ERROR);
}
