/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process that is leaving. The process's own actor begins a migration
 * (depart.c); from then on the kernel's actor has it (commit.c).
 */
#ifndef DEMOS_DEPART_H
#define DEMOS_DEPART_H

#include <linux/types.h>
#include <linux/demos.h>

#include "core/alarm.h"
#include "core/image.h"

struct demos_entry;

/**
 * struct demos_migration - a process that is leaving
 * @peer: where it goes
 * @life: of that machine; 0: it has none
 * @ended: that life has ended
 * @session: with that machine, as in lives.h
 * @patience: demos_process.unsure: when to ask the destination again
 * @query: name of the last question to the destination; 0: there was none
 * @version: of its state
 * @moves: how often it will have moved
 * @reply: reply link of the request; to.pid 0: nobody waits
 * @began: ktime, ns, of step 1
 * @resident: its resident state; @resident.at bytes of it
 * @swappable: its swappable state, the same
 * @program_size: bytes of program
 * @forward: the forwarding address that will be left behind
 */
struct demos_migration {
	u16 peer;
	u64 life;
	bool ended;
	u32 session;
	struct demos_patience patience;
	u16 query;
	u16 version;
	u32 moves;
	struct demos_link reply;
	u64 began;
	struct demos_image resident;
	struct demos_image swappable;
	u32 program_size;
	struct demos_entry *forward;
};

void demos_migration_free(struct demos_migration *migration);

#endif
