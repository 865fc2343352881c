// SPDX-License-Identifier: GPL-2.0
/* malloc() and its family, by their promises */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "../guest.h"

#define BLOCKS	40
#define ROUNDS	4000

static unsigned char *blocks[BLOCKS];
static size_t sizes[BLOCKS];

/* Every byte of block i is i. */
static int is_whole(int i, size_t size)
{
	size_t n;

	for (n = 0; n < size; n++)
		if (blocks[i][n] != i)
			return 0;
	return 1;
}

static int resize(int i, size_t size)
{
	unsigned char *block = realloc(blocks[i], size);

	if (!block && size) {
		CHECK(errno == ENOMEM);
		CHECK(is_whole(i, sizes[i]));
		return 0;
	}
	blocks[i] = block;
	CHECK(!size || is_whole(i, size < sizes[i] ? size : sizes[i]));
	sizes[i] = block ? size : 0;
	if (block)
		memset(block, i, size);
	return 0;
}

static int allocate(int i, size_t size)
{
	size_t n;

	if (test_random(4)) {
		blocks[i] = malloc(size);
	} else {
		blocks[i] = calloc(size, 1);
		for (n = 0; blocks[i] && n < size; n++)
			CHECK(!blocks[i][n]);
	}
	sizes[i] = blocks[i] ? size : 0;
	if (blocks[i])
		memset(blocks[i], i, size);
	return 0;
}

int test_heap(void)
{
	size_t most = (size_t)-1;
	size_t whole = 60000U;
	int failed, round, i;

	/* As much as there is: at the end there must be as much again. */
	while (!(blocks[0] = malloc(whole)))
		whole -= 16;
	free(blocks[0]);
	blocks[0] = NULL;
	for (round = 0; round < ROUNDS; round++) {
		size_t size = test_random(test_random(8) ? 100 : 1500);

		i = test_random(BLOCKS);
		if (blocks[i] && test_random(3)) {
			CHECK(is_whole(i, sizes[i]));
			free(blocks[i]);
			blocks[i] = NULL;
			sizes[i] = 0;
		} else {
			failed = blocks[i] ? resize(i, size) :
				allocate(i, size);
			if (failed)
				return failed;
		}
	}
	for (i = 0; i < BLOCKS; i++) {
		CHECK(is_whole(i, sizes[i]));
		free(blocks[i]);
		blocks[i] = NULL;
	}
	blocks[0] = malloc(whole);
	CHECK(blocks[0]);
	CHECK(!malloc(whole));
	CHECK(!malloc(most));
	CHECK(!calloc(most / 2 + 1, 2));
	CHECK(!realloc(blocks[0], most - 1));
	/* The bytes that it loses are free at once. */
	CHECK(realloc(blocks[0], whole / 2) == blocks[0]);
	blocks[1] = malloc(whole / 2 - 32);
	CHECK(blocks[1]);
	free(blocks[1]);
	free(blocks[0]);
	free(NULL);
	return 0;
}
