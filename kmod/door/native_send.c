// SPDX-License-Identifier: GPL-2.0
/*
 * Native processes that wait until they may send. A request never sleeps, so
 * a send that flow control holds up is refused, and the program asks to be
 * told when to try again.
 *
 * Only the actor checks that, and waking the process schedules the actor if
 * there are waits. So no change between a check and the next wait is missed.
 */
#include <linux/slab.h>

#include "core/call.h"
#include "door/answer.h"
#include "door/native.h"
#include "door/native_answer.h"
#include "door/native_send.h"

/**
 * struct send - a wait until a send is possible
 * @node: in demos_native.sends, or in the actor's list
 * @seq: sequence number of the request
 * @link: name of the link to send over
 */
struct send {
	struct list_head node;
	u32 seq;
	u32 link;
};

static void send_answer(struct demos_native *native, struct send *send,
			enum demos_result result)
{
	struct sk_buff *skb;

	lockdep_assert_held(&native->process.lock);
	if (result == DEMOS_OK) {
		skb = demos_answer_create(native->portid, send->seq,
					  DEMOS_CMD_SEND_WAIT,
					  nla_total_size(4),
					  GFP_KERNEL | __GFP_NOFAIL);
		nla_put_u32(skb, DEMOS_A_LINK, send->link);
		demos_native_answer(native, skb);
	} else {
		demos_native_answer_error(native, send->seq,
					  DEMOS_CMD_SEND_WAIT, result);
	}
	native->nsends--;
	kfree(send);
}

/**
 * demos_native_send_wait() - have a program told when it may send
 * @native: the process
 * @seq: sequence number of the request
 * @link: name of the link to send over
 *
 * May sleep.
 *
 * Return: DEMOS_OK: it will be answered; DEMOS_EROOM: too many answers are
 * outstanding, or no memory; DEMOS_EDEAD.
 */
enum demos_result demos_native_send_wait(struct demos_native *native, u32 seq,
					 u32 link)
{
	struct demos_process *process = &native->process;
	struct send *send = kzalloc(sizeof(*send), GFP_KERNEL);
	enum demos_result result;

	if (!send)
		return demos_result_of(-ENOMEM);
	send->seq = seq;
	send->link = link;
	mutex_lock(&process->lock);
	result = demos_native_charge(native, DEMOS_CMD_SEND_WAIT);
	if (result == DEMOS_OK) {
		list_add_tail(&send->node, &native->sends);
		native->nsends++;
	}
	mutex_unlock(&process->lock);
	if (result == DEMOS_OK)
		process->machine->ops->schedule(process);
	else
		kfree(send);
	return result;
}

/**
 * demos_native_sends_try() - answer the waits that are over
 * @native: not locked. In its actor.
 */
void demos_native_sends_try(struct demos_native *native)
{
	struct demos_process *process = &native->process;
	enum demos_result result;
	bool answered = false;
	struct send *send;
	struct send *next;
	LIST_HEAD(list);

	mutex_lock(&process->lock);
	list_splice_init(&native->sends, &list);
	mutex_unlock(&process->lock);
	list_for_each_entry_safe(send, next, &list, node) {
		result = demos_call_may_send(process, send->link);
		mutex_lock(&process->lock);
		list_del(&send->node);
		if (result == DEMOS_EFULL) {
			list_add_tail(&send->node, &native->sends);
		} else {
			send_answer(native, send, result);
			answered = true;
		}
		mutex_unlock(&process->lock);
	}
	if (answered)
		process->ops->wake(process);
}

/**
 * demos_native_sends_drop() - answer all waits: the process ends
 * @native: locked; it ends. In its actor.
 */
void demos_native_sends_drop(struct demos_native *native)
{
	struct send *send;
	struct send *next;

	lockdep_assert_held(&native->process.lock);
	list_for_each_entry_safe(send, next, &native->sends, node) {
		list_del(&send->node);
		send_answer(native, send, DEMOS_EDEAD);
	}
}
