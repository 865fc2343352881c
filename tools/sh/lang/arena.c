// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of a command. Pieces are cut from blocks.
 */
#include <stdlib.h>
#include <string.h>

#include "arena.h"

enum { BLOCK = 480, ALIGN = sizeof(void *) > 4 ? 16 : 4 };

/**
 * struct arena_block - a block of memory
 * @next: an older one
 * @used: bytes of the block that are taken, with this structure
 * @size: of the block, with this structure
 */
struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
};

static size_t aligned(size_t size)
{
	return (size + ALIGN - 1) / ALIGN * ALIGN;
}

static struct arena_block *add_block(struct arena *arena, size_t size)
{
	size_t head = aligned(sizeof(struct arena_block));
	size_t all = head + size < BLOCK ? BLOCK : head + size;
	struct arena_block *block = malloc(all);

	if (!block)
		return NULL;
	block->next = arena->blocks;
	block->used = head;
	block->size = all;
	arena->blocks = block;
	return block;
}

/**
 * arena_get - allocate memory
 * @arena: where from
 * @size: bytes
 *
 * Return: the memory, all 0, which lives until arena_free(); NULL: there is
 * none.
 */
void *arena_get(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	void *memory;

	size = aligned(size);
	if (!block || block->size - block->used < size)
		block = add_block(arena, size);
	if (!block)
		return NULL;
	memory = (char *)block + block->used;
	block->used += size;
	return memset(memory, 0, size);
}

/**
 * arena_copy - copy a string
 * @arena: where the memory is from
 * @bytes: the string, which need not end with a NUL
 * @length: of @bytes
 *
 * Return: the copy, with a NUL; NULL: no memory.
 */
char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_get(arena, length + 1);

	return copy ? memcpy(copy, bytes, length) : NULL;
}

/**
 * arena_free - free all memory of an arena, which can be used again
 * @arena: the arena
 */
void arena_free(struct arena *arena)
{
	struct arena_block *block;

	while ((block = arena->blocks)) {
		arena->blocks = block->next;
		free(block);
	}
}
