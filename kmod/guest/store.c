// SPDX-License-Identifier: GPL-2.0
/*
 * The pages of all guests' memory: the module's side of store.h. They are the
 * pages of a shmem file, so that Linux may swap them out. A page never written
 * stays a hole.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/shmem_fs.h>
#include <linux/string.h>

#include "guest/store.h"
#include "z8k.h"

#ifdef CONFIG_HIGHMEM
#error "guest pages are reached through the kernel's direct map"
#endif
static_assert(PAGE_SIZE == Z8K_PAGE_SIZE);

/*
 * The file with the memory of all guests. A file for each guest would cost more
 * than everything else that the kernel keeps for a guest that waits. No page
 * of it is used twice, so that no guest finds another one's data.
 */
static struct file *store;
static atomic64_t store_next;

int demos_guest_store_init(void)
{
	store = shmem_file_setup("demos-guests", MAX_LFS_FILESIZE,
				 DEMOS_VM_NORESERVE);
	return PTR_ERR_OR_ZERO(store);
}

void demos_guest_store_exit(void)
{
	fput(store);
}

int demos_guest_store_alloc(u32 pages, u64 *first)
{
	*first = atomic64_add_return(pages, &store_next) - pages;
	return 0;
}

void demos_guest_store_free(u64 first, u32 pages)
{
	loff_t from = (loff_t)first << PAGE_SHIFT;
	loff_t size = (loff_t)pages << PAGE_SHIFT;

	shmem_truncate_range(file_inode(store), from, from + size - 1);
}

/* With a reference for the caller, or ERR_PTR */
static struct page *store_page(u64 number)
{
	return shmem_read_mapping_page(store->f_mapping, number);
}

u8 *demos_guest_store_pin(u64 number)
{
	struct page *page = store_page(number);

	return IS_ERR(page) ? ERR_CAST(page) : page_address(page);
}

void demos_guest_store_unpin(u8 *bytes, bool dirty)
{
	struct page *page = virt_to_page(bytes);

	if (dirty)
		set_page_dirty(page);
	mark_page_accessed(page);
	put_page(page);
}

/* Reading a page that was never written must not allocate it */
bool demos_guest_store_read(u64 at, void *bytes, u32 count)
{
	loff_t from = at;

	return kernel_read(store, bytes, count, &from) == count;
}

/* By page, not by writing to the file: that takes a lock of all guests */
bool demos_guest_store_write(u64 at, const void *bytes, u32 count)
{
	struct page *page;
	u32 piece;

	for (; count; count -= piece, at += piece, bytes += piece) {
		piece = min_t(u32, count, PAGE_SIZE - offset_in_page(at));
		page = store_page(at >> PAGE_SHIFT);
		if (IS_ERR(page))
			return false;
		memcpy(page_address(page) + offset_in_page(at), bytes, piece);
		set_page_dirty(page);
		put_page(page);
	}
	return true;
}
