/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes whose last word this one has accepted. The last word comes behind
 * all other messages of its sender, so anything that comes later is a double:
 * when a session ends, messages that were not acknowledged are sent again. The
 * pair record is gone by then and cannot tell. The latest DEMOS_FAREWELLS_MAX
 * are remembered, and move with the process.
 *
 * Pure: no locking of its own (the process's lock protects it).
 */
#ifndef DEMOS_FAREWELL_H
#define DEMOS_FAREWELL_H

#include <linux/types.h>

/* Two for each process: messages to processes, and those to their kernels */
#define DEMOS_FAREWELLS_MAX	32

/* A last word; @kernel: it ended the stream of messages to kernels */
struct demos_farewell {
	u64 pid;
	bool kernel;
};

/**
 * struct demos_farewells - the latest last words
 * @count: how many there have been, roughly; the next takes the place @count %
 *         DEMOS_FAREWELLS_MAX
 * @ring: the places
 */
struct demos_farewells {
	u32 count;
	struct demos_farewell ring[DEMOS_FAREWELLS_MAX];
};

void demos_farewell_add(struct demos_farewells **farewells, u64 pid,
			bool kernel);
bool demos_farewell_heard(const struct demos_farewells *farewells, u64 pid,
			  bool kernel);
u32 demos_farewells_kept(const struct demos_farewells *farewells);
const struct demos_farewell *
demos_farewell_get(const struct demos_farewells *farewells, u32 at);
void demos_farewells_exit(struct demos_farewells **farewells);

#endif
