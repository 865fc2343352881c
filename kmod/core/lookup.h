/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Look-ups: each asks other machines where a process is, and holds the messages
 * for it meanwhile. A look-up that is over is taken out under the lock, and its
 * messages are sent on, or refused, without it.
 */
#ifndef DEMOS_LOOKUP_H
#define DEMOS_LOOKUP_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "core/inquiry.h"
#include "core/message.h"
#include "core/table.h"

/* Machines whose ids have the same remainder share a counter of held bytes */
#define DEMOS_LOOKUP_CAUSES	64

struct demos_machine;

/**
 * struct demos_lookups - the look-ups of a machine
 * @lock: protects all members
 * @list: the look-ups, oldest first
 * @count: how many
 * @asking: how many of them ask
 * @name: of the last question
 * @account: memory of the messages that they hold
 * @causes: the same in bytes, by demos_message.cause
 */
struct demos_lookups {
	struct mutex lock;	/* all members */
	struct list_head list;
	u32 count;
	u32 asking;
	u32 name;
	struct demos_account account;
	u32 causes[DEMOS_LOOKUP_CAUSES];
};

/**
 * struct demos_lookup - a look-up
 * @node: in demos_lookups.list
 * @inquiry: which machines it asks, and what they say; it has not begun while
 *           the look-up waits for its turn
 * @verdict: its result
 * @where: FOUND: the address
 * @told: DEAD or FOUND: its messages are gone, it is only remembered
 * @cause: demos_message.cause of its first message
 * @rings: how often the alarm has rung since it was made
 * @bytes: of the messages held
 * @left: moves of the forwarding address here when it began; 0: there was none
 * @held: the messages, in the order in which they came
 */
struct demos_lookup {
	struct list_head node;
	struct demos_inquiry inquiry;
	enum demos_verdict verdict;
	struct demos_address where;
	bool told;
	u16 cause;
	u16 rings;
	u32 bytes;
	u32 left;
	struct list_head held;
};

/**
 * struct demos_outcome - a look-up that is over: what is left to be done
 * @verdict: NONE: route its messages again
 * @where: the process; FOUND: and where it is
 * @held: the messages
 */
struct demos_outcome {
	enum demos_verdict verdict;
	struct demos_entry where;
	struct list_head held;
};

void demos_lookups_init(struct demos_machine *machine);
void demos_lookups_exit(struct demos_machine *machine);

struct demos_lookup *demos_lookup_find(struct demos_machine *machine, u64 pid);
bool demos_lookup_hold(struct demos_machine *machine,
		       struct demos_lookup *lookup, struct demos_message *msg);
bool demos_lookup_asks(const struct demos_lookup *lookup);
void demos_lookup_name_peers(struct demos_machine *machine,
			     struct demos_lookup *lookup);
void demos_lookup_step(struct demos_machine *machine,
		       struct demos_lookup *lookup, struct list_head *out);
void demos_lookup_conclude(struct demos_machine *machine,
			   struct demos_lookup *lookup,
			   enum demos_verdict verdict);
void demos_lookup_free(struct demos_machine *machine,
		       struct demos_lookup *lookup);
void demos_lookups_start(struct demos_machine *machine, struct list_head *out);
bool demos_lookups_take(struct demos_machine *machine,
			struct demos_outcome *outcome, struct list_head *out);

#endif
