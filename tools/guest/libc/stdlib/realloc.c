// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "malloc.h"

/* Add the block behind @block to it, if it is free and this makes @size. */
static void grow(struct block *block, size_t size)
{
	size_t have = block->size & ~USED;
	struct block *behind = (struct block *)((char *)block + have);
	struct block **at = &__free_blocks;

	while (*at && *at < behind)
		at = &(*at)->next;
	if (*at == behind && behind && size - have <= behind->size) {
		block->size += behind->size;
		*at = behind->next;
	}
}

/* Free the bytes of @block beyond @size, if they can be a block. */
static void cut(struct block *block, size_t size)
{
	size_t rest = (block->size & ~USED) - size;
	struct block *left = (struct block *)((char *)block + size);

	if (rest < SMALLEST)
		return;
	block->size = size | USED;
	left->size = rest | USED;
	free((char *)left + HEADER);
}

void *realloc(void *memory, size_t size)
{
	size_t whole = __block_size(size);
	struct block *block;
	void *other;

	if (!memory)
		return malloc(size);
	block = __block_of(memory);
	if (!size) {
		free(memory);
		return NULL;
	}
	if (whole > block->size)
		grow(block, whole);
	if (whole && whole <= block->size) {
		cut(block, whole);
		return memory;
	}
	other = malloc(size);
	if (other) {
		memcpy(other, memory, (block->size & ~USED) - HEADER);
		free(memory);
	}
	return other;
}
