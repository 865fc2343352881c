// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

static unsigned char buffer[STREAM_BACK + BUFSIZ];

static struct given given = { &__stdin, 0, __pipe_read_given };

FILE __stdin = {
	&__given, &given, STREAM_READ | STREAM_LINE | STREAM_AUTO, buffer,
	sizeof(buffer), buffer, buffer, NULL
};

FILE *const stdin = &__stdin;
