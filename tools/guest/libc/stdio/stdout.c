// SPDX-License-Identifier: GPL-2.0
#include "stream.h"

static unsigned char buffer[BUFSIZ];

FILE __stdout = {
	&__console, NULL, STREAM_WRITE | STREAM_LINE, buffer, sizeof(buffer),
	buffer, buffer, NULL
};

FILE *const stdout = &__stdout;
