// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

static unsigned char buffer[STREAM_BACK + BUFSIZ];

static long console_read(void *file, void *to, size_t size)
{
	(void)file;
	return __console_read(to, size);
}

static const struct stream_operations keyboard = {
	console_read, NULL, NULL, NULL
};

FILE __stdin = {
	&keyboard, NULL, STREAM_READ | STREAM_LINE, buffer, sizeof(buffer),
	buffer, buffer, NULL
};

FILE *const stdin = &__stdin;
