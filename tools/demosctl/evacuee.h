/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guests of a machine that is evacuated. Pure, knows nothing of messages.
 *
 *	WAITING ---> LEAVING ---> MOVED		it is elsewhere
 *	   |  ^		|    \--> ENDED		it exists no more
 *	   |  \--------/			refused: to be tried again
 *	   \--> STAYS				there is nothing left to try
 *	   \--> MOVED, ENDED			found out by looking at it
 */
#ifndef DEMOSCTL_EVACUEE_H
#define DEMOSCTL_EVACUEE_H

#include <stdbool.h>

#include "../../daemon/lib/demos.h"
#include "record.h"

struct evacuation;
struct attempt;

enum evacuee_state {
	EVACUEE_WAITING,
	EVACUEE_LEAVING,
	EVACUEE_MOVED,
	EVACUEE_ENDED,
	EVACUEE_STAYS,
	EVACUEE_STATES
};

/**
 * struct evacuee - a guest
 * @evacuation: of its machine
 * @pid: process identifier
 * @name: its name
 * @state: see above
 * @to: LEAVING, MOVED: the machine
 * @when: WAITING: not to be tried before, LEAVING: since, ms
 * @first: the first time that it was busy, since the last refusal; 0: it was
 *	   not, ms
 * @unseen: where it is now is not known
 * @overdue: LEAVING: for so long that its destination may be at fault
 * @attempt: LEAVING: what its migration is known by
 * @lost: ENDED: with a machine
 * @ns: MOVED: how long it did not run; 0: not known
 * @why: what the last answer said
 * @tried: machines that have refused it
 * @ntried: how many
 */
struct evacuee {
	struct evacuation *evacuation;
	__u64 pid;
	char name[DEMOS_NAME_MAX];
	enum evacuee_state state;
	__u16 to;
	__u64 when;
	__u64 first;
	bool unseen;
	bool overdue;
	struct attempt *attempt;
	bool lost;
	__u64 ns;
	char why[RECORD_TEXT];
	__u16 *tried;
	unsigned int ntried;
};

/**
 * struct evacuees - the table
 * @list: in the order in which they were found; each stays where it is
 * @count: how many
 * @in: how many of them are in each state
 */
struct evacuees {
	struct evacuee **list;
	int count;
	int in[EVACUEE_STATES];
};

struct evacuee *evacuees_find(const struct evacuees *evacuees, __u64 pid);
struct evacuee *evacuees_add(struct evacuees *evacuees, __u64 pid,
			     const char *name);
struct evacuee *evacuees_next(const struct evacuees *evacuees, __u64 now);
__u64 evacuees_due(const struct evacuees *evacuees);
void evacuees_turn(struct evacuees *evacuees, struct evacuee *evacuee,
		   enum evacuee_state state);
bool evacuee_tried(const struct evacuee *evacuee, __u16 machine);
int evacuee_try_no_more(struct evacuee *evacuee, __u16 machine);
void evacuees_clear(struct evacuees *evacuees);

#endif
