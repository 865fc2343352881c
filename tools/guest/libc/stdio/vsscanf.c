// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "scan.h"

struct memory {
	struct input input;
	const char *at;
};

static int get(struct input *input)
{
	struct memory *memory = (struct memory *)input;

	return *memory->at ? (unsigned char)*memory->at++ : EOF;
}

static void unget(struct input *input, int c)
{
	(void)c;
	((struct memory *)input)->at--;
}

int vsscanf(const char *s, const char *format, va_list args)
{
	struct memory memory = { { get, unget, 0, 0 }, s };

	return __scan(&memory.input, format, args);
}
