// SPDX-License-Identifier: GPL-2.0
/*
 * The last words that a process has accepted.
 */
#include <linux/slab.h>

#include "core/farewell.h"

/**
 * demos_farewell_add() - remember a last word
 * @farewells: the last words, NULL: none; the oldest is forgotten if there are
 *             too many
 * @pid: the process that has said it
 * @kernel: the stream that has ended
 *
 * May sleep; does not fail.
 */
void demos_farewell_add(struct demos_farewells **farewells, u64 pid,
			bool kernel)
{
	struct demos_farewells *all = *farewells;

	if (!all) {
		all = kzalloc(sizeof(*all), GFP_KERNEL | __GFP_NOFAIL);
		*farewells = all;
	}
	all->ring[all->count++ % DEMOS_FAREWELLS_MAX] =
		(struct demos_farewell) { pid, kernel };
	/* The count must not wrap: the ring is full ever after */
	if (all->count == 2 * DEMOS_FAREWELLS_MAX)
		all->count = DEMOS_FAREWELLS_MAX;
}

/**
 * demos_farewells_kept() - how many last words are remembered?
 * @farewells: the last words, NULL: none
 *
 * Return: how many.
 */
u32 demos_farewells_kept(const struct demos_farewells *farewells)
{
	return farewells ? min_t(u32, farewells->count, DEMOS_FAREWELLS_MAX) :
	       0;
}

/**
 * demos_farewell_get() - get a last word
 * @farewells: the last words
 * @at: which, counted from the oldest; below demos_farewells_kept()
 *
 * Return: the last word.
 */
const struct demos_farewell *
demos_farewell_get(const struct demos_farewells *farewells, u32 at)
{
	u32 oldest = farewells->count - demos_farewells_kept(farewells);

	return &farewells->ring[(oldest + at) % DEMOS_FAREWELLS_MAX];
}

/**
 * demos_farewell_heard() - has a process said its last word?
 * @farewells: the last words, NULL: none
 * @pid: the process
 * @kernel: the stream
 *
 * Return: true if that is remembered.
 */
bool demos_farewell_heard(const struct demos_farewells *farewells, u64 pid,
			  bool kernel)
{
	const struct demos_farewell *one;
	u32 i;

	for (i = 0; i < demos_farewells_kept(farewells); i++) {
		one = &farewells->ring[i];
		if (one->pid == pid && one->kernel == kernel)
			return true;
	}
	return false;
}

/**
 * demos_farewells_exit() - forget all last words
 * @farewells: the last words
 */
void demos_farewells_exit(struct demos_farewells **farewells)
{
	kfree(*farewells);
	*farewells = NULL;
}
