// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "malloc.h"

struct block *__block_of(void *memory)
{
	char *start = (char *)__heap + HEADER;
	struct block *block = (struct block *)((char *)memory - HEADER);

	if ((char *)memory < start || (char *)memory >= start + __heap_size ||
	    !(block->size & USED))
		abort();
	return block;
}

size_t __block_size(size_t size)
{
	size_t whole = ALIGN_DOWN(size + HEADER + ALIGN - 1);

	if (whole < size)
		return 0;
	return whole < SMALLEST ? SMALLEST : whole;
}
