/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The queues of a process: messages come in, in their order, and are taken
 * out.
 */
#ifndef DEMOS_QUEUE_H
#define DEMOS_QUEUE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

struct demos_message;
struct demos_process;

/**
 * struct demos_want - which message a process waits for
 * @call: the answer to its call with this @code, and nothing else
 * @code: code of the reply link of that call
 * @channels: else: any message on one of these channels
 */
struct demos_want {
	bool call;
	u32 code;
	u32 channels;
};

int demos_queue_deliver(struct demos_process *process,
			struct demos_message *msg, struct list_head *out);
void demos_queue_accept_all(struct demos_process *process,
			    struct list_head *list, struct list_head *out);
struct demos_message *demos_queue_take(struct demos_process *process,
				       const struct demos_want *want,
				       u32 room, u32 *names,
				       enum demos_result *result);
void demos_queue_read(struct demos_process *process,
		      const struct demos_message *msg);
void demos_queue_end_call(struct demos_process *process,
			  struct list_head *out);

#endif
