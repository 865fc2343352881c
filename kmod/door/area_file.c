// SPDX-License-Identifier: GPL-2.0
/*
 * The files whose ranges are areas of a native process: the module's side of
 * area_file.h.
 */
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/memcontrol.h>
#include <linux/sched/mm.h>
#include <linux/shmem_fs.h>
#include <linux/slab.h>

#include "door/area_file.h"

/**
 * struct demos_area_file - a file
 * @file: the memfd, a reference
 * @memcg: charged for pages that a write allocates; NULL: none
 */
struct demos_area_file {
	struct file *file;
	struct mem_cgroup *memcg;
};

struct demos_area_file *demos_area_file_get(int fd)
{
	struct demos_area_file *area;
	struct file *file = fget(fd);

	if (!file)
		return ERR_PTR(-EBADF);
	area = kmalloc(sizeof(*area), GFP_KERNEL_ACCOUNT);
	if (!area) {
		fput(file);
		return ERR_PTR(-ENOMEM);
	}
	area->file = file;
	area->memcg = get_mem_cgroup_from_mm(current->mm);
	return area;
}

void demos_area_file_put(struct demos_area_file *area)
{
	mem_cgroup_put(area->memcg);
	fput(area->file);
	kfree(area);
}

void demos_area_file_look(const struct demos_area_file *area,
			  struct demos_area_facts *facts)
{
	const struct file *file = area->file;
	struct inode *inode = file->f_mapping->host;

	facts->memfd = S_ISREG(inode->i_mode) &&
		       shmem_mapping(file->f_mapping);
	if (!facts->memfd)
		return;
	facts->readable = file->f_mode & FMODE_READ;
	facts->whole = READ_ONCE(SHMEM_I(inode)->seals) & F_SEAL_SHRINK;
	facts->size = i_size_read(inode);
}

bool demos_area_file_writable(const struct demos_area_file *area)
{
	return area->file->f_mode & FMODE_WRITE;
}

ssize_t demos_area_file_read(const struct demos_area_file *area, u64 at,
			     void *to, u32 count)
{
	loff_t pos = at;

	return kernel_read(area->file, to, count, &pos);
}

ssize_t demos_area_file_write(const struct demos_area_file *area, u64 at,
			      const void *from, u32 count)
{
	struct mem_cgroup *old = set_active_memcg(area->memcg);
	loff_t pos = at;
	ssize_t done;

	done = kernel_write(area->file, from, count, &pos);
	set_active_memcg(old);
	return done;
}
