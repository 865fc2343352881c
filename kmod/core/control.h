/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel does with the messages that it receives for its processes,
 * over DELIVERTOKERNEL links (section 2.2). All of it runs in the actor of
 * the process concerned.
 */
#ifndef DEMOS_CONTROL_H
#define DEMOS_CONTROL_H

#include <linux/list.h>
#include <linux/demos.h>

struct demos_machine;
struct demos_message;
struct demos_process;

/**
 * struct demos_control_op - one operation
 * @op: enum demos_op
 * @length: least length of the data
 * @answer: length of the answer; of one that says why not, too, zeros after
 *          the result
 * @handle: do it; with its answer, if one is due, put on the out-queue by
 *          @handle (then DEMOS_ANSWERED) or by the caller. Links that it
 *          keeps it takes out of the message.
 */
struct demos_control_op {
	u16 op;
	u16 length;
	u16 answer;
	int (*handle)(struct demos_process *process, struct demos_message *msg,
		      struct list_head *out);
};

/* An operation by the structures of its request and its answer */
#define DEMOS_CONTROL(op, request, answer, handle) \
	{ DEMOS_OP_##op, sizeof(struct demos_##request), \
	  sizeof(struct demos_##answer), handle }

/* @handle has answered, or no answer is due yet */
#define DEMOS_ANSWERED	(-1)

void demos_control_dispatch(struct demos_process *process,
			    struct demos_message *msg,
			    const struct demos_control_op *ops, u32 count,
			    struct list_head *out);
bool demos_control_reply_link(struct demos_message *msg,
			      struct demos_link *reply);
void demos_control_receive(struct demos_process *process,
			   struct demos_message *msg, struct list_head *out);
void demos_control_ended(struct demos_process *process, enum demos_op op,
			 u16 status, u32 address, u16 word,
			 struct list_head *out);

#endif
