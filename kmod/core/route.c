// SPDX-License-Identifier: GPL-2.0
/*
 * The message delivery system. It tries to find the process (section 3.1,
 * step 7): here, or a forwarding address, or on its last known machine.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/forward.h"
#include "core/link.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/process.h"
#include "core/room.h"
#include "core/route.h"
#include "trace.h"

/**
 * demos_route_kernel - a kernel sends something
 * @machine: whose kernel
 * @to: the process, or kernel, it is for
 * @flags: DEMOS_F_*
 * @data: at most DEMOS_DATA_MAX bytes
 * @length: of @data
 * @out: out-queue
 *
 * The message is outside the order of any pair.
 *
 * Return: the message, on the out-queue, for the caller to add to.
 */
struct demos_message *demos_route_kernel(struct demos_machine *machine,
					 const struct demos_address *to,
					 u32 flags, const void *data,
					 u32 length, struct list_head *out)
{
	struct demos_message *msg = demos_message_create_sure(length);

	msg->head.to = *to;
	msg->head.from.pid = DEMOS_PID_KERNEL(machine->id);
	msg->head.from.machine = machine->id;
	msg->head.flags = flags;
	if (length)
		memcpy(msg->data, data, length);
	list_add_tail(&msg->node, out);
	return msg;
}

/**
 * demos_route_answer - a kernel sends something over a link
 * @machine: whose kernel
 * @over: the link, taken from a message or kept by the kernel
 * @data: at most DEMOS_DATA_MAX bytes
 * @length: of @data
 * @out: out-queue
 *
 * Return: the message, on the out-queue, for the caller to add to.
 */
struct demos_message *demos_route_answer(struct demos_machine *machine,
					 const struct demos_link *over,
					 const void *data, u32 length,
					 struct list_head *out)
{
	struct demos_message *msg;

	msg = demos_route_kernel(machine, &over->to, 0, data, length, out);
	demos_message_address(msg, over);
	return msg;
}

/**
 * demos_route_notice - tell the creator of a link something about it
 * @machine: the machine
 * @over: the link
 * @kind: what
 * @about: process concerned
 * @out: out-queue
 */
void demos_route_notice(struct demos_machine *machine,
			const struct demos_link *over, enum demos_result kind,
			u64 about, struct list_head *out)
{
	const u16 told = DEMOS_LINK_REPLY | DEMOS_LINK_NOTIFY;
	const struct demos_notice notice = {
		.kind = cpu_to_be16(kind),
		.flags = cpu_to_be16(kind == DEMOS_EDESTROYED ?
				     over->flags & told : 0),
		.code = cpu_to_be32(over->code),
		.pid = cpu_to_be64(about),
	};
	struct demos_message *msg;

	msg = demos_route_answer(machine, over, &notice, sizeof(notice), out);
	/* To the process, even where the link led to its kernel */
	msg->head.flags = DEMOS_F_NOTICE;
	demos_count(machine, DEMOS_C_NOTICES);
}

/**
 * demos_route_destroyed - a link has been destroyed
 * @machine: the machine
 * @link: the link
 * @out: out-queue
 *
 * Who waits for a reply over it, or asked to be told, is told.
 */
void demos_route_destroyed(struct demos_machine *machine,
			   const struct demos_link *link,
			   struct list_head *out)
{
	if (link->flags & (DEMOS_LINK_REPLY | DEMOS_LINK_NOTIFY))
		demos_route_notice(machine, link, DEMOS_EDESTROYED,
				   link->to.pid, out);
}

/**
 * demos_route_discard - drop a message that nobody will read
 * @machine: the machine
 * @msg: consumed; the links in it are destroyed
 * @out: out-queue
 */
void demos_route_discard(struct demos_machine *machine,
			 struct demos_message *msg, struct list_head *out)
{
	u32 i;

	trace_demos_message(machine, msg, DEMOS_TRACE_DISCARDED);
	for (i = 0; i < msg->nlinks; i++)
		demos_route_destroyed(machine, &msg->links[i], out);
	demos_message_destroy(msg);
}

/**
 * demos_route_refuse_packet - answer a packet of move data: it failed
 * @machine: the machine
 * @msg: the packet; still the caller's
 * @why: what the answer says
 * @out: out-queue
 */
void demos_route_refuse_packet(struct demos_machine *machine,
			       struct demos_message *msg,
			       enum demos_result why, struct list_head *out)
{
	const struct demos_op_pull *pull = (void *)msg->data;
	const struct demos_op_data *push = (void *)msg->data;
	struct demos_op_data answer = {
		.op = cpu_to_be16(DEMOS_OP_DATA),
		.result = cpu_to_be16(why),
	};

	if (msg->length < sizeof(answer))
		return;
	if (be16_to_cpu(pull->op) == DEMOS_OP_PULL) {
		answer.transfer = pull->transfer;
		answer.address = pull->address;
	} else if (be16_to_cpu(push->op) == DEMOS_OP_PUSH) {
		answer.op = cpu_to_be16(DEMOS_OP_PUSHED);
		answer.transfer = push->transfer;
		answer.address = push->address;
	} else {
		return;
	}
	demos_route_kernel(machine, &msg->head.from,
			   DEMOS_F_KERNEL | DEMOS_F_BULK, &answer,
			   sizeof(answer), out);
}

/*
 * Tell who waits for the answer, over the first reply link that is enclosed,
 * and the sender, unless that is the same
 */
static void refuse_send(struct demos_machine *machine,
			struct demos_message *msg, enum demos_result why,
			struct list_head *out)
{
	const struct demos_link sender = { .to = msg->head.from };
	bool answered = false;
	bool told = false;
	u32 i;

	for (i = 0; i < msg->nlinks; i++) {
		const struct demos_link *link = &msg->links[i];

		if (!answered && link->flags & DEMOS_LINK_REPLY) {
			demos_route_notice(machine, link, why,
					   msg->head.to.pid, out);
			answered = true;
			told = link->to.pid == msg->head.from.pid;
		} else {
			demos_route_destroyed(machine, link, out);
		}
	}
	if (demos_pid_is_kernel(msg->head.from.pid))
		demos_migrate_refuse_ask(machine, msg, why, out);
	else if (!told)
		demos_route_notice(machine, &sender, why, msg->head.to.pid,
				   out);
}

/*
 * A number is missing now in the order between the two processes. The
 * sender's kernel will see to it, unless the receiver is no more.
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
	demos_route_kernel(machine, &msg->head.from, DEMOS_F_KERNEL, &hole,
			   sizeof(hole), out);
}

/*
 * What fills a hole finds its receiver dead, of which no notice tells: the
 * sender gets a last word instead
 */
static void tell_last(struct demos_machine *machine,
		      const struct demos_message *msg, struct list_head *out)
{
	struct demos_message *last;

	last = demos_route_kernel(machine, &msg->head.from, DEMOS_F_LAST |
				  (msg->head.flags & DEMOS_F_KERNEL), NULL, 0,
				  out);
	last->head.from.pid = msg->head.to.pid;
	last->head.from.moves = msg->head.to.moves;
}

/**
 * demos_route_refuse - a message cannot be delivered: tell its sender
 * @machine: the machine
 * @msg: consumed
 * @why: the kind of notice
 * @out: out-queue
 *
 * A notice, or a last word, that finds nobody is dropped.
 */
void demos_route_refuse(struct demos_machine *machine,
			struct demos_message *msg, enum demos_result why,
			struct list_head *out)
{
	struct list_head *last = out->prev;

	trace_demos_message(machine, msg, DEMOS_TRACE_REFUSED);
	if (msg->head.flags & DEMOS_F_NOTICE) {
		demos_route_discard(machine, msg, out);
		return;
	}
	if (msg->head.flags & DEMOS_F_BULK)
		demos_route_refuse_packet(machine, msg, why, out);
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
 * demos_route_no_room - there is no room for a message, here or on its way
 * @machine: the machine
 * @msg: consumed
 * @out: out-queue
 *
 * Who waits for it as an answer hears at least that; so does its sender.
 */
void demos_route_no_room(struct demos_machine *machine,
			 struct demos_message *msg, struct list_head *out)
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
		demos_route_notice(machine, &over, DEMOS_EROOM,
				   msg->head.from.pid, out);
	demos_messages_blame(out, last, msg->cause);
	demos_route_refuse(machine, msg, DEMOS_EROOM, out);
}

/* News of a link do not wait for a machine for which much waits already */
static int xmit(struct demos_machine *machine, struct demos_message *msg)
{
	u16 to = msg->head.to.machine;

	if (machine->ops->room && demos_room_is_minor(msg) &&
	    !machine->ops->room(machine, to, DEMOS_CLASS_PLAIN))
		return -ENOBUFS;
	return machine->ops->xmit(machine, to, msg);
}

/**
 * demos_route_away - send a message to the machine that its address says
 * @machine: the machine
 * @msg: consumed
 * @out: out-queue
 */
void demos_route_away(struct demos_machine *machine,
		      struct demos_message *msg, struct list_head *out)
{
	int err = xmit(machine, msg);

	if (err == -ENOBUFS)
		demos_route_no_room(machine, msg, out);
	else if (err)
		demos_route_refuse(machine, msg, DEMOS_EUNREACHABLE, out);
}

/* A kernel stays where it is */
static void route_to_kernel(struct demos_machine *machine,
			    struct demos_message *msg, struct list_head *out)
{
	msg->head.to.machine = DEMOS_PID_MACHINE(msg->head.to.pid);
	if (msg->head.to.machine != machine->id)
		demos_route_away(machine, msg, out);
	else
		demos_process_deliver(machine->kernel, msg, out);
}

static void route_one(struct demos_machine *machine,
		      struct demos_message *msg, struct list_head *out)
{
	struct demos_process *process;
	struct demos_entry forward;
	int err = -ESTALE;

	demos_message_uncharge(msg);
	if (demos_pid_is_kernel(msg->head.to.pid)) {
		route_to_kernel(machine, msg, out);
		return;
	}
	/* One that is GONE is out of the table soon, or a forward instead */
	do {
		process = demos_process_find(machine, msg->head.to.pid,
					     &forward);
		if (!process)
			break;
		err = demos_process_deliver(process, msg, out);
		demos_process_put(process);
		if (err)
			cond_resched();
	} while (err);
	if (!err)
		return;
	/* An address that is not older than the forwarding one needs no help */
	if (forward.pid && msg->head.to.moves < forward.moves)
		demos_forward_send(machine, &forward, msg, out);
	else if (msg->head.to.machine == machine->id)
		demos_route_refuse(machine, msg, DEMOS_EDEAD, out);
	else
		demos_route_away(machine, msg, out);
}

/**
 * demos_route_all - deliver what is on an out-queue
 * @machine: the machine
 * @out: out-queue; empty afterwards. What comes of it is delivered too.
 *
 * No lock may be held. May sleep, but not for the network.
 */
void demos_route_all(struct demos_machine *machine, struct list_head *out)
{
	struct demos_message *msg;
	struct list_head *last;
	u16 cause;

	while ((msg = list_first_entry_or_null(out, struct demos_message,
					       node))) {
		list_del_init(&msg->node);
		last = out->prev;
		cause = msg->cause;
		route_one(machine, msg, out);
		demos_messages_blame(out, last, cause);
	}
}

/**
 * demos_route - deliver a message
 * @machine: the machine
 * @msg: consumed
 *
 * No lock may be held. May sleep, but not for the network.
 */
void demos_route(struct demos_machine *machine, struct demos_message *msg)
{
	LIST_HEAD(out);

	list_add_tail(&msg->node, &out);
	demos_route_all(machine, &out);
}
