// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "malloc.h"

static void join(struct block *block)
{
	struct block *next = block->next;

	if ((char *)block + block->size != (char *)next)
		return;
	block->size += next->size;
	block->next = next->next;
}

void free(void *memory)
{
	struct block *before = NULL;
	struct block *next = __free_blocks;
	struct block *block;

	if (!memory)
		return;
	block = __block_of(memory);
	block->size &= ~USED;
	for (; next && next < block; next = next->next)
		before = next;
	block->next = next;
	join(block);
	if (before) {
		before->next = block;
		join(before);
	} else {
		__free_blocks = block;
	}
}
