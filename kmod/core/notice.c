// SPDX-License-Identifier: GPL-2.0
/*
 * Notices: made when a link is destroyed, and when a message finds no receiver
 * or no room.
 */
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/message.h"
#include "core/notice.h"
#include "core/process.h"
#include "core/promise.h"
#include "trace.h"

/**
 * demos_notice_send() - send a notice over a link
 * @machine: the machine
 * @over: the link
 * @kind: kind of notice; DEMOS_EROOM may say why
 * @about: process concerned
 * @out: out-queue
 */
void demos_notice_send(struct demos_machine *machine,
		       const struct demos_link *over, enum demos_result kind,
		       u64 about, struct list_head *out)
{
	const u16 told = DEMOS_LINK_REPLY | DEMOS_LINK_NOTIFY;
	const struct demos_notice notice = {
		.kind = cpu_to_be16(demos_result_plain(kind)),
		.flags = cpu_to_be16(kind == DEMOS_EDESTROYED ?
				     over->flags & told :
				     demos_result_why(kind)),
		.code = cpu_to_be32(over->code),
		.pid = cpu_to_be64(about),
	};
	struct demos_message *msg;

	msg = demos_message_answer(machine->id, over, &notice, sizeof(notice),
				   out);
	/* To the process, even if the link leads to its kernel */
	msg->head.flags = DEMOS_F_NOTICE |
			  (over->flags & DEMOS_LINK_REPLY ? DEMOS_F_REPLY : 0);
	demos_count(machine, DEMOS_C_NOTICES);
}

/**
 * demos_notice_destroyed() - a link has been destroyed
 * @machine: the machine
 * @link: the link
 * @out: out-queue
 *
 * Its creator is told if it waits for a reply over it, or asked to be told.
 */
void demos_notice_destroyed(struct demos_machine *machine,
			    const struct demos_link *link,
			    struct list_head *out)
{
	if (link->flags & (DEMOS_LINK_REPLY | DEMOS_LINK_NOTIFY))
		demos_notice_send(machine, link, DEMOS_EDESTROYED,
				  link->to.pid, out);
}

/**
 * demos_notice_discard() - drop a message that nobody will read
 * @machine: the machine
 * @msg: consumed; the links in it are destroyed
 * @out: out-queue
 */
void demos_notice_discard(struct demos_machine *machine,
			  struct demos_message *msg, struct list_head *out)
{
	u32 i;

	trace_demos_message(machine, msg, DEMOS_TRACE_DISCARDED);
	for (i = 0; i < msg->nlinks; i++)
		demos_notice_destroyed(machine, &msg->links[i], out);
	demos_message_destroy(msg);
}

/*
 * A message that step 6 could not bring: the destination counts those that are
 * missing, and tells their senders (rule 6)
 */
static bool is_counted(const struct demos_message *msg, enum demos_result why)
{
	return msg->head.flags & DEMOS_F_PENDING && msg->head.number &&
	       (why == DEMOS_EUNKNOWN || why == DEMOS_EUNREACHABLE);
}

/*
 * A message that was sent again may have been accepted before: then its reply
 * link may be held by a living process
 */
static bool may_be_held(const struct demos_message *msg, enum demos_result why)
{
	return msg->head.flags & DEMOS_F_AGAIN && why == DEMOS_EUNKNOWN &&
	       !demos_pid_is_kernel(msg->head.from.pid) &&
	       !demos_pid_is_kernel(msg->head.to.pid);
}

/* The answer over an enclosed reply link will not come */
static void tell_waiting(struct demos_machine *machine,
			 const struct demos_message *msg,
			 const struct demos_link *link, enum demos_result why,
			 struct list_head *out)
{
	if (may_be_held(msg, why))
		demos_promise_ask(machine, msg, link, out);
	else
		demos_notice_send(machine, link, why, msg->head.to.pid, out);
}

/*
 * Tell the process that waits for the answer, over the first reply link that
 * is enclosed; and the sender, unless that is the same process
 */
static void refuse_send(struct demos_machine *machine,
			struct demos_message *msg, enum demos_result why,
			struct list_head *out)
{
	const struct demos_link sender = { .to = msg->head.from };
	bool counted = is_counted(msg, why);
	bool answered = false;
	bool told = false;
	u32 i;

	for (i = 0; i < msg->nlinks; i++) {
		const struct demos_link *link = &msg->links[i];

		if (!answered && link->flags & DEMOS_LINK_REPLY) {
			tell_waiting(machine, msg, link, why, out);
			answered = true;
			told = link->to.pid == msg->head.from.pid;
		} else {
			demos_notice_destroyed(machine, link, out);
		}
	}
	if (demos_pid_is_kernel(msg->head.from.pid))
		machine->kernel->ops->refused(machine->kernel, msg, why, out);
	else if (!told && !counted)
		demos_notice_send(machine, &sender, why, msg->head.to.pid,
				  out);
}

/*
 * A number is now missing in the order between two processes: tell the
 * sender's kernel, which will send a filler
 */
static void tell_hole(struct demos_machine *machine,
		      const struct demos_message *msg, struct list_head *out)
{
	const struct demos_op_hole hole = {
		.op = cpu_to_be16(DEMOS_OP_HOLE),
		.kernel = demos_message_is_control(msg),
		.is_void = !!(msg->head.flags & DEMOS_F_VOID),
		.length = cpu_to_be32(msg->head.flags & DEMOS_F_VOID ?
				      msg->head.code : msg->length),
		.pid = cpu_to_be64(msg->head.to.pid),
		.number = cpu_to_be64(msg->head.number),
	};

	if (!msg->head.number || demos_pid_is_kernel(msg->head.from.pid))
		return;
	demos_message_by_kernel(machine->id, &msg->head.from, DEMOS_F_KERNEL,
				&hole, sizeof(hole), out);
}

/*
 * A filler finds its receiver dead. There is no notice for fillers: the sender
 * gets a last word instead, in the receiver's name.
 */
static void tell_last(struct demos_machine *machine,
		      const struct demos_message *msg, struct list_head *out)
{
	struct demos_message *last;

	last = demos_message_by_kernel(machine->id, &msg->head.from,
				       DEMOS_F_LAST |
				       (msg->head.flags & DEMOS_F_KERNEL),
				       NULL, 0, out);
	last->head.from.pid = msg->head.to.pid;
	last->head.from.moves = msg->head.to.moves;
}

/**
 * demos_notice_refuse() - a message cannot be delivered: tell its sender
 * @machine: the machine
 * @msg: consumed
 * @why: the kind of notice
 * @out: out-queue
 *
 * A notice, or a last word, that cannot be delivered is dropped.
 */
void demos_notice_refuse(struct demos_machine *machine,
			 struct demos_message *msg, enum demos_result why,
			 struct list_head *out)
{
	struct list_head *last = out->prev;

	trace_demos_message(machine, msg, DEMOS_TRACE_REFUSED);
	if (msg->head.flags & DEMOS_F_NOTICE) {
		demos_notice_discard(machine, msg, out);
		return;
	}
	if (msg->head.flags & DEMOS_F_BULK)
		machine->kernel->ops->refused(machine->kernel, msg, why, out);
	else if (!(msg->head.flags & (DEMOS_F_LAST | DEMOS_F_VOID)))
		refuse_send(machine, msg, why, out);
	if (why == DEMOS_EDEAD && msg->head.flags & DEMOS_F_VOID)
		tell_last(machine, msg, out);
	else if (why != DEMOS_EDEAD && !(msg->head.flags & DEMOS_F_LAST))
		tell_hole(machine, msg, out);
	demos_messages_blame(out, last, msg->cause);
	demos_message_destroy(msg);
}

/**
 * demos_notice_no_room() - there is no room for a message, here or on its way
 * @machine: the machine
 * @msg: consumed
 * @why: DEMOS_EROOM, and why
 * @out: out-queue
 *
 * Its sender is told; so is the process that waits for it, if it is an answer.
 */
void demos_notice_no_room(struct demos_machine *machine,
			  struct demos_message *msg, enum demos_result why,
			  struct list_head *out)
{
	const struct demos_link over = {
		.to = msg->head.to,
		.code = msg->head.code,
		.channel = msg->head.channel,
		.flags = DEMOS_LINK_REPLY,
	};
	struct list_head *last = out->prev;

	demos_count(machine, DEMOS_C_LIMITED);
	if (msg->head.flags & DEMOS_F_REPLY &&
	    !(msg->head.flags & DEMOS_F_NOTICE) &&
	    !demos_pid_is_kernel(msg->head.to.pid))
		demos_notice_send(machine, &over, why, msg->head.from.pid,
				  out);
	demos_messages_blame(out, last, msg->cause);
	demos_notice_refuse(machine, msg, why, out);
}
