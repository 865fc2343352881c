// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

int fflush(FILE *stream)
{
	int result = 0;

	if (stream)
		return __stream_flush(stream);
	for (stream = __streams; stream; stream = stream->next)
		if (__stream_flush(stream))
			result = EOF;
	return result;
}
