// SPDX-License-Identifier: GPL-2.0
/*
 * RCU, and the lists and arrays that are read under it: a reader never sees
 * memory that was freed, and finds what is there all the time.
 */
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "test/host_test.h"

#define THREADS	4
#define KEYS	16
#define ROUNDS	2000

struct entry {
	struct hlist_node node;
	u32 key;
	u32 twice;		/* 2 * @key, until it is freed */
	struct rcu_head rcu;
};

static struct hlist_head list;
static DEFINE_MUTEX(list_lock);
static u32 created;
static u32 freed;

static struct entry *entry_create(u32 key)
{
	struct entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	entry->key = key;
	entry->twice = 2 * key;
	return entry;
}

static void entry_free(struct rcu_head *head)
{
	struct entry *entry = container_of(head, struct entry, rcu);

	entry->twice = 1;
	kfree(entry);
	__atomic_fetch_add(&freed, 1, __ATOMIC_RELAXED);
}

static void dispose(struct entry *entry)
{
	switch (host_test_random(10)) {
	case 0:
		synchronize_rcu();
		entry_free(&entry->rcu);
		return;
	case 1:
		kfree_rcu(entry, rcu);
		break;
	case 2:
		kfree_rcu_mightsleep(entry);
		break;
	default:
		call_rcu(&entry->rcu, entry_free);
		return;
	}
	__atomic_fetch_add(&freed, 1, __ATOMIC_RELAXED);
}

static struct entry *find(u32 key)
{
	struct entry *entry;

	hlist_for_each_entry_rcu(entry, &list, node) {
		CHECK(entry->twice == 2 * entry->key);
		if (entry->key == key)
			return entry;
	}
	return NULL;
}

/* The entries with even keys are replaced, but one is always there */
static void write_list(u32 key)
{
	struct entry *entry = NULL;
	struct entry *old;

	if (!(key % 2) || host_test_random(2)) {
		entry = entry_create(key);
		__atomic_fetch_add(&created, 1, __ATOMIC_RELAXED);
	}
	mutex_lock(&list_lock);
	old = find(key);
	if (entry && old)
		hlist_replace_rcu(&old->node, &entry->node);
	else if (entry)
		hlist_add_head_rcu(&entry->node, &list);
	else if (old)
		hlist_del_rcu(&old->node);
	mutex_unlock(&list_lock);
	if (old)
		dispose(old);
}

static void read_list(u32 key)
{
	const struct entry *entry;

	rcu_read_lock();
	rcu_read_lock();
	entry = find(key);
	CHECK(entry || key % 2);
	rcu_read_unlock();
	if (entry)
		CHECK(entry->twice == 2 * key);
	rcu_read_unlock();
}

static void use_list(u32 number)
{
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		if (number % 2 && !(i % 8))
			write_list(host_test_random(KEYS));
		else
			read_list(host_test_random(KEYS));
	}
}

static struct hlist_head moving;

/* An entry moves while readers are at it: they may miss only other entries */
static void move_entries(u32 number)
{
	struct entry *entry;
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		u32 steps = 0;

		rcu_read_lock();
		hlist_for_each_entry_rcu(entry, &moving, node) {
			CHECK(entry->twice == 2 * entry->key);
			if (++steps > host_test_random(KEYS))
				break;
		}
		rcu_read_unlock();
		if (number || !entry)
			continue;
		hlist_del_rcu(&entry->node);
		hlist_add_head_rcu(&entry->node, &moving);
	}
}

static void test_move(void)
{
	struct hlist_node *next;
	struct entry *entry;
	u32 i;

	moving = (struct hlist_head) { };
	for (i = 0; i < KEYS; i++)
		hlist_add_head_rcu(&entry_create(i)->node, &moving);
	host_test_threads(THREADS, move_entries);
	i = 0;
	hlist_for_each_entry_safe(entry, next, &moving, node) {
		i++;
		kfree(entry);
	}
	CHECK(i == KEYS);
}

void host_test_rcu(void)
{
	struct entry *entry;
	u32 i;

	created = 0;
	freed = 0;
	list = (struct hlist_head) { };
	for (i = 0; i < KEYS; i += 2)
		hlist_add_head_rcu(&entry_create(i)->node, &list);
	created = KEYS / 2;
	host_test_threads(THREADS, use_list);
	while ((entry = rcu_dereference_protected(list.first, true) ?
		container_of(list.first, struct entry, node) : NULL)) {
		hlist_del_rcu(&entry->node);
		call_rcu(&entry->rcu, entry_free);
	}
	rcu_barrier();
	CHECK(freed == created);
	test_move();
}

/* Indices that lead to trees of all heights and nodes of all kinds */
static const u32 indices[] = {
	0, 1, 2, 15, 16, 17, 255, 256, 4095, 65534, 65535, 65536, 1000000,
	0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
};

#define PLACES	ARRAY_SIZE(indices)

static struct xarray array;
static struct entry *model[PLACES];
static bool stop;

static u32 place_of(unsigned long index)
{
	u32 i;

	for (i = 0; i < PLACES && indices[i] != index; i++)
		;
	CHECK(i < PLACES);
	return i;
}

static void walk_model(void)
{
	unsigned long index;
	struct entry *entry;
	u32 i = 0;

	xa_for_each(&array, index, entry) {
		while (i < PLACES && !model[i])
			i++;
		CHECK(i < PLACES && indices[i] == index && model[i] == entry);
		i++;
	}
	for (; i < PLACES; i++)
		CHECK(!model[i]);
}

static void put(u32 i, struct entry *entry)
{
	struct entry *old = model[i];

	model[i] = entry;
	if (old)
		kfree_rcu(old, rcu);
}

static void change(u32 i)
{
	struct entry *entry = entry_create(indices[i]);
	u32 index = indices[i];
	struct entry *old;
	int err;

	switch (host_test_random(5)) {
	case 0:
		old = xa_store(&array, index, entry, GFP_KERNEL);
		CHECK(!xa_err(old) && old == model[i]);
		put(i, entry);
		return;
	case 1:
		err = xa_insert(&array, index, entry, GFP_KERNEL);
		CHECK(err == (model[i] ? -EBUSY : 0));
		if (!err) {
			put(i, entry);
			return;
		}
		break;
	case 2:
		old = xa_cmpxchg(&array, index, NULL, entry, GFP_KERNEL);
		CHECK(old == model[i]);
		if (!old) {
			put(i, entry);
			return;
		}
		break;
	case 3:
		old = model[i];
		CHECK(xa_cmpxchg(&array, index, entry, NULL, GFP_KERNEL) ==
		      old);
		CHECK(xa_cmpxchg(&array, index, old, NULL, GFP_KERNEL) == old);
		put(i, NULL);
		break;
	default:
		CHECK(xa_erase(&array, index) == model[i]);
		put(i, NULL);
		break;
	}
	kfree(entry);
}

static void use_array(u32 number)
{
	unsigned long index;
	struct entry *entry;
	u32 i;

	if (!number) {
		for (i = 0; i < ROUNDS; i++) {
			change(host_test_random(PLACES));
			if (!(i % 16))
				walk_model();
			index = indices[host_test_random(PLACES)];
			CHECK(xa_load(&array, index) == model[place_of(index)]);
			CHECK(!xa_load(&array, index + (1ULL << 40)));
			CHECK(!xa_load(&array, 12345));
		}
		WRITE_ONCE(stop, true);
		return;
	}
	while (!READ_ONCE(stop)) {
		rcu_read_lock();
		xa_for_each(&array, index, entry)
			CHECK(entry->key == index && entry->twice ==
			      2 * entry->key);
		index = indices[host_test_random(PLACES)];
		entry = xa_load(&array, index);
		CHECK(!entry || entry->key == index);
		rcu_read_unlock();
	}
}

void host_test_xarray(void)
{
	unsigned long index;
	struct entry *entry;

	stop = false;
	memset(model, 0, sizeof(model));
	xa_init(&array);
	host_test_threads(THREADS, use_array);
	index = 15;
	entry = xa_find_after(&array, &index, 16, XA_PRESENT);
	CHECK(entry == model[place_of(16)]);
	index = 15;
	CHECK(!xa_find(&array, &index, 14, XA_PRESENT));
	xa_for_each(&array, index, entry) {
		CHECK(xa_erase(&array, index) == entry);
		kfree(entry);
	}
	CHECK(!array.root);
	xa_destroy(&array);
	rcu_barrier();
}
