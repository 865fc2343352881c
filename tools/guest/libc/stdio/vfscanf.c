// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "scan.h"

struct from_stream {
	struct input input;
	FILE *stream;
};

static int get(struct input *input)
{
	return fgetc(((struct from_stream *)input)->stream);
}

static void unget(struct input *input, int c)
{
	ungetc(c, ((struct from_stream *)input)->stream);
}

int vfscanf(FILE *stream, const char *format, va_list args)
{
	struct from_stream from = { { get, unget, 0, 0 }, stream };

	return __scan(&from.input, format, args);
}
