// SPDX-License-Identifier: GPL-2.0
/*
 * The message delivery system. It tries to find the process (section 3.1,
 * step 7): here, or a forwarding address, or on its last known machine; or it
 * has the other machines asked.
 */
#include <linux/errno.h>
#include <linux/sched.h>

#include "core/forward.h"
#include "core/message.h"
#include "core/notice.h"
#include "core/process.h"
#include "core/queue.h"
#include "core/route.h"
#include "core/seek.h"

/* Minor notices do not wait for room in a session that is full */
static int xmit(struct demos_machine *machine, struct demos_message *msg)
{
	u16 to = msg->head.to.machine;

	if (demos_message_kind(msg) == DEMOS_KIND_MINOR &&
	    machine->ops->way(machine, to, DEMOS_CLASS_PLAIN) ==
	    DEMOS_WAY_FULL)
		return -ENOBUFS;
	return machine->ops->xmit(machine, to, msg);
}

/*
 * Send a message, which is consumed, to the machine in its address. If that is
 * not known, or gone, a process may still be found elsewhere.
 */
static void send_away(struct demos_machine *machine, struct demos_message *msg,
		      struct list_head *out)
{
	int err = xmit(machine, msg);

	if (err == -ENOBUFS)
		demos_notice_no_room(machine, msg, DEMOS_EROOM, out);
	else if (err && demos_pid_is_kernel(msg->head.to.pid))
		demos_notice_refuse(machine, msg, DEMOS_EUNREACHABLE, out);
	else if (err)
		demos_seek(machine, msg, out);
}

/* A kernel stays where it is */
static void route_to_kernel(struct demos_machine *machine,
			    struct demos_message *msg, struct list_head *out)
{
	msg->head.to.machine = DEMOS_PID_MACHINE(msg->head.to.pid);
	if (msg->head.to.machine != machine->id)
		send_away(machine, msg, out);
	else
		demos_queue_deliver(machine->kernel, msg, out);
}

/* The process is not here. @forward: its forwarding address, if it has a pid */
static void route_away(struct demos_machine *machine,
		       struct demos_message *msg,
		       const struct demos_entry *forward, struct list_head *out)
{
	/* An address as new as the forwarding address is used as it is */
	if (forward->pid && msg->head.to.moves < forward->moves) {
		demos_forward_apply(machine, forward, msg, out);
	} else if (msg->head.to.machine == machine->id) {
		demos_seek(machine, msg, out);
		return;
	}
	send_away(machine, msg, out);
}

/* Return: false: the process is GONE, and leaves the table soon */
static bool route_once(struct demos_machine *machine,
		       struct demos_message *msg, struct list_head *out)
{
	struct demos_process *process;
	struct demos_entry forward;
	int err;

	if (demos_pid_is_kernel(msg->head.to.pid)) {
		route_to_kernel(machine, msg, out);
		return true;
	}
	process = demos_process_find(machine, msg->head.to.pid, &forward);
	if (!process) {
		route_away(machine, msg, &forward, out);
		return true;
	}
	err = demos_queue_deliver(process, msg, out);
	demos_process_put(process);
	return !err;
}

static void route_one(struct demos_machine *machine,
		      struct demos_message *msg, struct list_head *out)
{
	demos_message_uncharge(msg);
	while (!route_once(machine, msg, out))
		cond_resched();
}

/**
 * demos_route_first() - deliver the first message of an out-queue at once
 * @machine: the machine
 * @out: out-queue. Messages that result come to its end. Untouched if the
 *	 receiver is GONE and still in the table
 *
 * For a process that is itself in that state, and must not wait for another.
 * No lock may be held. May sleep, but not for the network.
 */
void demos_route_first(struct demos_machine *machine, struct list_head *out)
{
	struct demos_message *msg;
	struct list_head *last = out->prev;
	u16 cause;

	msg = list_first_entry_or_null(out, struct demos_message, node);
	if (!msg)
		return;
	if (last == &msg->node)
		last = out;
	cause = msg->cause;
	list_del_init(&msg->node);
	demos_message_uncharge(msg);
	if (route_once(machine, msg, out))
		demos_messages_blame(out, last, cause);
	else
		list_add(&msg->node, out);
}

/**
 * demos_route_all() - deliver what is on an out-queue
 * @machine: the machine
 * @out: out-queue; empty afterwards. Messages that result are delivered, too.
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

/*
 * A receiver drops doubles of a message that has a number, and of the answer to
 * a call, or the notice in its place. HOLDS may come again. Answers on other
 * channels are for programs, which do not move: this session was with the
 * program's machine, whose kernel asks for itself.
 */
static bool may_be_double(const struct demos_message *msg)
{
	if (msg->head.number)
		return true;
	if (demos_message_is_control(msg))
		return demos_message_op(msg) == DEMOS_OP_HOLDS;
	return msg->head.channel == DEMOS_CHANNEL_CALL;
}

/**
 * demos_route_lost() - a session has ended with messages in it
 * @machine: the machine
 * @lost: messages that the other machine may have accepted or not; empty
 *	  afterwards
 * @why: what the senders of other messages are told
 *
 * Messages that may be doubles are routed again: to the other machine's next
 * life, or their receivers are looked up. No lock may be held.
 * May sleep, but not for the network.
 */
void demos_route_lost(struct demos_machine *machine, struct list_head *lost,
		      enum demos_result why)
{
	struct demos_message *msg, *next;
	LIST_HEAD(out);

	list_for_each_entry_safe(msg, next, lost, node) {
		list_del_init(&msg->node);
		if (msg->head.number)
			msg->head.flags |= DEMOS_F_AGAIN;
		if (may_be_double(msg))
			list_add_tail(&msg->node, &out);
		else
			demos_notice_refuse(machine, msg, why, &out);
	}
	demos_route_all(machine, &out);
}

/**
 * demos_route() - deliver a message
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
