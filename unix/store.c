// SPDX-License-Identifier: GPL-2.0
/*
 * The pages of the guests' memory: guest/store.h over one range of addresses.
 *
 * The range is reserved once. Pages that were never written take no memory: a
 * read finds the kernel's page of zeros. The range is never more than two
 * mappings, one accessible and one not, however many guests come and go: the
 * number of mappings of a process is limited, and threads need them, too.
 *
 * Guests get pieces of 1, 2, 4... pages. A freed piece is used again only for
 * guests of the same size, so free pieces are never joined. If guests of each
 * size in turn took all the memory that guests may have, 24 times as many
 * addresses would be used: there are PIECES sizes, each at most doubled.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/store.h"
#include "z8k.h"

#define PIECES		12	/* the largest: 128 segments of 16 pages */
#define RESERVE		32	/* times the memory of the computer */
#define RESERVE_MOST	((u64)1 << 40)
#define RESERVE_LEAST	((u64)1 << 26)
#define GROW		((u64)1 << 24)	/* becomes accessible at once */

/**
 * struct piece - a row of free pages
 * @node: in store.free; or in store.spare, where @first has no meaning
 * @first: number of the first page
 */
struct piece {
	struct list_head node;
	u64 first;
};

/**
 * struct store - all pages
 * @lock: protects all but @base and @size, which are invariant
 * @base: the first one
 * @size: bytes reserved
 * @open: bytes from @base that are accessible
 * @next: bytes from @base that have been in use
 * @free: pieces of 1 << index pages
 * @spare: one struct piece for each piece in use, so that it can be freed
 */
static struct {
	spinlock_t lock;	/* of all pieces */
	u8 *base;
	u64 size;
	u64 open;
	u64 next;
	struct list_head free[PIECES];
	struct list_head spare;
} store;

static u64 reserve_wanted(void)
{
	u64 memory = (u64)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	u64 most = RESERVE_MOST;

	while (most > RESERVE_LEAST && most / 2 >= memory * RESERVE)
		most /= 2;
	return most;
}

/* If address space is limited, reserve less */
static void *reserve(u64 *size)
{
	void *base;

	for (*size = reserve_wanted(); *size >= RESERVE_LEAST; *size /= 2) {
		base = mmap(NULL, *size, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (base != MAP_FAILED)
			return base;
	}
	return NULL;
}

int demos_guest_store_init(void)
{
	u32 i;

	store.base = reserve(&store.size);
	if (!store.base)
		return -ENOMEM;
	/* No huge pages: a guest that has written one page must not cost 512 */
	madvise(store.base, store.size, MADV_NOHUGEPAGE);
	spin_lock_init(&store.lock);
	store.open = 0;
	store.next = 0;
	for (i = 0; i < PIECES; i++)
		INIT_LIST_HEAD(&store.free[i]);
	INIT_LIST_HEAD(&store.spare);
	return 0;
}

static void free_list(struct list_head *list)
{
	struct piece *piece;
	struct piece *next;

	list_for_each_entry_safe(piece, next, list, node)
		kfree(piece);
}

void demos_guest_store_exit(void)
{
	u32 i;

	for (i = 0; i < PIECES; i++)
		free_list(&store.free[i]);
	free_list(&store.spare);
	munmap(store.base, store.size);
}

/* Index of the smallest pieces with so many pages; PIECES: none is so large */
static u32 order_of(u32 pages)
{
	u32 order = 0;

	while (order < PIECES && (1U << order) < pages)
		order++;
	return order;
}

/* Make the @bytes after store.next accessible */
static int open_up(u64 bytes)
{
	lockdep_assert_held(&store.lock);
	if (bytes > store.size - store.next)
		return -ENOMEM;
	while (store.next + bytes > store.open) {
		if (mprotect(store.base + store.open, GROW,
			     PROT_READ | PROT_WRITE))
			return -ENOMEM;
		store.open += GROW;
	}
	return 0;
}

static int new_piece(u32 order, u64 *first)
{
	u64 bytes = (u64)Z8K_PAGE_SIZE << order;
	struct piece *spare;
	int err = open_up(bytes);

	if (err)
		return err;
	spare = kmalloc(sizeof(*spare), GFP_KERNEL);
	if (!spare)
		return -ENOMEM;
	list_add(&spare->node, &store.spare);
	*first = store.next >> Z8K_PAGE_SHIFT;
	store.next += bytes;
	return 0;
}

int demos_guest_store_alloc(u32 pages, u64 *first)
{
	u32 order = order_of(pages);
	struct piece *piece;
	int err = 0;

	if (order == PIECES)
		return -ENOMEM;
	spin_lock(&store.lock);
	if (list_empty(&store.free[order])) {
		err = new_piece(order, first);
	} else {
		piece = list_first_entry(&store.free[order], struct piece,
					 node);
		*first = piece->first;
		list_del(&piece->node);
		list_add(&piece->node, &store.spare);
	}
	spin_unlock(&store.lock);
	return err;
}

static u8 *bytes_at(u64 at)
{
	return store.base + at;
}

void demos_guest_store_free(u64 first, u32 pages)
{
	u8 *bytes = bytes_at(first << Z8K_PAGE_SHIFT);
	size_t size = (size_t)pages << Z8K_PAGE_SHIFT;
	struct piece *piece;

	/* It gives locked memory back to nobody */
	if (madvise(bytes, size, MADV_DONTNEED))
		memset(bytes, 0, size);
	spin_lock(&store.lock);
	piece = list_first_entry(&store.spare, struct piece, node);
	piece->first = first;
	list_del(&piece->node);
	list_add(&piece->node, &store.free[order_of(pages)]);
	spin_unlock(&store.lock);
}

u8 *demos_guest_store_pin(u64 page)
{
	return bytes_at(page << Z8K_PAGE_SHIFT);
}

void demos_guest_store_unpin(__always_unused u8 *bytes,
			     __always_unused bool dirty)
{
}

bool demos_guest_store_read(u64 at, void *bytes, u32 count)
{
	memcpy(bytes, bytes_at(at), count);
	return true;
}

bool demos_guest_store_write(u64 at, const void *bytes, u32 count)
{
	memcpy(bytes_at(at), bytes, count);
	return true;
}
