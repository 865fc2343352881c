// SPDX-License-Identifier: GPL-2.0
/*
 * The table of guests.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "pm/guest.h"

#define ROOM_FIRST	16

/* Return: where @pid is, or where it belongs */
static size_t place(const struct guests *guests, __u64 pid)
{
	size_t low = 0;
	size_t high = guests->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (guests->list[middle]->pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int grow(struct guests *guests)
{
	size_t room = guests->room ? guests->room * 2 : ROOM_FIRST;
	struct guest **list;

	if (guests->count < guests->room)
		return 0;
	list = reallocarray(guests->list, room, sizeof(*list));
	if (!list)
		return -1;
	guests->list = list;
	guests->room = room;
	return 0;
}

/**
 * guests_code() - get a code for a new guest
 * @guests: the table
 *
 * Return: not 0, not of any guest in the table.
 */
__u32 guests_code(struct guests *guests)
{
	do {
		guests->code++;
	} while (!guests->code || guests_find_code(guests, guests->code));
	return guests->code;
}

/**
 * guests_add() - enter a guest
 * @guests: the table
 * @pid: its process identifier
 * @code: from guests_code()
 *
 * Return: the guest, or NULL: no memory, or there is one with that identifier.
 */
struct guest *guests_add(struct guests *guests, __u64 pid, __u32 code)
{
	size_t at = place(guests, pid);
	struct guest *guest;

	if (guests_find(guests, pid) || grow(guests))
		return NULL;
	guest = calloc(1, sizeof(*guest));
	if (!guest)
		return NULL;
	guest->pid = pid;
	guest->group = pid;
	guest->code = code;
	memmove(&guests->list[at + 1], &guests->list[at],
		(guests->count - at) * sizeof(guest));
	guests->list[at] = guest;
	guests->count++;
	guests->live++;
	return guest;
}

/**
 * guests_find() - look a guest up
 * @guests: the table
 * @pid: process identifier
 *
 * Return: the guest or NULL.
 */
struct guest *guests_find(const struct guests *guests, __u64 pid)
{
	size_t at = place(guests, pid);

	if (at == guests->count || guests->list[at]->pid != pid)
		return NULL;
	return guests->list[at];
}

/**
 * guests_next() - the guest that follows another, which need not be there
 * @guests: the table
 * @after: process identifier, 0: begin
 *
 * To visit all while some are removed.
 *
 * Return: the guest or NULL.
 */
struct guest *guests_next(const struct guests *guests, __u64 after)
{
	size_t at = place(guests, after);

	if (at < guests->count && guests->list[at]->pid == after)
		at++;
	return at < guests->count ? guests->list[at] : NULL;
}

/**
 * guests_next_in() - the next guest of a group
 * @guests: the table
 * @group: the group
 * @after: process identifier, 0: begin
 *
 * Return: the guest or NULL.
 */
struct guest *guests_next_in(const struct guests *guests, __u64 group,
			     __u64 after)
{
	struct guest *guest = guests_next(guests, after);

	while (guest && guest->group != group)
		guest = guests_next(guests, guest->pid);
	return guest;
}

/**
 * guests_find_code() - look a guest up by its code
 * @guests: the table
 * @code: of a message
 *
 * Return: the guest or NULL.
 */
struct guest *guests_find_code(const struct guests *guests, __u32 code)
{
	size_t i;

	for (i = 0; i < guests->count; i++) {
		if (guests->list[i]->code == code)
			return guests->list[i];
	}
	return NULL;
}

static bool is_watcher(const struct guest *guest, __u64 from)
{
	return guest->session && guest->watcher == from;
}

/**
 * guest_add_waiter() - add a process that waits for the end of a guest
 * @guest: the guest, which has not ended
 * @waiter: the process
 *
 * A waiter that is dead cannot be told from others; so if there are too many,
 * the one that has waited longest is dropped. The watcher lives, and stays.
 *
 * Return: the reply link of the one that is dropped, for the caller to destroy,
 * or 0.
 */
__u32 guest_add_waiter(struct guest *guest, const struct guest_waiter *waiter)
{
	struct guest_waiter *waiters = guest->waiters;
	unsigned int at = 0;
	__u32 gone = 0;

	if (guest->nwaiters == GUEST_WAITERS) {
		while (at < GUEST_WAITERS - 1 &&
		       is_watcher(guest, waiters[at].from))
			at++;
		gone = waiters[at].reply;
		guest->nwaiters--;
		memmove(&waiters[at], &waiters[at + 1],
			(guest->nwaiters - at) * sizeof(waiters[0]));
	}
	waiters[guest->nwaiters++] = *waiter;
	return gone;
}

/**
 * guest_add_reader() - add a process that waits for more output
 * @guest: the guest
 * @reader: the process
 *
 * Return: as guest_add_waiter().
 */
__u32 guest_add_reader(struct guest *guest, const struct guest_reader *reader)
{
	struct guest_reader *readers = guest->readers;
	unsigned int at = 0;
	__u32 gone = 0;

	if (guest->nreaders == GUEST_READERS) {
		while (at < GUEST_READERS - 1 &&
		       is_watcher(guest, readers[at].from))
			at++;
		gone = readers[at].reply;
		guest->nreaders--;
		memmove(&readers[at], &readers[at + 1],
			(guest->nreaders - at) * sizeof(readers[0]));
	}
	readers[guest->nreaders++] = *reader;
	return gone;
}

/**
 * guest_take_reader() - remove a process that need not wait any more
 * @guest: the guest
 * @all: none needs to; else those for which there is output
 * @reader: gets it
 *
 * Return: is there one?
 */
bool guest_take_reader(struct guest *guest, bool all,
		       struct guest_reader *reader)
{
	unsigned int i;

	for (i = 0; i < guest->nreaders; i++) {
		if (!all && (guest->readers[i].all ||
			     guest->readers[i].offset >= guest->output.end))
			continue;
		*reader = guest->readers[i];
		guest->nreaders--;
		memmove(&guest->readers[i], &guest->readers[i + 1],
			(guest->nreaders - i) * sizeof(*reader));
		return true;
	}
	return false;
}

/**
 * guest_saw() - a guest's watcher has read its output
 * @guest: the guest
 * @offset: up to here; may be anything
 */
void guest_saw(struct guest *guest, __u64 offset)
{
	if (offset > guest->seen && offset <= guest->output.end)
		guest->seen = offset;
}

/**
 * guest_is_behind() - should a guest wait for its watcher?
 * @guest: the guest
 *
 * Return: is it so?
 */
bool guest_is_behind(const struct guest *guest)
{
	return guest->session &&
	       guest->output.end - guest->seen >= GUEST_WINDOW;
}

/* Its watcher may take its time to read the rest */
static bool may_forget(const struct guest *guest)
{
	return guest->state == GUEST_EXITED && !guest->nreaders &&
	       !(guest->session && guest->seen < guest->output.end);
}

/* Where the guest is that exited first, @guests->count if none has */
static size_t oldest(const struct guests *guests)
{
	size_t found = guests->count;
	size_t i;

	for (i = 0; i < guests->count; i++) {
		if (may_forget(guests->list[i]) &&
		    (found == guests->count ||
		     guests->list[i]->exits < guests->list[found]->exits))
			found = i;
	}
	return found;
}

static void remove_at(struct guests *guests, size_t at)
{
	struct guest *guest = guests->list[at];

	guests->output -= guest->output.room;
	free(guest->output.bytes);
	free(guest->note);
	free(guest);
	memmove(&guests->list[at], &guests->list[at + 1],
		(guests->count - at - 1) * sizeof(guests->list[0]));
	guests->count--;
}

/**
 * guest_lost() - is the guest lost?
 * @guest: the guest
 *
 * Return: true: it is gone, since its machine is.
 */
bool guest_lost(const struct guest *guest)
{
	return guest->why >= DEMOS_PM_RESTARTED;
}

/* While those that exited are read, all of them, more are kept */
static void make_room(struct guests *guests)
{
	size_t at;

	while (guests->count - guests->live >= GUESTS_KEPT &&
	       (at = oldest(guests)) < guests->count)
		remove_at(guests, at);
}

/* Its caller still needs the guest: others go, before it is one that exited */
static void leave(struct guests *guests, struct guest *guest,
		  enum demos_pm_why why, __u64 now)
{
	make_room(guests);
	guest->state = GUEST_EXITED;
	guest->why = why;
	guest->when = now;
	guest->exits = ++guests->exits;
	guests->live--;
}

/**
 * guest_exit() - a guest has exited
 * @guests: the table; other guests that exited may be removed from it
 * @guest: the guest, which had not exited; no waiters, no control link
 * @ended: how
 * @now: ms
 */
void guest_exit(struct guests *guests, struct guest *guest,
		const struct demos_ended *ended, __u64 now)
{
	bool killed = guest->killer &&
		      ended->status == __cpu_to_be16(DEMOS_STATUS_KILLED);

	guest->ended = *ended;
	guest->machine = __be16_to_cpu(ended->machine);
	leave(guests, guest, killed ? DEMOS_PM_KILLED : DEMOS_PM_EXITED, now);
}

/**
 * guest_lose() - a guest is gone, since its machine is
 * @guests: the table; other guests that exited may be removed from it
 * @guest: the guest, which had not exited; no waiters, no control link
 * @why: DEMOS_PM_RESTARTED, DEMOS_PM_DOWN or DEMOS_PM_DELETED
 * @now: ms
 */
void guest_lose(struct guests *guests, struct guest *guest,
		enum demos_pm_why why, __u64 now)
{
	memset(&guest->ended, 0, sizeof(guest->ended));
	leave(guests, guest, why, now);
}

/**
 * guest_fault() - a guest has been stopped by a fault
 * @guest: the guest, which had not ended
 * @ended: how
 * @now: ms
 */
void guest_fault(struct guest *guest, const struct demos_ended *ended,
		 __u64 now)
{
	guest->state = GUEST_FAULTED;
	guest->why = DEMOS_PM_FAULTED;
	guest->when = now;
	guest->ended = *ended;
	guest->machine = __be16_to_cpu(ended->machine);
}

/**
 * guests_forget() - remove a guest
 * @guests: the table
 * @guest: in it, has exited, no readers; freed
 */
void guests_forget(struct guests *guests, struct guest *guest)
{
	remove_at(guests, place(guests, guest->pid));
}

/**
 * guests_forget_all() - remove all guests that have exited
 * @guests: the table
 *
 * Return: how many.
 */
size_t guests_forget_all(struct guests *guests)
{
	size_t before = guests->count;
	size_t at = before;

	while (at--) {
		if (may_forget(guests->list[at]))
			remove_at(guests, at);
	}
	return before - guests->count;
}

/**
 * guests_expire() - remove guests that exited long ago
 * @guests: the table
 * @now: ms
 *
 * Return: when to call this again, ms; UINT64_MAX: not before another exits.
 */
__u64 guests_expire(struct guests *guests, __u64 now)
{
	size_t at;

	while ((at = oldest(guests)) < guests->count) {
		__u64 end = guests->list[at]->when + GUESTS_KEPT_MS;

		if (end > now)
			return end;
		remove_at(guests, at);
	}
	return UINT64_MAX;
}

static void put(const struct guest *guest, __u64 now,
		struct demos_pm_entry *entry)
{
	memset(entry, 0, sizeof(*entry));
	entry->pid = __cpu_to_be64(guest->pid);
	entry->machine = __cpu_to_be16(guest->machine);
	entry->status = guest_lost(guest) ? __cpu_to_be16(DEMOS_STATUS_LOST) :
			guest->ended.status;
	entry->model = guest->model;
	entry->ended = guest->state;
	entry->why = guest->why;
	memcpy(entry->name, guest->name, sizeof(entry->name));
	if (guest->why == DEMOS_PM_KILLED)
		entry->by = __cpu_to_be64(guest->killer);
	entry->address = guest->ended.address;
	entry->word = guest->ended.word;
	if (guest->why != DEMOS_PM_ALIVE)
		entry->age = __cpu_to_be32((now - guest->when) / 1000);
	entry->output = __cpu_to_be32(guest->output.length);
	entry->group = __cpu_to_be64(guest->group);
}

/**
 * guests_put() - write guests, each as a struct demos_pm_entry
 * @guests: the table
 * @after: the last one seen, 0: begin
 * @now: ms
 * @data: destination
 * @size: of @data
 *
 * Return: bytes written; as many as fit.
 */
size_t guests_put(const struct guests *guests, __u64 after, __u64 now,
		  void *data, size_t size)
{
	struct demos_pm_entry *entry = data;
	size_t at = place(guests, after);
	size_t length = 0;

	if (at < guests->count && guests->list[at]->pid == after)
		at++;
	for (; at < guests->count && length + sizeof(*entry) <= size; at++) {
		put(guests->list[at], now, entry++);
		length += sizeof(*entry);
	}
	return length;
}

/**
 * guests_clear() - free the table
 * @guests: the table; empty afterwards
 */
void guests_clear(struct guests *guests)
{
	while (guests->count)
		remove_at(guests, guests->count - 1);
	free(guests->list);
	memset(guests, 0, sizeof(*guests));
}
