// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "stream.h"

int fclose(FILE *stream)
{
	int result = __stream_end(stream);

	if (stream->flags & STREAM_MADE)
		free(stream);
	return result;
}
