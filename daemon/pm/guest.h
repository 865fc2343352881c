/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of guests: pure, knows nothing of messages.
 *
 * Invariants: ordered by process identifier; every guest has a code of its
 * own, never used again, which messages of its kernel about it carry; at most
 * GUESTS_KEPT that have exited are kept, the first to exit goes first; only a
 * guest that has not exited has a control link, only one that has not ended
 * has waiters.
 */
#ifndef DEMOS_GUEST_H
#define DEMOS_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/demos.h>

#include "lib/demos_service.h"

#define GUESTS_MAX	4096	/* that have not exited */
#define GUESTS_KEPT	256	/* that have */
#define GUEST_WAITERS	64	/* of one guest */
#define GUEST_PENDING	16	/* requests about one guest */

/* demos_pm_entry.ended */
enum guest_state {
	GUEST_LIVES,
	GUEST_EXITED,
	GUEST_FAULTED,
};

/**
 * struct guest - a guest
 * @pid: process identifier
 * @code: of the link to us that its kernel has
 * @control: DELIVERTOKERNEL link to it; 0: none
 * @machine: where it was last known to be
 * @model: 1: Z8001, 2: Z8002
 * @state: enum guest_state
 * @pending: requests about it that were sent on and not answered yet
 * @started: it runs, or will, even if its creator ends
 * @lost: its machine died
 * @ended: how it ended, as its kernel said; zero if it is lost
 * @exits: number of its exit among all exits
 * @nwaiters: how many wait for its end
 * @waiters: their reply links, the one that has waited longest first
 * @name: its name, with NUL
 */
struct guest {
	__u64 pid;
	__u32 code;
	__u32 control;
	__u16 machine;
	__u8 model;
	__u8 state;
	__u8 pending;
	bool started;
	bool lost;
	struct demos_ended ended;
	__u64 exits;
	unsigned int nwaiters;
	__u32 waiters[GUEST_WAITERS];
	char name[DEMOS_NAME_MAX];
};

/**
 * struct guests - the table
 * @list: guests, by process identifier
 * @count: how many
 * @room: how many @list has room for
 * @live: how many of them have not exited
 * @code: the last one given out
 * @exits: so far
 */
struct guests {
	struct guest **list;
	size_t count;
	size_t room;
	size_t live;
	__u32 code;
	__u64 exits;
};

__u32 guests_code(struct guests *guests);
struct guest *guests_add(struct guests *guests, __u64 pid, __u32 code);
struct guest *guests_find(const struct guests *guests, __u64 pid);
struct guest *guests_find_code(const struct guests *guests, __u32 code);
__u32 guest_add_waiter(struct guest *guest, __u32 reply);
void guest_exit(struct guests *guests, struct guest *guest,
		const struct demos_ended *ended);
void guest_fault(struct guest *guest, const struct demos_ended *ended);
size_t guests_put(const struct guests *guests, __u64 after, void *data,
		  size_t size);
void guests_clear(struct guests *guests);

#endif
