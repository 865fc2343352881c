// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include "malloc.h"

struct block *__free_blocks;
static char ready;

static void prepare(void)
{
	ready = 1;
	__free_blocks = (struct block *)__heap;
	__free_blocks->size = ALIGN_DOWN(__heap_size);
	__free_blocks->next = NULL;
}

/* Take @size bytes from the front of the free block at @at. */
static struct block *take(struct block **at, size_t size)
{
	struct block *block = *at;
	size_t rest = block->size - size;
	struct block *left;

	if (rest < SMALLEST) {
		*at = block->next;
	} else {
		left = (struct block *)((char *)block + size);
		left->size = rest;
		left->next = block->next;
		block->size = size;
		*at = left;
	}
	block->size |= USED;
	return block;
}

void *malloc(size_t size)
{
	size_t whole = __block_size(size);
	struct block **at = &__free_blocks;

	if (!ready)
		prepare();
	if (whole)
		for (; *at; at = &(*at)->next)
			if ((*at)->size >= whole)
				return (char *)take(at, whole) + HEADER;
	errno = ENOMEM;
	return NULL;
}
