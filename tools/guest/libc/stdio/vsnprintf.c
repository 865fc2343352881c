// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include "format.h"

struct memory {
	struct output output;
	char *at;
	size_t room;
};

/* Bytes beyond the room only count. */
static int put(struct output *output, const char *text, size_t length)
{
	struct memory *memory = (struct memory *)output;

	if (length > memory->room)
		length = memory->room;
	memcpy(memory->at, text, length);
	memory->at += length;
	memory->room -= length;
	return 0;
}

int vsnprintf(char *to, size_t size, const char *format, va_list args)
{
	struct memory memory = { { put, 0, 0 }, to, size ? size - 1 : 0 };
	int count = __format(&memory.output, format, args);

	if (size)
		*memory.at = '\0';
	return count;
}
