/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pages of all guests' memory, as the host keeps them. Each host of the
 * guests brings functions of its own; the module's are in store.c.
 *
 * Pages have numbers. A page that was never written reads as zeros and costs
 * nothing. The host may swap it out unless it is pinned.
 */
#ifndef DEMOS_GUEST_STORE_H
#define DEMOS_GUEST_STORE_H

#include <linux/types.h>

/**
 * demos_guest_store_init() - get ready, before there are guests
 *
 * Return: 0 or a negative errno.
 */
int demos_guest_store_init(void);

/**
 * demos_guest_store_exit() - end; there are no guests any more
 */
void demos_guest_store_exit(void);

/**
 * demos_guest_store_alloc() - get pages
 * @pages: how many, in a row; not 0
 * @first: gets the number of the first one
 *
 * They read as zeros: no guest finds another one's data. May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int demos_guest_store_alloc(u32 pages, u64 *first);

/**
 * demos_guest_store_free() - free pages
 * @first: from demos_guest_store_alloc()
 * @pages: as there; none of them is pinned
 *
 * May sleep.
 */
void demos_guest_store_free(u64 first, u32 pages);

/**
 * demos_guest_store_pin() - bring a page in
 * @page: its number
 *
 * May sleep.
 *
 * Return: its bytes, which stay where they are until they are unpinned; or
 * ERR_PTR().
 */
u8 *demos_guest_store_pin(u64 page);

/**
 * demos_guest_store_unpin() - let the host swap a page out
 * @bytes: from demos_guest_store_pin()
 * @dirty: they were written
 */
void demos_guest_store_unpin(u8 *bytes, bool dirty);

/**
 * demos_guest_store_read() - read pages
 * @at: byte, counted from the first one of page 0
 * @bytes: gets them
 * @count: how many; may run on into the next pages
 *
 * A page that was never written stays so. May sleep.
 *
 * Return: true, false: no memory.
 */
bool demos_guest_store_read(u64 at, void *bytes, u32 count);

/**
 * demos_guest_store_write() - write pages
 * @at: byte, counted from the first one of page 0
 * @bytes: the bytes
 * @count: how many; may run on into the next pages
 *
 * May sleep.
 *
 * Return: true, false: no memory; then some of them may be written.
 */
bool demos_guest_store_write(u64 at, const void *bytes, u32 count);

#endif
