// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

static unsigned char buffer[80];

static struct given given = { &__stderr, 2, __pipe_write_given };

FILE __stderr = {
	&__given, &given, STREAM_WRITE | STREAM_NONE, buffer, sizeof(buffer),
	buffer, buffer, NULL
};

FILE *const stderr = &__stderr;
