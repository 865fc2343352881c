// SPDX-License-Identifier: GPL-2.0
/*
 * The table of guests.
 */
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

/**
 * guest_add_waiter() - add a process that waits for the end of a guest
 * @guest: the guest, which has not ended
 * @reply: its reply link
 *
 * A waiter that is dead cannot be told from others; so if there are too many,
 * the one that has waited longest is dropped.
 *
 * Return: the reply link of the one that is dropped, for the caller to destroy,
 * or 0.
 */
__u32 guest_add_waiter(struct guest *guest, __u32 reply)
{
	__u32 gone = 0;

	if (guest->nwaiters == GUEST_WAITERS) {
		gone = guest->waiters[0];
		guest->nwaiters--;
		memmove(&guest->waiters[0], &guest->waiters[1],
			guest->nwaiters * sizeof(guest->waiters[0]));
	}
	guest->waiters[guest->nwaiters++] = reply;
	return gone;
}

/* Remove the one that exited first */
static void remove_oldest(struct guests *guests)
{
	size_t oldest = guests->count;
	size_t i;

	for (i = 0; i < guests->count; i++) {
		if (guests->list[i]->state == GUEST_EXITED &&
		    (oldest == guests->count || guests->list[i]->exits <
		     guests->list[oldest]->exits))
			oldest = i;
	}
	free(guests->list[oldest]);
	memmove(&guests->list[oldest], &guests->list[oldest + 1],
		(guests->count - oldest - 1) * sizeof(guests->list[0]));
	guests->count--;
}

/**
 * guest_exit() - a guest has exited
 * @guests: the table; another guest that exited may be removed from it
 * @guest: the guest, which had not exited; no waiters, no control link
 * @ended: how, or NULL: its machine died
 */
void guest_exit(struct guests *guests, struct guest *guest,
		const struct demos_ended *ended)
{
	guest->state = GUEST_EXITED;
	guest->lost = !ended;
	memset(&guest->ended, 0, sizeof(guest->ended));
	if (ended) {
		guest->ended = *ended;
		guest->machine = __be16_to_cpu(ended->machine);
	}
	guest->exits = ++guests->exits;
	guests->live--;
	if (guests->count - guests->live > GUESTS_KEPT)
		remove_oldest(guests);
}

/**
 * guest_fault() - a guest has been stopped by a fault
 * @guest: the guest, which had not ended
 * @ended: how
 */
void guest_fault(struct guest *guest, const struct demos_ended *ended)
{
	guest->state = GUEST_FAULTED;
	guest->ended = *ended;
	guest->machine = __be16_to_cpu(ended->machine);
}

static void put(const struct guest *guest, struct demos_pm_entry *entry)
{
	memset(entry, 0, sizeof(*entry));
	entry->pid = __cpu_to_be64(guest->pid);
	entry->machine = __cpu_to_be16(guest->machine);
	entry->status = guest->lost ? __cpu_to_be16(DEMOS_STATUS_LOST) :
			guest->ended.status;
	entry->model = guest->model;
	entry->ended = guest->state;
	memcpy(entry->name, guest->name, sizeof(entry->name));
}

/**
 * guests_put() - write guests, each as a struct demos_pm_entry
 * @guests: the table
 * @after: the last one seen, 0: begin
 * @data: destination
 * @size: of @data
 *
 * Return: bytes written; as many as fit.
 */
size_t guests_put(const struct guests *guests, __u64 after, void *data,
		  size_t size)
{
	struct demos_pm_entry *entry = data;
	size_t at = place(guests, after);
	size_t length = 0;

	if (at < guests->count && guests->list[at]->pid == after)
		at++;
	for (; at < guests->count && length + sizeof(*entry) <= size; at++) {
		put(guests->list[at], entry++);
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
	size_t i;

	for (i = 0; i < guests->count; i++)
		free(guests->list[i]);
	free(guests->list);
	memset(guests, 0, sizeof(*guests));
}
