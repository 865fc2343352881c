// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void *calloc(size_t count, size_t size)
{
	size_t bytes = count * size;
	void *memory;

	if (size && bytes / size != count) {
		errno = ENOMEM;
		return NULL;
	}
	memory = malloc(bytes);
	return memory ? memset(memory, 0, bytes) : NULL;
}
