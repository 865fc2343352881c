// SPDX-License-Identifier: GPL-2.0
/*
 * The process table of a machine: processes and forwarding addresses by
 * process identifier.
 *
 * Buckets are chosen by the upper bits of an entry's place, the identifier
 * times an odd constant, so that the order of places stays when the buckets
 * are doubled: a walk through the table remembers a place, and neither misses
 * nor repeats an entry because others come and go.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "core/table.h"

static_assert(sizeof(struct demos_entry) <= 32);

#define BITS_FIRST	6
#define BITS_MAX	20

/**
 * struct demos_buckets - the buckets, replaced when there are too few
 * @bits: log2 of their number
 * @at: the buckets
 */
struct demos_buckets {
	u32 bits;
	struct hlist_head at[];
};

static struct demos_buckets *buckets_create(u32 bits)
{
	struct demos_buckets *buckets;

	buckets = kvzalloc(struct_size(buckets, at, 1UL << bits), GFP_KERNEL);
	if (buckets)
		buckets->bits = bits;
	return buckets;
}

static u64 place_of(u64 pid)
{
	return pid * GOLDEN_RATIO_64;
}

static struct hlist_head *bucket_at(struct demos_buckets *buckets, u64 place)
{
	return &buckets->at[place >> (64 - buckets->bits)];
}

/* Under RCU or the table's lock */
static struct demos_buckets *buckets_of(struct demos_table *table)
{
	return rcu_dereference_check(table->buckets,
				     lockdep_is_held(&table->lock));
}

/**
 * demos_table_init() - begin an empty table
 * @table: the table
 *
 * Return: 0 or -ENOMEM.
 */
int demos_table_init(struct demos_table *table)
{
	struct demos_buckets *buckets = buckets_create(BITS_FIRST);

	if (!buckets)
		return -ENOMEM;
	spin_lock_init(&table->lock);
	seqcount_spinlock_init(&table->grown, &table->lock);
	table->entries = 0;
	RCU_INIT_POINTER(table->buckets, buckets);
	return 0;
}

/**
 * demos_table_exit() - end a table
 * @table: holds forwarding addresses only, and nobody uses it any more
 */
void demos_table_exit(struct demos_table *table)
{
	struct demos_buckets *buckets;
	struct demos_entry *entry;
	struct hlist_node *next;
	u32 i;

	buckets = rcu_dereference_protected(table->buckets, true);
	for (i = 0; i < 1U << buckets->bits; i++) {
		hlist_for_each_entry_safe(entry, next, &buckets->at[i], node) {
			hlist_del(&entry->node);
			kfree(entry);
		}
	}
	kvfree(buckets);
}

/* Readers that miss an entry meanwhile try again */
static void move_entries(struct demos_table *table,
			 struct demos_buckets *from, struct demos_buckets *to)
{
	struct demos_entry *entry;
	struct hlist_node *next;
	u32 i;

	for (i = 0; i < 1U << from->bits; i++) {
		hlist_for_each_entry_safe(entry, next, &from->at[i], node) {
			hlist_del_rcu(&entry->node);
			hlist_add_head_rcu(&entry->node,
					   bucket_at(to,
						     place_of(entry->pid)));
		}
	}
}

static bool is_crowded(struct demos_table *table)
{
	struct demos_buckets *buckets;
	bool crowded;

	rcu_read_lock();
	buckets = rcu_dereference(table->buckets);
	crowded = READ_ONCE(table->entries) >> buckets->bits &&
		  buckets->bits < BITS_MAX;
	rcu_read_unlock();
	return crowded;
}

/* Double the buckets, if there is memory */
static void grow(struct demos_table *table)
{
	struct demos_buckets *old;
	struct demos_buckets *wider;
	u32 bits;

	spin_lock(&table->lock);
	bits = buckets_of(table)->bits + 1;
	spin_unlock(&table->lock);
	wider = buckets_create(bits);
	if (!wider)
		return;
	spin_lock(&table->lock);
	old = buckets_of(table);
	if (old->bits + 1 == bits && bits <= BITS_MAX) {
		write_seqcount_begin(&table->grown);
		move_entries(table, old, wider);
		rcu_assign_pointer(table->buckets, wider);
		write_seqcount_end(&table->grown);
	} else {
		old = wider;	/* someone else was faster */
	}
	spin_unlock(&table->lock);
	kvfree_rcu_mightsleep(old);
}

/**
 * demos_table_widen() - make more buckets if there are few for the entries
 * @table: the table, not locked
 *
 * Without memory for them look-ups get slower, but stay correct. May sleep.
 */
void demos_table_widen(struct demos_table *table)
{
	if (is_crowded(table))
		grow(table);
}

/**
 * demos_table_find() - look an entry up
 * @table: the table
 * @pid: process identifier
 *
 * Under RCU or the table's lock.
 *
 * Return: the entry of a process or a forwarding address, or NULL.
 */
struct demos_entry *demos_table_find(struct demos_table *table, u64 pid)
{
	struct demos_entry *entry;
	unsigned int seq;

	do {
		seq = read_seqcount_begin(&table->grown);
		hlist_for_each_entry_rcu(entry, bucket_at(buckets_of(table),
							  place_of(pid)),
					 node, lockdep_is_held(&table->lock)) {
			if (entry->pid == pid)
				return entry;
		}
	} while (read_seqcount_retry(&table->grown, seq));
	return NULL;
}

/*
 * In the bucket of @place: the entry with the lowest place that is not below
 * @place; NULL: there is none
 */
static struct demos_entry *least_in_bucket(struct demos_buckets *buckets,
					   u64 place)
{
	struct demos_entry *found = NULL;
	struct demos_entry *entry;

	hlist_for_each_entry_rcu(entry, bucket_at(buckets, place), node) {
		if (place_of(entry->pid) < place ||
		    (found && place_of(entry->pid) > place_of(found->pid)))
			continue;
		found = entry;
	}
	return found;
}

static struct demos_entry *least_from(struct demos_buckets *buckets, u64 place)
{
	const u64 width = 1ULL << (64 - buckets->bits);
	struct demos_entry *found;

	do {
		found = least_in_bucket(buckets, place);
		place = (place & ~(width - 1)) + width;
	} while (!found && place);
	return found;
}

/**
 * demos_table_next() - go through the table
 * @table: the table
 * @place: where to go on, 0: begin; set to where to go on next time
 *
 * Under RCU. Entries that come or go meanwhile may be missed; none comes twice.
 *
 * Return: an entry, or NULL: there are no more.
 */
struct demos_entry *demos_table_next(struct demos_table *table, u64 *place)
{
	struct demos_entry *entry;
	unsigned int seq;

	if (*place == U64_MAX)
		return NULL;
	do {
		seq = read_seqcount_begin(&table->grown);
		entry = least_from(buckets_of(table), *place);
	} while (read_seqcount_retry(&table->grown, seq));
	*place = entry ? place_of(entry->pid) + 1 : U64_MAX;
	if (!*place)
		*place = U64_MAX;
	return entry;
}

/**
 * demos_table_add() - put an entry in
 * @table: the table, locked
 * @entry: no entry has its identifier
 */
void demos_table_add(struct demos_table *table, struct demos_entry *entry)
{
	lockdep_assert_held(&table->lock);
	hlist_add_head_rcu(&entry->node, bucket_at(buckets_of(table),
						   place_of(entry->pid)));
	WRITE_ONCE(table->entries, table->entries + 1);
}

/**
 * demos_table_replace() - put one entry in the place of another
 * @table: the table, locked
 * @old: the entry to replace; readers may still use it
 * @entry: the new one
 */
void demos_table_replace(struct demos_table *table, struct demos_entry *old,
			 struct demos_entry *entry)
{
	lockdep_assert_held(&table->lock);
	hlist_replace_rcu(&old->node, &entry->node);
}

/**
 * demos_table_remove() - take an entry out
 * @table: the table, locked
 * @entry: the entry; readers may still use it
 */
void demos_table_remove(struct demos_table *table, struct demos_entry *entry)
{
	lockdep_assert_held(&table->lock);
	hlist_del_rcu(&entry->node);
	WRITE_ONCE(table->entries, table->entries - 1);
}
