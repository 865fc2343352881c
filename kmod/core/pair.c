// SPDX-License-Identifier: GPL-2.0
/*
 * Pair records: order and exactly-once between two processes.
 *
 * Invariant: every message in @early has a number above @accept, each number
 * is there once, and the list is in the order of numbers.
 */
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/demos.h>

#include "core/image.h"
#include "core/link.h"
#include "core/message.h"
#include "core/pair.h"

#define BITS_FIRST	2

static struct hlist_head *bucket(const struct demos_pairs *pairs, u64 pid)
{
	return &pairs->buckets[hash_64(pid, pairs->bits)];
}

/**
 * demos_pairs_init() - begin without records
 * @pairs: the records
 * @budget: of its machine
 */
void demos_pairs_init(struct demos_pairs *pairs, struct demos_budget *budget)
{
	memset(pairs, 0, sizeof(*pairs));
	pairs->budget = budget;
}

/**
 * demos_pairs_check() - may there be one record more?
 * @pairs: the records
 * @kernel: for the stream that kernels receive. That may use the reserve, so
 *          that a process can be controlled however many it talks with
 *
 * Return: 0, or demos_limit_error().
 */
int demos_pairs_check(const struct demos_pairs *pairs, bool kernel)
{
	return demos_budget_check(pairs->budget, pairs->count, 1,
				  pairs->reserve || kernel);
}

/* Double the buckets when they hold two records each, if there is memory */
static void grow(struct demos_pairs *pairs)
{
	u32 bits = pairs->buckets ? pairs->bits + 1 : BITS_FIRST;
	u32 old = pairs->buckets ? 1U << pairs->bits : 0;
	struct hlist_head *buckets = pairs->buckets;
	struct hlist_head *wider;
	struct hlist_node *next;
	struct demos_pair *pair;
	u32 i;

	if (pairs->count < 2 * old)
		return;
	wider = kvcalloc(1U << bits, sizeof(*wider),
			 GFP_KERNEL | (buckets ? 0 : __GFP_NOFAIL));
	if (!wider)
		return;
	pairs->buckets = wider;
	pairs->bits = bits;
	for (i = 0; i < old; i++) {
		hlist_for_each_entry_safe(pair, next, &buckets[i], node) {
			hlist_del(&pair->node);
			hlist_add_head(&pair->node, bucket(pairs, pair->pid));
		}
	}
	kvfree(buckets);
}

/**
 * demos_pair_find() - look a record up
 * @pairs: the records
 * @pid: the other process
 * @kernel: the stream of messages received by kernels
 *
 * Return: the record or NULL.
 */
struct demos_pair *demos_pair_find(const struct demos_pairs *pairs, u64 pid,
				   bool kernel)
{
	struct demos_pair *pair;

	if (!pairs->buckets)
		return NULL;
	hlist_for_each_entry(pair, bucket(pairs, pid), node) {
		if (pair->pid == pid && pair->kernel == kernel)
			return pair;
	}
	return NULL;
}

/**
 * demos_pair_get() - look a record up, or make it
 * @pairs: the records
 * @pid: the other process
 * @kernel: the stream of messages received by kernels
 *
 * May sleep; does not fail: a message that has a number cannot be turned away
 * for want of some hundred bytes.
 *
 * Return: the record.
 */
struct demos_pair *demos_pair_get(struct demos_pairs *pairs, u64 pid,
				  bool kernel)
{
	struct demos_pair *pair = demos_pair_find(pairs, pid, kernel);

	if (pair)
		return pair;
	grow(pairs);
	pair = kzalloc(sizeof(*pair), GFP_KERNEL | __GFP_NOFAIL);
	pair->pid = pid;
	pair->kernel = kernel;
	pair->send = 1;
	pair->accept = 1;
	INIT_LIST_HEAD(&pair->early);
	INIT_LIST_HEAD(&pair->voids);
	hlist_add_head(&pair->node, bucket(pairs, pid));
	pairs->count++;
	atomic64_inc(&pairs->budget->total);
	return pair;
}

/**
 * demos_pair_heard() - note where the other process is
 * @pair: its record
 * @where: from a link or a message; an older address changes nothing
 */
void demos_pair_heard(struct demos_pair *pair,
		      const struct demos_address *where)
{
	if (pair->machine && where->moves < pair->moves)
		return;
	if (pair->machine && pair->machine != where->machine &&
	    demos_pair_unread(pair))
		pair->strayed = true;
	pair->machine = where->machine;
	pair->moves = where->moves;
}

/**
 * demos_pair_unread() - how many messages has the other process not read yet?
 * @pair: its record
 *
 * Return: messages sent to it and not known to be read.
 */
u64 demos_pair_unread(const struct demos_pair *pair)
{
	return pair->send - 1 - pair->credit;
}

/**
 * demos_pair_unsure() - may a message between the two be lost, or one of them?
 * @pair: the record
 *
 * Return: false: all that was sent is read, nothing is held back, nor does a
 * filler wait for a way to it, and the other process lives, as far as is known.
 */
bool demos_pair_unsure(const struct demos_pair *pair)
{
	return demos_pair_unread(pair) || !list_empty(&pair->early) ||
	       pair->nvoids || pair->parted || pair->feared;
}

/**
 * demos_pair_may_send() - does flow control allow one more message?
 * @pair: the receiver's record
 *
 * Return: true if the window has room.
 */
bool demos_pair_may_send(const struct demos_pair *pair)
{
	return demos_pair_unread(pair) < DEMOS_WINDOW_MESSAGES &&
	       pair->sent_bytes - pair->credit_bytes < DEMOS_WINDOW_BYTES;
}

/**
 * demos_pair_read() - a message from the other process has been read
 * @pair: its record
 * @bytes: of the message
 *
 * Return: true if it is time to report it: a quarter of the window was read.
 */
bool demos_pair_read(struct demos_pair *pair, u32 bytes)
{
	pair->read++;
	pair->read_bytes += bytes;
	if (pair->read - pair->told < DEMOS_WINDOW_MESSAGES / 4 &&
	    pair->read_bytes - pair->told_bytes < DEMOS_WINDOW_BYTES / 4)
		return false;
	pair->told = pair->read;
	pair->told_bytes = pair->read_bytes;
	return true;
}

/**
 * demos_pair_credit() - the other process reports what it has read
 * @pair: its record
 * @read: messages, from the first on
 * @bytes: of these
 *
 * A report may be old, or false: no more counts as read than was sent.
 *
 * Return: true if more counts as read than before.
 */
bool demos_pair_credit(struct demos_pair *pair, u64 read, u64 bytes)
{
	pair->acked = max(pair->acked, min(read, pair->send - 1));
	if (read <= pair->credit)
		return false;
	bytes = min(bytes, pair->sent_bytes);
	pair->credit = min(read, pair->send - 1);
	pair->credit_bytes = max(pair->credit_bytes, bytes);
	return true;
}

/**
 * demos_pair_open() - count all that was sent as read
 * @pair: the record; nobody will report it any more
 */
void demos_pair_open(struct demos_pair *pair)
{
	pair->credit = pair->send - 1;
	pair->credit_bytes = pair->sent_bytes;
}

/**
 * demos_pair_bring() - step 6 brings a message that the source had accepted
 * @pair: the record of its sender
 * @number: of the message
 *
 * Step 6 sends the messages of each stream in order. If its session ends, it
 * sends those again that were not acknowledged.
 *
 * Return: true; or false: it has brought that message before.
 */
bool demos_pair_bring(struct demos_pair *pair, u64 number)
{
	if (number <= pair->brought)
		return false;
	pair->brought = number;
	pair->owed -= !!pair->owed;
	return true;
}

/**
 * demos_pair_drop() - forget a record
 * @pairs: the records
 * @pair: the one to go
 * @early: gets the messages that were held back
 */
void demos_pair_drop(struct demos_pairs *pairs, struct demos_pair *pair,
		     struct list_head *early)
{
	struct demos_message *msg;

	list_for_each_entry(msg, &pair->early, node)
		pairs->held--;
	list_splice_tail_init(&pair->early, early);
	demos_messages_destroy(&pair->voids);
	hlist_del(&pair->node);
	pairs->count--;
	atomic64_dec(&pairs->budget->total);
	kfree(pair);
}

/**
 * demos_pairs_exit() - forget all records
 * @pairs: the records
 * @early: gets the messages that were held back
 */
void demos_pairs_exit(struct demos_pairs *pairs, struct list_head *early)
{
	struct hlist_node *next;
	struct demos_pair *pair;
	u32 i;

	demos_farewells_exit(&pairs->farewells);
	if (!pairs->buckets)
		return;
	for (i = 0; i < 1U << pairs->bits; i++) {
		hlist_for_each_entry_safe(pair, next, &pairs->buckets[i], node)
			demos_pair_drop(pairs, pair, early);
	}
	kvfree(pairs->buckets);
	demos_pairs_init(pairs, pairs->budget);
}

/* Keep @msg until its turn. Return: false: it is there already */
static bool hold_back(struct demos_pair *pair, struct demos_message *msg)
{
	struct demos_message *other;

	list_for_each_entry_reverse(other, &pair->early, node) {
		if (other->head.number == msg->head.number)
			return false;
		if (other->head.number < msg->head.number)
			break;
	}
	/* @other is the one before it, or the head of the list */
	list_add(&msg->node, &other->node);
	return true;
}

/**
 * demos_pair_accept() - a numbered message has come: is it its turn?
 * @pairs: the records
 * @pair: the record of its sender
 * @msg: the message
 * @ready: gets @msg and the messages held back that follow it, in order
 *
 * Return: DEMOS_TURN_NOW, DEMOS_TURN_EARLY; or DEMOS_TURN_DOUBLE,
 * DEMOS_TURN_NEVER, and then @msg still belongs to the caller.
 */
enum demos_turn demos_pair_accept(struct demos_pairs *pairs,
				  struct demos_pair *pair,
				  struct demos_message *msg,
				  struct list_head *ready)
{
	struct demos_message *next;

	if (msg->head.number < pair->accept)
		return DEMOS_TURN_DOUBLE;
	if (msg->head.number - pair->accept >= DEMOS_EARLY_MAX)
		return DEMOS_TURN_NEVER;
	if (msg->head.number > pair->accept) {
		if (!hold_back(pair, msg))
			return DEMOS_TURN_DOUBLE;
		pairs->held++;
		return DEMOS_TURN_EARLY;
	}
	list_add_tail(&msg->node, ready);
	pair->accept++;
	list_for_each_entry_safe(msg, next, &pair->early, node) {
		if (msg->head.number != pair->accept)
			break;
		list_move_tail(&msg->node, ready);
		pair->accept++;
		pairs->held--;
	}
	return DEMOS_TURN_NOW;
}

/**
 * demos_pairs_each() - visit every record
 * @pairs: the records
 * @visit: called for each; must not add or drop any
 * @arg: handed to @visit
 */
void demos_pairs_each(const struct demos_pairs *pairs,
		      void (*visit)(struct demos_pair *pair, void *arg),
		      void *arg)
{
	struct demos_pair *pair;
	u32 i;

	for (i = 0; pairs->buckets && i < 1U << pairs->bits; i++) {
		hlist_for_each_entry(pair, &pairs->buckets[i], node)
			visit(pair, arg);
	}
}

/* What a saved record says of itself */
enum {
	KERNEL = 0x01,
	ENDED = 0x02,	/* there is none: the process has ended */
	PARTED = 0x04,
	FEARED = 0x08,
	FLAGS = KERNEL | ENDED | PARTED | FEARED
};

static u8 flags_of(const struct demos_pair *pair)
{
	return (pair->kernel ? KERNEL : 0) | (pair->parted ? PARTED : 0) |
	       (pair->feared ? FEARED : 0);
}

static void save_one(const struct demos_pair *pair, u8 flags,
		     struct demos_image *image)
{
	demos_image_put64(image, pair->pid);
	demos_image_put8(image, flags);
	demos_image_put64(image, pair->send);
	demos_image_put64(image, pair->accept);
	demos_image_put64(image, pair->sent_bytes);
	demos_image_put64(image, pair->credit);
	demos_image_put64(image, pair->credit_bytes);
	demos_image_put64(image, pair->read);
	demos_image_put64(image, pair->read_bytes);
	demos_image_put64(image, pair->told);
	demos_image_put64(image, pair->told_bytes);
	demos_image_put16(image, pair->machine);
	demos_image_put32(image, pair->moves);
	demos_image_put32(image, pair->updated);
	demos_image_put32(image, pair->stale);
}

static void save_plain(struct demos_pair *pair, void *arg)
{
	if (!pair->kernel)
		save_one(pair, flags_of(pair), arg);
}

static void save_kernel(struct demos_pair *pair, void *arg)
{
	if (pair->kernel)
		save_one(pair, flags_of(pair), arg);
}

/* A process without a record, which has said its last word */
static void save_ended(const struct demos_farewell *one,
		       struct demos_image *image)
{
	const struct demos_pair pair = { .pid = one->pid };

	save_one(&pair, (one->kernel ? KERNEL : 0) | ENDED, image);
}

/**
 * demos_pairs_save() - append the records to the state of a process
 * @pairs: the records
 * @image: writer
 *
 * Messages held back are not part of it; they are re-sent in step 6. The
 * records that may use the reserve come last, so that at the destination they
 * take no room from the others.
 */
void demos_pairs_save(const struct demos_pairs *pairs,
		      struct demos_image *image)
{
	u32 kept = demos_farewells_kept(pairs->farewells);
	u32 i;

	demos_image_put32(image, pairs->count + kept);
	for (i = 0; i < kept; i++)
		save_ended(demos_farewell_get(pairs->farewells, i), image);
	demos_pairs_each(pairs, save_plain, image);
	demos_pairs_each(pairs, save_kernel, image);
}

/* Could a process have this record? */
static bool is_sane(const struct demos_pair *pair,
		    const struct demos_address *where)
{
	return pair->send && pair->send <= S64_MAX && pair->accept &&
	       pair->accept <= S64_MAX && demos_address_ok(where) &&
	       !demos_pid_is_kernel(where->pid) &&
	       pair->credit <= pair->send - 1 &&
	       pair->credit_bytes <= pair->sent_bytes &&
	       pair->read <= pair->accept - 1 && pair->told <= pair->read &&
	       pair->told_bytes <= pair->read_bytes;
}

static void restore_fields(struct demos_pair *pair,
			   struct demos_address *where,
			   struct demos_image *image)
{
	pair->send = demos_image_get64(image);
	pair->accept = demos_image_get64(image);
	pair->sent_bytes = demos_image_get64(image);
	pair->credit = demos_image_get64(image);
	pair->credit_bytes = demos_image_get64(image);
	pair->read = demos_image_get64(image);
	pair->read_bytes = demos_image_get64(image);
	pair->told = demos_image_get64(image);
	pair->told_bytes = demos_image_get64(image);
	where->machine = demos_image_get16(image);
	where->moves = demos_image_get32(image);
	pair->updated = demos_image_get32(image);
	pair->stale = demos_image_get32(image);
}

static int restore_ended(struct demos_pairs *pairs, u64 pid, bool kernel,
			 struct demos_image *image)
{
	struct demos_address where;
	struct demos_pair none;

	restore_fields(&none, &where, image);
	if (image->failed || demos_pid_is_kernel(pid))
		return -EBADMSG;
	demos_farewell_add(&pairs->farewells, pid, kernel);
	return 0;
}

static int restore_one(struct demos_pairs *pairs, struct demos_image *image)
{
	u64 pid = demos_image_get64(image);
	u8 flags = demos_image_get8(image);
	bool kernel = flags & KERNEL;
	struct demos_address where = { .pid = pid };
	struct demos_pair *pair;
	int err;

	if (image->failed || flags & ~FLAGS)
		return -EBADMSG;
	if (flags & ENDED)
		return restore_ended(pairs, pid, kernel, image);
	if (demos_pair_find(pairs, pid, kernel))
		return -EBADMSG;
	err = demos_pairs_check(pairs, kernel);
	if (err)
		return err;
	pair = demos_pair_get(pairs, pid, kernel);
	pair->parted = flags & PARTED;
	pair->feared = flags & FEARED;
	restore_fields(pair, &where, image);
	if (image->failed || !is_sane(pair, &where))
		return -EBADMSG;
	pair->owed = pair->accept - 1 - pair->read;
	demos_pair_heard(pair, &where);
	return 0;
}

/**
 * demos_pairs_restore() - read the records back
 * @pairs: empty
 * @image: reader
 *
 * May sleep.
 *
 * Return: 0, -EBADMSG: malformed, demos_limit_error(). The
 * caller ends the records with demos_pairs_exit() in any case.
 */
int demos_pairs_restore(struct demos_pairs *pairs, struct demos_image *image)
{
	u32 count = demos_image_get32(image);
	int err = 0;

	if (count > DEMOS_PAIRS_MAX + DEMOS_RESERVE_TABLE + DEMOS_FAREWELLS_MAX)
		return -EBADMSG;
	while (count-- && !err) {
		err = restore_one(pairs, image);
		cond_resched();
	}
	return image->failed ? -EBADMSG : err;
}
