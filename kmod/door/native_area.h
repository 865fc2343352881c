/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory of a native process: areas that the program registers, and that
 * links may lend to others.
 *
 * An area is a range of a memfd, which an actor can access at any time: no page
 * is pinned, the pages may be swapped out and are charged to the program's
 * memory cgroup, and a fork or the program's own mapping changes nothing. The
 * memfd must be sealed against shrinking, so that an area that was checked
 * stays whole.
 */
#ifndef DEMOS_NATIVE_AREA_H
#define DEMOS_NATIVE_AREA_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/demos.h>

struct netlink_ext_ack;

/* Areas of a process */
#define DEMOS_AREAS_MAX		64

/**
 * struct demos_areas - the memory of a native process
 * @lock: protects the rest; held while an area is read or written, so that no
 *        destroyed area is accessed
 * @list: areas, in no order
 * @count: entries of @list
 * @next: where the next one may begin: no address is used again soon
 * @closed: the process has ended, there will be no more
 */
struct demos_areas {
	struct mutex lock;	/* of all areas of a process */
	struct list_head list;
	u32 count;
	u32 next;
	bool closed;
};

void demos_areas_init(struct demos_areas *areas);
void demos_areas_close(struct demos_areas *areas);
int demos_area_create(struct demos_areas *areas, int fd, u32 offset,
		      u32 length, u32 *at, struct netlink_ext_ack *extack);
enum demos_result demos_area_destroy(struct demos_areas *areas, u32 at);
enum demos_result demos_area_check(struct demos_areas *areas, u32 at,
				   u32 length, u16 rights);
enum demos_result demos_area_read(struct demos_areas *areas, u32 at, void *to,
				  u32 count);
enum demos_result demos_area_write(struct demos_areas *areas, u32 at,
				   const void *from, u32 count);

#endif
