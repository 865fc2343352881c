/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The promise of an answer: which process has the reply link, as far as its
 * creator's kernel knows. The creator waits for that process, wherever it is
 * (Documentation/recovery.rst, "Doubt"; model/call.pml).
 *
 * A guest has one promise, of its last call, which moves with it. A process
 * that stays where it is, a program, has one for each reply link that it waits
 * for. If several of these have the same code and channel, neither the program
 * nor its kernel can tell their answers apart.
 *
 * The kernel of a process that accepts a reply link from another than its
 * creator tells the creator's kernel (HOLDS). A request that is answered by the
 * process that it was sent to costs nothing.
 */
#ifndef DEMOS_PROMISE_H
#define DEMOS_PROMISE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

#include "core/alarm.h"

struct demos_address;
struct demos_image;
struct demos_link;
struct demos_machine;
struct demos_message;
struct demos_process;

/**
 * struct demos_promise - the promise of an answer
 * @holder: the process, or kernel, that has the reply link; its pid is 0 if
 *          there is no promise
 * @called: the process that the link was sent to; 0: it is not known here
 * @life: life of the holder's machine when that was known last; 0: it was not
 * @code: of the reply link
 * @name: of the last doubt: an answer that has another name is older
 * @channel: of the reply link
 * @hands: how often the link had been passed on when @holder got it
 * @over: of a program: nobody can answer, and the notice is on its way
 * @doubt: the holder may have been lost: its kernel is asked
 * @denied: the last answer was that it does not have the link
 * @denied_for: how long that has been answered, seconds
 * @patience: when to ask again
 */
struct demos_promise {
	struct demos_address holder;
	u64 called;
	u64 life;
	u32 code;
	u32 name;
	u8 channel;
	u8 hands;
	bool over;
	bool doubt;
	bool denied;
	u8 denied_for;
	struct demos_patience patience;
};

/**
 * struct demos_promises - all promises that a process has
 * @call: of its last call
 * @others: struct demos_other_promise: of reply links on other channels
 * @count: of @others
 * @names: name of the last doubt
 */
struct demos_promises {
	struct demos_promise call;
	struct hlist_head others;
	u32 count;
	u32 names;
};

void demos_promises_exit(struct demos_process *process);
bool demos_promise_has_others(const struct demos_process *process);
int demos_promise_room(const struct demos_process *process, u32 count);
void demos_promise_make(struct demos_process *process,
			const struct demos_address *to,
			const struct demos_link *link);
void demos_promise_end(struct demos_process *process,
		       struct demos_promise *promise);
bool demos_promise_ends_call(const struct demos_process *process,
			     const struct demos_message *msg);
struct demos_promise *demos_promise_answered(struct demos_process *process,
					     const struct demos_message *msg);
bool demos_promise_outlives(const struct demos_promise *promise,
			    const struct demos_message *msg);

bool demos_promise_waits(const struct demos_process *process,
			 const struct demos_promise *promise);
bool demos_promise_holder_ended(const struct demos_process *process,
				const struct demos_promise *promise);
struct demos_promise *demos_promise_believe(struct demos_process *process,
					    const struct demos_message *msg);

void demos_promises_each(struct demos_process *process,
			 void (*visit)(struct demos_process *process,
				       struct demos_promise *promise,
				       void *arg),
			 void *arg);

void demos_promise_accept(struct demos_process *process,
			  struct demos_message *msg, struct list_head *out);
void demos_promise_ask(struct demos_machine *machine,
		       const struct demos_message *msg,
		       const struct demos_link *link, struct list_head *out);
void demos_promise_double(struct demos_process *process,
			  struct demos_message *msg, struct list_head *out);
void demos_promise_tell_again(struct demos_process *process,
			      struct list_head *out);
bool demos_promise_has(const struct demos_process *process, u64 creator,
		       u32 code, u8 channel);

void demos_promise_save(const struct demos_process *process,
			struct demos_image *image);
int demos_promise_restore(struct demos_process *process,
			  struct demos_image *image);

#endif
