/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The link table of a process (section 2.2): slots that hold links, each
 * known to the process by a name. A name carries the slot's generation, free
 * slots are reused oldest first, and a table grows when its slots have been
 * reused often. So a stale name finds nothing: a name is given again only
 * after some hundred million others. The first names given are 1, 2, 3...
 *
 * Pure: no locking of its own (the process's lock protects it).
 */
#ifndef DEMOS_LINK_H
#define DEMOS_LINK_H

#include <linux/atomic.h>
#include <linux/types.h>
#include <linux/demos.h>

#include "core/limit.h"

#define DEMOS_LINK_SLOTS_MAX	65535

/* The channel of the reply links that CALL makes; never in a RECEIVE's set */
#define DEMOS_CHANNEL_CALL	255

struct demos_slot;

/**
 * struct demos_budget - how many links, or pair records, a machine may have
 * @total: how many it has, in all tables
 * @slots: slots in all link tables
 * @total_max: limit of @total; that of @slots is twice as much
 * @table_max: limit for one table
 * @total_limit: which limit @total_max is (invariant)
 * @table_limit: which limit @table_max is (invariant)
 */
struct demos_budget {
	atomic64_t total;
	atomic64_t slots;
	u64 total_max;
	u64 table_max;
	enum demos_limit total_limit;
	enum demos_limit table_limit;
};

/*
 * The reserve of an administrator's programs beyond the limits, for looking at
 * a full machine and repairing it: entries in all their tables, and in one
 */
#define DEMOS_RESERVE_TOTAL	4096
#define DEMOS_RESERVE_TABLE	1024

/**
 * demos_budget_check() - may a table have more entries?
 * @budget: of the machine
 * @used: entries that the table has
 * @count: how many more
 * @reserve: may it use the reserve?
 *
 * Two tables may take the last room at once: a few too many do no harm.
 *
 * Return: 0, or demos_limit_error().
 */
static inline int demos_budget_check(const struct demos_budget *budget,
				     u64 used, u64 count, bool reserve)
{
	u64 total = (u64)atomic64_read(&budget->total) + count;

	if (used + count > READ_ONCE(budget->table_max) +
			   (reserve ? DEMOS_RESERVE_TABLE : 0))
		return demos_limit_error(budget->table_limit);
	if (total > READ_ONCE(budget->total_max) +
		    (reserve ? DEMOS_RESERVE_TOTAL : 0))
		return demos_limit_error(budget->total_limit);
	return 0;
}

/**
 * struct demos_links - a link table
 * @budget: of the machine that it is on
 * @slots: array of @size slots, NULL while the table is empty
 * @size: slots allocated
 * @used: slots that hold a link
 * @free_head: slot to be used next, U32_MAX: none
 * @free_tail: slot freed last
 * @reserve: it may use the reserve
 */
struct demos_links {
	struct demos_budget *budget;
	struct demos_slot *slots;
	u32 size;
	u32 used;
	u32 free_head;
	u32 free_tail;
	bool reserve;
};

void demos_links_init(struct demos_links *links, struct demos_budget *budget);
void demos_links_exit(struct demos_links *links);
int demos_links_reserve(struct demos_links *links, u32 count);
u32 demos_links_insert(struct demos_links *links,
		       const struct demos_link *link);
const struct demos_link *demos_links_find(const struct demos_links *links,
					  u32 name);
void demos_links_remove(struct demos_links *links, u32 name,
			struct demos_link *link);
u32 demos_links_next(const struct demos_links *links, u32 after,
		     struct demos_link *link);
u32 demos_links_change(struct demos_links *links,
		       bool (*change)(struct demos_link *link, void *arg),
		       void *arg);

struct demos_image;
void demos_links_save(const struct demos_links *links,
		      struct demos_image *image);
int demos_links_restore(struct demos_links *links, struct demos_image *image);

bool demos_address_ok(const struct demos_address *address);
bool demos_channel_ok(u8 channel);
int demos_link_narrow(struct demos_link *link, u16 flags);
int demos_link_check(const struct demos_link *link);
void demos_link_save(const struct demos_link *link, struct demos_image *image);
int demos_link_restore(struct demos_link *link, struct demos_image *image);

/* May a kernel keep this link, to send over it again and again? */
static inline bool demos_link_lasts(const struct demos_link *link)
{
	return !(link->flags & (DEMOS_LINK_REPLY | DEMOS_LINK_MEMORY));
}

#endif
