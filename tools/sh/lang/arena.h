/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory of a command, all of which is freed at once: its tree, its words.
 */
#ifndef SH_ARENA_H
#define SH_ARENA_H

#include <stddef.h>

struct arena_block;

/**
 * struct arena - memory of a command
 * @blocks: allocated blocks, the newest first
 */
struct arena {
	struct arena_block *blocks;
};

void *arena_get(struct arena *arena, size_t size);
char *arena_copy(struct arena *arena, const char *bytes, size_t length);
void arena_free(struct arena *arena);

#endif
