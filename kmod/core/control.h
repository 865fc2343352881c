/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel does with the messages that it receives for its processes,
 * over DELIVERTOKERNEL links (section 2.2). All of it runs in the actor of
 * the process concerned. A request gets an answer; a word, from kernel to
 * kernel, does not.
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
 * @answer: length of an answer with nothing but a result: zeros follow it
 * @request: do what is requested. @reply is the reply link of the message;
 *           its to.pid is 0 if there was none. The value returned is sent as
 *           the answer, unless the function has used up the reply link: then
 *           it has answered, or will. Links that it keeps, it takes out of the
 *           message.
 * @word: handle a word. Either this or @request is NULL.
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

/* A request, by the structures of its data and of its answer */
#define DEMOS_CONTROL_REQUEST(of, bring, say, handle) { \
	.op = DEMOS_OP_##of, \
	.length = sizeof(struct demos_##bring), \
	.answer = sizeof(struct demos_##say), \
	.request = handle \
}

/* A word, by the structure of its data */
#define DEMOS_CONTROL_WORD(of, bring, handle) { \
	.op = DEMOS_OP_##of, \
	.length = sizeof(struct demos_##bring), \
	.word = handle \
}

void demos_control_dispatch(struct demos_process *process,
			    struct demos_message *msg,
			    const struct demos_control_op *ops, u32 count,
			    struct list_head *out);
void demos_control_no_room(const struct demos_machine *machine,
			   enum demos_result result,
			   struct demos_no_room *said);
void demos_control_receive(struct demos_process *process,
			   struct demos_message *msg, struct list_head *out);
void demos_control_ended(struct demos_process *process, enum demos_op op,
			 u16 status, u32 address, u16 word,
			 struct list_head *out);

#endif
