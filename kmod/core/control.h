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
 * @answer: length of an answer that only says what came of it: zeros after
 *          the result
 * @request: do what is asked for, with the reply link out of the message; its
 *           to.pid is 0 if there was none. What it returns is the answer,
 *           unless it has used up the reply link: then it has answered itself,
 *           or will. Other links that it keeps it takes out of the message.
 * @word: take note of what another kernel says; no answer is due. One of the
 *        two is NULL.
 */
struct demos_control_op {
	u16 op;
	u16 length;
	u16 answer;
	enum demos_result (*request)(struct demos_process *process,
				     struct demos_message *msg,
				     struct demos_link *reply,
				     struct list_head *out);
	void (*word)(struct demos_process *process, struct demos_message *msg,
		     struct list_head *out);
};

/* A request by the structures of what it brings and of its answer */
#define DEMOS_CONTROL_REQUEST(of, bring, say, handle) { \
	.op = DEMOS_OP_##of, \
	.length = sizeof(struct demos_##bring), \
	.answer = sizeof(struct demos_##say), \
	.request = handle \
}

/* A word by the structure of what it brings */
#define DEMOS_CONTROL_WORD(of, bring, handle) { \
	.op = DEMOS_OP_##of, \
	.length = sizeof(struct demos_##bring), \
	.word = handle \
}

void demos_control_dispatch(struct demos_process *process,
			    struct demos_message *msg,
			    const struct demos_control_op *ops, u32 count,
			    struct list_head *out);
void demos_control_receive(struct demos_process *process,
			   struct demos_message *msg, struct list_head *out);
void demos_control_ended(struct demos_process *process, enum demos_op op,
			 u16 status, u32 address, u16 word,
			 struct list_head *out);

#endif
