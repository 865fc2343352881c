// SPDX-License-Identifier: GPL-2.0
/*
 * The actor of a process does one thing at a time: it handles the messages that
 * the kernel receives for the process, lets it run, and ends it.
 */
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/actor.h"
#include "core/control.h"
#include "core/forward.h"
#include "core/message.h"
#include "core/migrate.h"
#include "core/move.h"
#include "core/notice.h"
#include "core/process.h"
#include "core/queue.h"
#include "core/route.h"
#include "trace.h"

/* Control messages handled before others get their turn */
#define CONTROL_BATCH	64
/* Packets of move data handled before the resulting messages are sent */
#define PACKETS		8

/*
 * What the end of a process leaves to be done without its lock. @ended: it has
 * really ended; a machine that goes down in the middle of a migration cannot
 * know whether the process lives on at the other end, having moved @moves times
 * by then.
 */
struct remains {
	struct demos_process *process;
	bool ended;
	u32 moves;
	struct list_head messages;
	struct list_head *out;
};

/* Tell the other end of a pair that this process will send no more */
static void last_word(struct demos_pair *pair, void *arg)
{
	struct remains *remains = arg;
	struct demos_process *process = remains->process;
	const struct demos_address to = {
		.pid = pair->pid,
		.machine = pair->machine,
		.moves = pair->moves,
	};
	struct demos_message *msg;

	msg = demos_message_by_kernel(process->machine->id, &to,
				      DEMOS_F_LAST |
				 (pair->kernel ? DEMOS_F_KERNEL : 0),
				 NULL, 0, remains->out);
	msg->head.from.pid = process->entry.pid;
	msg->head.from.moves = process->moves;
	if (pair->send > 1)
		msg->head.number = pair->send;
	/* Fillers go first, or the last word would wait for ever */
	list_splice_init(&pair->voids, msg->node.prev);
}

static void destroy_links(struct demos_process *process, struct list_head *out)
{
	struct demos_link link;
	u32 name = 0;

	while ((name = demos_links_next(&process->links, name, &link)))
		demos_notice_destroyed(process->machine, &link, out);
	demos_links_exit(&process->links);
}

/* Return: false: the process has just moved away, nothing remains */
static bool take_remains(struct remains *remains)
{
	struct demos_process *process = remains->process;

	if (process->phase == DEMOS_PHASE_GONE)
		return false;
	remains->ended = process->phase == DEMOS_PHASE_LIVE;
	remains->moves = process->phase == DEMOS_PHASE_LEAVING ?
			 process->moves + 1 : process->moves - 1;
	process->phase = DEMOS_PHASE_GONE;
	list_splice_tail_init(&process->queue, &remains->messages);
	list_splice_tail_init(&process->control, &remains->messages);
	list_splice_tail_init(&process->frozen, &remains->messages);
	demos_messages_destroy(&process->outbox);
	process->queued = 0;
	if (remains->ended)
		demos_pairs_each(&process->pairs, last_word, remains);
	demos_pairs_exit(&process->pairs, &remains->messages);
	/* The other copy of the process may have the same links */
	if (remains->ended)
		destroy_links(process, remains->out);
	else
		demos_links_exit(&process->links);
	return true;
}

static void refuse_remains(struct remains *remains)
{
	struct demos_message *msg;
	struct demos_message *next;

	list_for_each_entry_safe(msg, next, &remains->messages, node) {
		list_del_init(&msg->node);
		demos_notice_refuse(remains->process->machine, msg,
				    remains->ended ? DEMOS_EDEAD :
				   DEMOS_EUNKNOWN, remains->out);
	}
}

static void abort_transfers(struct demos_process *process)
{
	struct demos_transfer *transfer;

	while ((transfer = list_first_entry_or_null(&process->transfers,
						    struct demos_transfer,
						    node))) {
		transfer->result = DEMOS_EDEAD;
		demos_move_abort(process, transfer);
	}
}

/*
 * The manager hears of the end before anybody hears that the process is dead:
 * senders wait as long as it is GONE and in the table. But two that manage each
 * other must not wait for each other.
 */
static void tell_manager(struct demos_process *process, struct list_head *out)
{
	LIST_HEAD(told);

	demos_control_ended(process, DEMOS_OP_EXITED, process->status, 0, 0,
			    &told);
	demos_messages_blame(&told, &told, process->blame);
	demos_route_first(process->machine, &told);
	list_splice_tail_init(&told, out);
}

/* Nobody may say that a process is dead which may live at the other end */
static void leave(const struct remains *remains)
{
	struct demos_process *process = remains->process;
	struct demos_entry *forward = NULL;

	if (!remains->ended)
		forward = demos_forward_create_sure(process->machine,
						    process->entry.pid,
						    process->peer,
						    remains->moves);
	demos_process_leave(process, forward);
}

/*
 * The end of a process. In its actor. The senders of messages that it has not
 * received are told; so are the processes that wait for a reply from it.
 */
static void finish(struct demos_process *process)
{
	struct demos_machine *machine = process->machine;
	struct demos_event event = {
		.pid = process->entry.pid,
		.value = process->status,
	};
	struct remains remains = { .process = process };
	LIST_HEAD(out);
	bool here;

	INIT_LIST_HEAD(&remains.messages);
	remains.out = &out;
	process->ops->end(process);
	abort_transfers(process);
	mutex_lock(&process->lock);
	here = take_remains(&remains);
	mutex_unlock(&process->lock);
	if (!here)
		return;
	demos_process_get(process);
	trace_demos_process(process, DEMOS_TRACE_END);
	demos_count(machine, DEMOS_C_EXITED);
	demos_machine_event(machine, DEMOS_EVENT_EXITED, &event);
	if (remains.ended)
		tell_manager(process, &out);
	leave(&remains);
	demos_commit_forget(process, &out);
	refuse_remains(&remains);
	if (remains.ended) {
		demos_forward_ended(process, &out);
		demos_notice_destroyed(machine, &process->manager, &out);
		demos_notice_destroyed(machine, &process->personality, &out);
	}
	demos_messages_blame(&out, &out, process->blame);
	demos_route_all(machine, &out);
	atomic_dec(&machine->processes);
	demos_process_put(process);
}

/* Send the messages that the kernel owes to others for the process */
static void empty_outbox(struct demos_process *process)
{
	LIST_HEAD(out);

	mutex_lock(&process->lock);
	list_splice_init(&process->outbox, &out);
	mutex_unlock(&process->lock);
	demos_route_all(process->machine, &out);
}

/*
 * A peer that requests move data, and reads it slowly, must not make us keep
 * more and more of it: let the requests wait, not the answers. Other messages
 * overtake them.
 */
static struct demos_message *first_control(struct demos_process *process)
{
	struct demos_message *msg;
	u16 full = 0;

	list_for_each_entry(msg, &process->control, node) {
		if (demos_message_kind(msg) != DEMOS_KIND_PULL)
			return msg;
		if (msg->head.from.machine == full)
			continue;
		full = msg->head.from.machine;
		if (demos_process_may_send_bulk(process, full))
			return msg;
	}
	return NULL;
}

static struct demos_message *next_control(struct demos_process *process)
{
	struct demos_message *msg = NULL;

	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_LIVE && !process->ending)
		msg = first_control(process);
	if (msg) {
		list_del_init(&msg->node);
		demos_message_uncharge(msg);
		demos_queue_read(process, msg);
	}
	mutex_unlock(&process->lock);
	return msg;
}

static void handle(struct demos_process *process, struct demos_message *msg,
		   struct list_head *out)
{
	struct list_head *last = out->prev;
	u16 cause = msg->cause;

	demos_count(process->machine, DEMOS_C_CONTROL);
	process->ops->control(process, msg, out);
	demos_messages_blame(out, last, cause);
	if (READ_ONCE(process->ending) && !process->blame)
		process->blame = cause;
}

/* Return: there may be more */
static bool handle_control(struct demos_process *process)
{
	struct demos_message *msg;
	u32 handled, packets = 0;
	LIST_HEAD(out);
	bool bulk;

	for (handled = 0; handled < CONTROL_BATCH; handled++) {
		msg = next_control(process);
		if (!msg)
			break;
		bulk = msg->head.flags & DEMOS_F_BULK;
		/* Only packets are handled together: send their results */
		if (!bulk)
			demos_route_all(process->machine, &out);
		handle(process, msg, &out);
		if (!bulk || !(++packets % PACKETS))
			demos_route_all(process->machine, &out);
	}
	demos_route_all(process->machine, &out);
	return handled == CONTROL_BATCH;
}

/**
 * demos_actor_work() - the actor: one turn of a process
 * @process: the caller holds a reference
 *
 * Handles the messages that its kernel receives for it, ends it if it is
 * ending, or lets it run for a while. Called because of
 * demos_machine_ops.schedule, never twice at once for one process. May sleep.
 */
void demos_actor_work(struct demos_process *process)
{
	bool more = handle_control(process);
	bool end;
	bool run;

	empty_outbox(process);
	demos_move_end_lost(process);
	mutex_lock(&process->lock);
	end = process->ending && process->phase != DEMOS_PHASE_GONE &&
	      (process->phase == DEMOS_PHASE_LIVE || process->machine->down);
	run = !process->ending && !process->suspended &&
	      process->phase == DEMOS_PHASE_LIVE;
	mutex_unlock(&process->lock);
	if (end)
		finish(process);
	else if (run)
		process->ops->run(process);
	if (more && !end)
		process->machine->ops->schedule(process);
}
