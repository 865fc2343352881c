// SPDX-License-Identifier: GPL-2.0
/* Copies, fills and lengths, byte by byte: some are in assembler on a guest */
#include <string.h>
#include "../guest.h"

#define SIZE	60
#define ROUNDS	1500

static unsigned char memory[SIZE];
static unsigned char model[SIZE];

static int same(void)
{
	int i;

	for (i = 0; i < SIZE; i++)
		if (memory[i] != model[i])
			return 0;
	return 1;
}

static int fill(int at, int size)
{
	int c = (int)test_random(300);
	int i;

	for (i = at; i < at + size; i++)
		model[i] = c;
	CHECK(memset(memory + at, c, size) == memory + at);
	CHECK(same());
	return 0;
}

static int move(int to, int from, int size)
{
	unsigned char kept[SIZE];
	int i;

	for (i = 0; i < size; i++)
		kept[i] = model[from + i];
	for (i = 0; i < size; i++)
		model[to + i] = kept[i];
	if (to + size <= from || from + size <= to)
		CHECK(memcpy(memory + to, memory + from, size) == memory + to);
	else
		CHECK(memmove(memory + to, memory + from, size) ==
		      memory + to);
	CHECK(same());
	return 0;
}

static int length(int at)
{
	int i;

	memory[SIZE - 1] = 0;
	model[SIZE - 1] = 0;
	for (i = at; model[i]; i++)
		;
	CHECK(strlen((char *)memory + at) == (size_t)(i - at));
	return 0;
}

int test_memory(void)
{
	int round, at, size, failed;

	for (round = 0; round < ROUNDS; round++) {
		size = (int)test_random(SIZE / 2);
		at = (int)test_random(SIZE - size);
		failed = fill(at, (int)test_random(size / 4 + 1));
		if (!failed)
			failed = move((int)test_random(SIZE - size), at, size);
		if (!failed)
			failed = length(at);
		if (failed)
			return failed;
	}
	return 0;
}
