/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of guests: pure, knows nothing of messages.
 *
 * Invariants: ordered by process identifier; every guest has a code of its
 * own, never used again, which messages of its kernel about it carry; at most
 * GUESTS_KEPT that have exited are kept, or more while somebody reads them all,
 * none for longer than GUESTS_KEPT_MS, the first to exit goes first; only a
 * guest that has not exited has a control link, only one that has not ended has
 * waiters, reads, or is asked whether it does; one that somebody reads, or that
 * has a watcher with more to read, is not forgotten; @output is the room of all
 * guests' output, at most GUESTS_OUTPUT.
 */
#ifndef DEMOS_GUEST_H
#define DEMOS_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/demos.h>

#include "lib/demos_service.h"
#include "pm/measure.h"
#include "pm/output.h"

#define GUESTS_MAX	4096	/* that have not exited */
#define GUESTS_KEPT	256	/* that have */
#define GUESTS_KEPT_MS	3600000	/* and for how long */
#define GUESTS_OUTPUT	(64 * 1024 * 1024)	/* bytes, of all guests */
#define GUEST_WAITERS	64	/* of one guest */
#define GUEST_PENDING	16	/* requests about one guest */
#define GUEST_READERS	64	/* of the output of one guest */
#define GUEST_WINDOW	16384	/* bytes that its watcher may be behind */

/* demos_pm_entry.ended */
enum guest_state {
	GUEST_LIVES,
	GUEST_EXITED,
	GUEST_FAULTED,
};

/**
 * struct guest_reader - one that waits for more output
 * @reply: its reply link
 * @from: its process identifier
 * @offset: where it goes on
 * @all: it waits until all output of the guest, which has ended, is here
 */
struct guest_reader {
	__u32 reply;
	__u64 from;
	__u64 offset;
	bool all;
};

/**
 * struct guest_waiter - one that waits for its end
 * @reply: its reply link
 * @from: its process identifier
 */
struct guest_waiter {
	__u32 reply;
	__u64 from;
};

/**
 * struct guest - a guest
 * @pid: process identifier
 * @group: its group: the first one of its guests
 * @code: of the link to us that its kernel has
 * @control: DELIVERTOKERNEL link to it; 0: none
 * @machine: where it was last known to be
 * @bound: the machine to which it moves now; 0: none
 * @model: 1: Z8001, 2: Z8002
 * @state: enum guest_state
 * @pending: requests about it that were sent on and not answered yet
 * @why: enum demos_pm_why
 * @started: it runs, or will, even if its creator ends
 * @suspected: a mark is to be sent when there is room, see ending.c
 * @moved: we know where to, but @control may lead to where it was before
 * @own_console: it was given a console, so its output does not come to us
 * @marked: it has ended, and a mark follows all its output, see console.c
 * @drained: the mark has come
 * @channel: of the console that it got from us
 * @closed: nobody has a link to the console that it got from us
 * @ended: how it ended, as its kernel said; zero if it is lost
 * @killer: the process that asked us to kill it; 0: none has
 * @exits: number of its exit among all exits
 * @when: it ended, ms
 * @output: what it wrote to the console that it got from us
 * @watcher: the process that is attached to it; 0: none
 * @session: code of the link to us that this process has
 * @seen: how much of its output this process has read
 * @asking: reply link of this process, which waits until the guest reads; 0: it
 *	    does not
 * @reading: reply link of the guest, which reads its console; 0: it does not
 * @wanted: most bytes that it reads
 * @nreaders: how many wait for more output
 * @readers: these, the one that has waited longest first
 * @nwaiters: how many wait for its end
 * @waiters: these, the one that has waited longest first
 * @name: its name, with NUL
 * @measured: what balancing knows of it
 * @note: a note that a program keeps with it, from malloc(), or NULL
 * @note_length: of @note
 */
struct guest {
	__u64 pid;
	__u64 group;
	__u32 code;
	__u32 control;
	__u16 machine;
	__u16 bound;
	__u8 model;
	__u8 state;
	__u8 pending;
	__u8 why;
	bool started;
	bool suspected;
	bool moved;
	bool own_console;
	bool closed;
	bool marked;
	bool drained;
	__u8 channel;
	struct demos_ended ended;
	__u64 killer;
	__u64 exits;
	__u64 when;
	struct output output;
	__u64 watcher;
	__u32 session;
	__u64 seen;
	__u32 asking;
	__u32 reading;
	__u16 wanted;
	unsigned int nreaders;
	struct guest_reader readers[GUEST_READERS];
	unsigned int nwaiters;
	struct guest_waiter waiters[GUEST_WAITERS];
	char name[DEMOS_NAME_MAX];
	struct measured measured;
	void *note;
	size_t note_length;
};

/**
 * struct guests - the table
 * @list: guests, by process identifier
 * @count: how many
 * @room: how many @list has room for
 * @live: how many of them have not exited
 * @code: the last one given out
 * @exits: so far
 * @output: bytes of room for output
 */
struct guests {
	struct guest **list;
	size_t count;
	size_t room;
	size_t live;
	__u32 code;
	__u64 exits;
	size_t output;
};

bool guest_lost(const struct guest *guest);
__u32 guests_code(struct guests *guests);
struct guest *guests_add(struct guests *guests, __u64 pid, __u32 code);
struct guest *guests_find(const struct guests *guests, __u64 pid);
struct guest *guests_next(const struct guests *guests, __u64 after);
struct guest *guests_next_in(const struct guests *guests, __u64 group,
			     __u64 after);
struct guest *guests_find_code(const struct guests *guests, __u32 code);
__u32 guest_add_waiter(struct guest *guest, const struct guest_waiter *waiter);
__u32 guest_add_reader(struct guest *guest, const struct guest_reader *reader);
bool guest_take_reader(struct guest *guest, bool all,
		       struct guest_reader *reader);
bool guest_is_behind(const struct guest *guest);
void guest_saw(struct guest *guest, __u64 offset);
void guest_exit(struct guests *guests, struct guest *guest,
		const struct demos_ended *ended, __u64 now);
void guest_lose(struct guests *guests, struct guest *guest,
		enum demos_pm_why why, __u64 now);
void guest_fault(struct guest *guest, const struct demos_ended *ended,
		 __u64 now);
void guests_forget(struct guests *guests, struct guest *guest);
size_t guests_forget_all(struct guests *guests);
__u64 guests_expire(struct guests *guests, __u64 now);
size_t guests_put(const struct guests *guests, __u64 after, __u64 now,
		  void *data, size_t size);
void guests_clear(struct guests *guests);

/* keep.c */
void guests_write(struct guests *guests, struct guest *guest,
		  const void *data, size_t length);

#endif
