// SPDX-License-Identifier: GPL-2.0
/*
 * A guest's creator puts links into its table, and makes links to it, so that
 * both ends of a pipe are there before either guest runs. A reply link is not
 * given: the process that waits for its use must be told who has it.
 */
#include <linux/errno.h>
#include <asm/byteorder.h>

#include "core/give.h"
#include "core/link.h"
#include "core/message.h"
#include "core/process.h"

static bool may_be_given(const struct demos_message *msg)
{
	u32 i;

	if (!msg->nlinks || msg->nlinks > DEMOS_GIVE_MAX)
		return false;
	for (i = 0; i < msg->nlinks; i++) {
		if (msg->links[i].flags & DEMOS_LINK_REPLY)
			return false;
	}
	return true;
}

/**
 * demos_give() - put links into a guest's table: DEMOS_OP_GIVE
 * @process: the guest; in its actor
 * @msg: the request; its links are taken out of it
 * @reply: reply link; used up if links are given
 * @out: out-queue
 *
 * Return: DEMOS_OK; DEMOS_ESTATE: a native process; DEMOS_ECALL; DEMOS_EROOM.
 */
enum demos_result demos_give(struct demos_process *process,
			     struct demos_message *msg,
			     struct demos_link *reply, struct list_head *out)
{
	struct demos_given given = {
		.op = cpu_to_be16(DEMOS_OP_GIVE | DEMOS_OP_ANSWER),
	};
	int err;
	u32 i;

	if (!process->ops->program)
		return DEMOS_ESTATE;
	/* Without an answer nobody would know their names */
	if (!reply->to.pid || !may_be_given(msg))
		return DEMOS_ECALL;
	mutex_lock(&process->lock);
	err = demos_links_reserve(&process->links, msg->nlinks);
	for (i = 0; i < msg->nlinks && !err; i++) {
		u32 name = demos_links_insert(&process->links, &msg->links[i]);

		given.links[i] = cpu_to_be32(name);
	}
	mutex_unlock(&process->lock);
	if (err)
		return demos_result_of(err);
	msg->nlinks = 0;
	demos_message_answer(process->machine->id, reply, &given,
			     sizeof(given), out);
	reply->to.pid = 0;
	return DEMOS_OK;
}

/**
 * demos_give_link() - make a link to a guest: DEMOS_OP_LINK
 * @process: the guest; in its actor
 * @msg: the request
 * @reply: reply link; used up if a link is made
 * @out: out-queue
 *
 * Return: DEMOS_OK; DEMOS_ESTATE: a native process; DEMOS_ECALL.
 */
enum demos_result demos_give_link(struct demos_process *process,
				  struct demos_message *msg,
				  struct demos_link *reply,
				  struct list_head *out)
{
	const u16 flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY;
	const struct demos_op_link *asked = (void *)msg->data;
	const struct demos_answer said = {
		.op = cpu_to_be16(DEMOS_OP_LINK | DEMOS_OP_ANSWER),
	};
	struct demos_message *answer;
	struct demos_link link = {
		.to.pid = process->entry.pid,
		.to.machine = process->machine->id,
		.code = be32_to_cpu(asked->code),
		.flags = be16_to_cpu(asked->flags),
	};

	if (!process->ops->program)
		return DEMOS_ESTATE;
	if (!reply->to.pid || link.flags & ~flags ||
	    be16_to_cpu(asked->channel) >= DEMOS_CHANNELS)
		return DEMOS_ECALL;
	link.channel = be16_to_cpu(asked->channel);
	mutex_lock(&process->lock);
	link.to.moves = process->moves;
	mutex_unlock(&process->lock);
	answer = demos_message_answer(process->machine->id, reply, &said,
				      sizeof(said), out);
	answer->nlinks = 1;
	answer->links[0] = link;
	reply->to.pid = 0;
	return DEMOS_OK;
}
