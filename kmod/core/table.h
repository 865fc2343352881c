/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The process table of a machine: what it holds, and how to search it.
 * Processes enter and leave it by the functions of process.h.
 */
#ifndef DEMOS_TABLE_H
#define DEMOS_TABLE_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct demos_buckets;

/**
 * struct demos_entry - what the process table holds: a process, or the
 *                      forwarding address that it left (section 3.1, step 7)
 * @node: in its bucket (changed under the table's lock, read under RCU)
 * @pid: process identifier (invariant)
 * @moves: forwarding address: the process's count of moves at @machine
 * @machine: forwarding address: where it went
 * @forward: it is a forwarding address, and nothing but this structure
 * @life: forwarding address: mark of the life of @machine (forward.c)
 */
struct demos_entry {
	struct hlist_node node;
	u64 pid;
	u32 moves;
	u16 machine;
	bool forward;
	u8 life;
};

/**
 * struct demos_table - a process table
 * @lock: held for changes
 * @grown: changes when entries have been moved to new buckets
 * @buckets: replaced under @lock, read under RCU
 * @entries: how many there are (protected by @lock)
 */
struct demos_table {
	spinlock_t lock;	/* held for changes */
	seqcount_spinlock_t grown;
	struct demos_buckets __rcu *buckets;
	u32 entries;
};

int demos_table_init(struct demos_table *table);
void demos_table_exit(struct demos_table *table);
struct demos_entry *demos_table_find(struct demos_table *table, u64 pid);
struct demos_entry *demos_table_next(struct demos_table *table, u64 *place);
void demos_table_widen(struct demos_table *table);
void demos_table_add(struct demos_table *table, struct demos_entry *entry);
void demos_table_remove(struct demos_table *table, struct demos_entry *entry);
void demos_table_replace(struct demos_table *table, struct demos_entry *old,
			 struct demos_entry *entry);

#endif
