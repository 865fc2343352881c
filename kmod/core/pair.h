/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pair records: what a process knows about its exchange of messages with
 * one other process, so that messages between the two arrive once and in
 * the order sent wherever the two are. A process has, for each other process
 * that it talks with, the next number to send and the next to accept, and
 * the messages that came before their turn. Messages to a process's kernel
 * are a stream of their own, so that control is never behind other traffic.
 * The records move with the process.
 *
 * They carry the flow control, too: a process may have only a limited number
 * of messages and bytes on their way to another, or unread there. The reader's
 * kernel reports from time to time how much has been read, counted from the
 * first message on, so that a report may come twice, late, or out of order.
 *
 * Pure: no locking of its own (the process's lock protects it).
 */
#ifndef DEMOS_PAIR_H
#define DEMOS_PAIR_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

#include "core/alarm.h"
#include "core/farewell.h"

struct demos_address;
struct demos_budget;
struct demos_image;
struct demos_message;

/**
 * struct demos_pair - the record for one other process
 * @node: in the table
 * @pid: the other process
 * @send: number of the next message to it
 * @accept: number of the next message to accept from it
 * @early: messages from it that came before their turn, by number
 * @voids: fillers: empty messages that take the places of messages lost on
 *         their way to it; kept while there is no way to it
 * @sent_bytes: bytes of the messages sent to it
 * @credit: messages that it has read, as far as is known
 * @credit_bytes: bytes of these
 * @acked: messages that its kernel has reported as read, or accepted, since
 *         this record came here; @credit may be a guess (demos_pair_open()). It
 *         only tells which messages cannot be missing, and does not move with
 *         the process: a filler for a message that was read is dropped over
 *         there as a duplicate, and flow control uses @credit, which does move
 * @read: messages from it that have been read
 * @read_bytes: bytes of these
 * @told: @read as reported last
 * @told_bytes: bytes of these
 * @owed: messages from it that step 6 has still to bring
 * @brought: number of the last one that it has brought
 * @nvoids: fillers in @voids
 * @moves: how often the other process had moved when it was heard of last
 * @doubts: name of the last question
 * @asked_to: number of the last message that had been sent then: its low half
 * @reported: @accept over there, in the last answer: its low half
 * @updated: how often it had moved, by the last link update
 * @stale: updates with that count: one for each message over a stale link
 * @machine: where it was when last heard of
 * @kernel: the stream of messages received by kernels
 * @parted: the other process is dead; its last word is still to come, or was
 *          lost with a machine
 * @feared: the machine where it was when last heard of has failed
 * @strayed: it has moved while messages to it were not known to be read: they
 *           may be lost where it was
 * @doubt: messages to it, or from it, may be lost: its kernel is asked
 * @filled: in doubt: fillers were sent, and @reported has not advanced since
 * @said: in doubt: enum demos_report_result of the last answer that settles
 *        nothing; 0: none came yet
 * @denied: seconds since that
 * @patience: when to ask again
 *
 * There may be very many: 192 bytes, without holes.
 */
struct demos_pair {
	struct hlist_node node;
	u64 pid;
	u64 send;
	u64 accept;
	struct list_head early;
	struct list_head voids;
	u64 sent_bytes;
	u64 credit;
	u64 credit_bytes;
	u64 acked;
	u64 read;
	u64 read_bytes;
	u64 told;
	u64 told_bytes;
	u64 owed;
	u64 brought;
	u32 nvoids;
	u32 moves;
	u32 doubts;
	u32 asked_to;
	u32 reported;
	u32 updated;
	u32 stale;
	u16 machine;
	bool kernel;
	bool parted;
	bool feared;
	bool strayed;
	bool doubt;
	bool filled;
	u8 said;
	u8 denied;
	struct demos_patience patience;
};

/**
 * struct demos_pairs - all the pair records of a process
 * @budget: of the machine that it is on
 * @buckets: hash table, NULL while there is no record
 * @bits: log2 of the number of buckets
 * @count: records
 * @held: messages in all the early lists
 * @farewells: processes whose last word has been accepted: they have no record;
 *             NULL: none
 * @doubt: some of them may be in doubt
 * @reserve: there may be more, from the reserve
 */
struct demos_pairs {
	struct demos_budget *budget;
	struct hlist_head *buckets;
	struct demos_farewells *farewells;
	u32 bits;
	u32 count;
	u32 held;
	bool doubt;
	bool reserve;
};

/*
 * The most records that a process can have, in both streams together, without
 * the reserve
 */
#define DEMOS_PAIRS_MAX		32768

/* The most messages of one sender that are kept until their turn */
#define DEMOS_EARLY_MAX		4096

enum demos_turn {
	DEMOS_TURN_NOW,		/* it and maybe others were put on @ready */
	DEMOS_TURN_EARLY,	/* kept until its turn */
	DEMOS_TURN_DOUBLE,	/* seen before: the caller still owns it */
	DEMOS_TURN_NEVER	/* too far ahead: the caller still owns it */
};

void demos_pairs_init(struct demos_pairs *pairs, struct demos_budget *budget);
int demos_pairs_check(const struct demos_pairs *pairs, bool kernel);
void demos_pairs_exit(struct demos_pairs *pairs, struct list_head *early);
struct demos_pair *demos_pair_find(const struct demos_pairs *pairs, u64 pid,
				   bool kernel);
struct demos_pair *demos_pair_get(struct demos_pairs *pairs, u64 pid,
				  bool kernel);
void demos_pair_heard(struct demos_pair *pair,
		      const struct demos_address *where);
void demos_pair_drop(struct demos_pairs *pairs, struct demos_pair *pair,
		     struct list_head *early);
bool demos_pair_may_send(const struct demos_pair *pair);
bool demos_pair_read(struct demos_pair *pair, u32 bytes);
void demos_pair_open(struct demos_pair *pair);
bool demos_pair_bring(struct demos_pair *pair, u64 number);
bool demos_pair_unsure(const struct demos_pair *pair);
bool demos_pair_credit(struct demos_pair *pair, u64 read, u64 bytes);
u64 demos_pair_unread(const struct demos_pair *pair);
enum demos_turn demos_pair_accept(struct demos_pairs *pairs,
				  struct demos_pair *pair,
				  struct demos_message *msg,
				  struct list_head *ready);
void demos_pairs_each(const struct demos_pairs *pairs,
		      void (*visit)(struct demos_pair *pair, void *arg),
		      void *arg);
void demos_pairs_save(const struct demos_pairs *pairs,
		      struct demos_image *image);
int demos_pairs_restore(struct demos_pairs *pairs, struct demos_image *image);

#endif
