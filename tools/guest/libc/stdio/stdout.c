// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

static unsigned char buffer[BUFSIZ];

static struct given given = { &__stdout, 1, __pipe_write_given };

FILE __stdout = {
	&__given, &given, STREAM_WRITE | STREAM_LINE | STREAM_AUTO, buffer,
	sizeof(buffer), buffer, buffer, NULL
};

FILE *const stdout = &__stdout;
