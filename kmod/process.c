// SPDX-License-Identifier: GPL-2.0
/*
 * Processes: the table, delivery into their queues, and the actor.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "control.h"
#include "message.h"
#include "migrate.h"
#include "move.h"
#include "process.h"
#include "route.h"
#include "trace.h"

/* Control messages handled before others get their turn */
#define CONTROL_BATCH	64

/**
 * demos_process_init - begin a process
 * @process: embedded in a guest, a native process, or the kernel
 * @machine: where it is
 * @ops: its kind
 * @pid: its identifier
 * @name: its name; cut to DEMOS_NAME_MAX
 *
 * The caller holds the first reference. It is in no table yet.
 */
void demos_process_init(struct demos_process *process,
			struct demos_machine *machine,
			const struct demos_process_ops *ops, u64 pid,
			const char *name)
{
	process->entry.pid = pid;
	INIT_HLIST_NODE(&process->entry.node);
	refcount_set(&process->refs, 1);
	process->machine = machine;
	process->ops = ops;
	mutex_init(&process->lock);
	strscpy(process->name, name, sizeof(process->name));
	INIT_LIST_HEAD(&process->queue);
	INIT_LIST_HEAD(&process->control);
	INIT_LIST_HEAD(&process->frozen);
	INIT_LIST_HEAD(&process->transfers);
	demos_links_init(&process->links);
	demos_pairs_init(&process->pairs);
}

/**
 * demos_process_get - take a reference
 * @process: held by the caller already
 *
 * Return: @process.
 */
struct demos_process *demos_process_get(struct demos_process *process)
{
	refcount_inc(&process->refs);
	return process;
}

static void drop_messages(struct list_head *list)
{
	struct demos_message *msg;
	struct demos_message *next;

	list_for_each_entry_safe(msg, next, list, node) {
		list_del_init(&msg->node);
		demos_message_destroy(msg);
	}
}

/**
 * demos_process_put - give a reference back
 * @process: freed if it was the last. May sleep.
 */
void demos_process_put(struct demos_process *process)
{
	if (!refcount_dec_and_test(&process->refs))
		return;
	/* Empty if it ended or moved; not if it never came to life */
	drop_messages(&process->queue);
	drop_messages(&process->control);
	drop_messages(&process->frozen);
	demos_pairs_exit(&process->pairs, &process->frozen);
	drop_messages(&process->frozen);
	demos_links_exit(&process->links);
	demos_message_destroy(process->deferred);
	if (process->ops->release)
		process->ops->release(process);
	kfree_rcu(process, rcu);
}

/**
 * demos_process_pid_new - a process identifier never used before
 * @machine: the machine that creates a process
 *
 * Return: the identifier, or 0: all have been used.
 */
u64 demos_process_pid_new(struct demos_machine *machine)
{
	u64 local = atomic64_inc_return(&machine->next_local) - 1;

	/* Local number 0 is the kernel's, so a wrap must not be */
	if (local >> DEMOS_PID_LOCAL_BITS)
		return 0;
	return DEMOS_PID(machine->id, local);
}

static struct hlist_head *bucket(struct demos_machine *machine, u64 pid)
{
	return &machine->table[hash_64(pid, DEMOS_TABLE_BITS)];
}

/**
 * demos_process_entry - look an entry of the table up
 * @machine: the machine
 * @pid: process identifier
 *
 * Under RCU or the table's lock.
 *
 * Return: the entry of a process or a forwarding address, or NULL.
 */
struct demos_entry *demos_process_entry(struct demos_machine *machine, u64 pid)
{
	struct demos_entry *entry;

	hlist_for_each_entry_rcu(entry, bucket(machine, pid), node,
				 lockdep_is_held(&machine->table_lock)) {
		if (entry->pid == pid)
			return entry;
	}
	return NULL;
}

/**
 * demos_process_enter - put a process in the table
 * @process: with its final identifier; the table takes a reference
 *
 * A forwarding address for the same process makes way and is freed.
 *
 * Return: 0, -ESHUTDOWN: the machine goes down, -EEXIST: it is there,
 * -ENOSPC: there are no identifiers any more.
 */
int demos_process_enter(struct demos_process *process)
{
	struct demos_machine *machine = process->machine;
	u64 pid = process->entry.pid;
	struct demos_entry *old;
	int err = 0;

	if (demos_pid_is_kernel(pid))
		return -ENOSPC;
	spin_lock(&machine->table_lock);
	old = demos_process_entry(machine, pid);
	if (machine->down) {
		err = -ESHUTDOWN;
	} else if (old && !old->forward) {
		err = -EEXIST;
	} else {
		demos_process_get(process);
		if (old) {
			hlist_replace_rcu(&old->node, &process->entry.node);
			atomic_dec(&machine->forwards);
		} else {
			hlist_add_head_rcu(&process->entry.node,
					   bucket(machine, pid));
		}
		atomic_inc(&machine->processes);
	}
	spin_unlock(&machine->table_lock);
	if (err)
		return err;
	if (old)
		kfree_rcu_mightsleep(old);
	trace_demos_process(process, DEMOS_TRACE_ENTER);
	return 0;
}

/**
 * demos_process_leave - take a process out of the table
 * @process: in the table, and GONE, so that nothing enters its queues
 * @forward: to stand in its place, or NULL; belongs to the table now
 *
 * The table's reference goes.
 */
void demos_process_leave(struct demos_process *process,
			 struct demos_entry *forward)
{
	struct demos_machine *machine = process->machine;

	spin_lock(&machine->table_lock);
	if (forward) {
		hlist_replace_rcu(&process->entry.node, &forward->node);
		atomic_inc(&machine->forwards);
	} else {
		hlist_del_rcu(&process->entry.node);
	}
	atomic_dec(&machine->processes);
	spin_unlock(&machine->table_lock);
	trace_demos_process(process, DEMOS_TRACE_GONE);
	demos_process_put(process);
}

/**
 * demos_process_find - look a process up
 * @machine: the machine
 * @pid: its identifier
 * @forward: gets a copy of the forwarding address if there is one instead,
 *           else its pid is 0; may be NULL
 *
 * Return: the process, with a reference for the caller, or NULL.
 */
struct demos_process *demos_process_find(struct demos_machine *machine,
					 u64 pid, struct demos_entry *forward)
{
	struct demos_process *process;
	struct demos_entry *entry;
	bool again;

	if (forward)
		forward->pid = 0;
	do {
		again = false;
		process = NULL;
		rcu_read_lock();
		entry = demos_process_entry(machine, pid);
		if (entry && !entry->forward) {
			process = container_of(entry, struct demos_process,
					       entry);
			/* It has left just now: what stands there instead? */
			again = !refcount_inc_not_zero(&process->refs);
		} else if (entry && forward) {
			*forward = *entry;
		}
		rcu_read_unlock();
	} while (again);
	return process;
}

/*
 * The process of bucket @at with the least identifier above @last, so that
 * none is missed or seen twice while others come and go; or NULL
 */
static struct demos_process *process_after(struct demos_machine *machine,
					   u32 at, u64 last)
{
	struct demos_process *process;
	struct demos_process *found = NULL;
	struct demos_entry *entry;

	rcu_read_lock();
	hlist_for_each_entry_rcu(entry, &machine->table[at], node) {
		if (entry->forward || entry->pid <= last ||
		    (found && entry->pid > found->entry.pid))
			continue;
		process = container_of(entry, struct demos_process, entry);
		if (refcount_read(&process->refs))
			found = process;
	}
	if (found && !refcount_inc_not_zero(&found->refs))
		found = ERR_PTR(-EAGAIN);
	rcu_read_unlock();
	return found;
}

static int visit_bucket(struct demos_machine *machine, u32 at,
			int (*visit)(struct demos_process *process, void *arg),
			void *arg)
{
	struct demos_process *process;
	u64 last = 0;
	int ret = 0;

	while (!ret && (process = process_after(machine, at, last))) {
		if (IS_ERR(process))
			continue;	/* it went just now */
		last = process->entry.pid;
		ret = visit(process, arg);
		demos_process_put(process);
	}
	return ret;
}

int demos_process_each(struct demos_machine *machine,
		       int (*visit)(struct demos_process *process, void *arg),
		       void *arg)
{
	int ret = 0;
	u32 at;

	for (at = 0; at < 1U << DEMOS_TABLE_BITS && !ret; at++)
		ret = visit_bucket(machine, at, visit, arg);
	return ret;
}

/* The other process has died: forget it. What it sent has all arrived. */
static void pair_ended(struct demos_process *process, u64 pid, bool kernel,
		       struct list_head *out)
{
	struct demos_pairs *pairs = &process->pairs;
	struct demos_pair *pair = demos_pair_find(pairs, pid, kernel);
	struct demos_message *msg;
	struct demos_message *next;
	LIST_HEAD(early);

	if (!pair)
		return;
	demos_pair_drop(pairs, pair, &early);
	list_for_each_entry_safe(msg, next, &early, node) {
		list_del_init(&msg->node);
		demos_route_discard(process->machine, msg, out);
	}
}

/*
 * A notice says that process @pid is dead. If it never sent us anything the
 * record of it goes now. If it did its last word is still to come, behind
 * what else it sent, and the record goes with that.
 */
static void pair_dead(struct demos_process *process, u64 pid,
		      struct list_head *out)
{
	struct demos_pair *pair;
	int kernel;

	for (kernel = 0; kernel < 2; kernel++) {
		pair = demos_pair_find(&process->pairs, pid, kernel);
		if (pair && pair->accept == 1 && list_empty(&pair->early))
			pair_ended(process, pid, kernel, out);
	}
}

static void enqueue_control(struct demos_process *process,
			    struct demos_message *msg, struct list_head *out)
{
	if (!demos_control_at_once(process, msg)) {
		list_add_tail(&msg->node, &process->control);
		return;
	}
	demos_count(process->machine, DEMOS_C_CONTROL);
	demos_route_discard(process->machine, msg, out);
}

/* A message whose turn it is goes into a queue */
static void enqueue(struct demos_process *process, struct demos_message *msg,
		    struct list_head *out)
{
	const struct demos_notice *notice = (void *)msg->data;
	u64 from = msg->head.from.pid;

	lockdep_assert_held(&process->lock);
	if (msg->head.flags & DEMOS_F_LAST) {
		pair_ended(process, from, msg->head.flags & DEMOS_F_KERNEL,
			   out);
		demos_message_destroy(msg);
		return;
	}
	if (msg->head.flags & DEMOS_F_NOTICE &&
	    msg->length == sizeof(*notice) &&
	    be16_to_cpu(notice->kind) == DEMOS_EDEAD)
		pair_dead(process, be64_to_cpu(notice->pid), out);
	if (msg->head.channel == DEMOS_CHANNEL_CALL &&
	    msg->head.code != process->calls) {
		/* Nobody waits for the answer to that call any more */
		demos_route_discard(process->machine, msg, out);
		return;
	}
	trace_demos_message(process->machine, msg, DEMOS_TRACE_DELIVERED);
	demos_count(process->machine, DEMOS_C_DELIVERED);
	if (demos_message_is_control(msg)) {
		enqueue_control(process, msg, out);
		return;
	}
	list_add_tail(&msg->node, &process->queue);
	process->queued++;
}

/* Look at the number of a message; what has its turn goes into a queue */
static void accept(struct demos_process *process, struct demos_message *msg,
		   struct list_head *out)
{
	struct demos_pairs *pairs = &process->pairs;
	struct demos_message *next;
	struct demos_pair *pair;
	LIST_HEAD(ready);

	if (!msg->head.number) {
		enqueue(process, msg, out);
		return;
	}
	pair = demos_pair_get(pairs, msg->head.from.pid,
			      demos_message_is_control(msg));
	demos_pair_heard(pair, &msg->head.from);
	switch (demos_pair_accept(pairs, pair, msg, &ready)) {
	case DEMOS_TURN_NOW:
		break;
	case DEMOS_TURN_EARLY:
		trace_demos_message(process->machine, msg, DEMOS_TRACE_HELD);
		demos_count(process->machine, DEMOS_C_HELD_BACK);
		break;
	case DEMOS_TURN_DOUBLE:
		trace_demos_message(process->machine, msg, DEMOS_TRACE_DOUBLE);
		demos_count(process->machine, DEMOS_C_DOUBLES);
		demos_message_destroy(msg);
		break;
	}
	list_for_each_entry_safe(msg, next, &ready, node) {
		list_del_init(&msg->node);
		enqueue(process, msg, out);
	}
}

/**
 * demos_process_accept_all - accept messages that came while it was frozen
 * @process: LIVE again, locked
 * @list: the messages; empty afterwards
 * @out: out-queue
 */
void demos_process_accept_all(struct demos_process *process,
			      struct list_head *list, struct list_head *out)
{
	struct demos_message *msg;
	struct demos_message *next;

	list_for_each_entry_safe(msg, next, list, node) {
		list_del_init(&msg->node);
		accept(process, msg, out);
	}
}

/*
 * A message comes to a process that is frozen. On the destination those that
 * step 6 brings had been accepted on the source: they go to the queues as
 * they are; others wait behind them.
 */
static void deliver_frozen(struct demos_process *process,
			   struct demos_message *msg, struct list_head *out)
{
	if (process->phase == DEMOS_PHASE_ARRIVING &&
	    msg->head.flags & DEMOS_F_PENDING) {
		msg->head.flags &= ~DEMOS_F_PENDING;
		enqueue(process, msg, out);
		return;
	}
	list_add_tail(&msg->node, &process->frozen);
}

/**
 * demos_process_deliver - a message for a process has come to its machine
 * @process: the process
 * @msg: consumed if the result is 0
 * @out: out-queue
 *
 * May sleep.
 *
 * Return: 0, or -ESTALE: it has ended or moved, look it up again.
 */
int demos_process_deliver(struct demos_process *process,
			  struct demos_message *msg, struct list_head *out)
{
	bool control;
	bool wake;

	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_GONE) {
		mutex_unlock(&process->lock);
		return -ESTALE;
	}
	if (process->phase == DEMOS_PHASE_LIVE)
		accept(process, msg, out);
	else
		deliver_frozen(process, msg, out);
	wake = process->phase == DEMOS_PHASE_LIVE;
	control = wake && !list_empty(&process->control);
	wake = wake && process->queued;
	mutex_unlock(&process->lock);
	if (control)
		process->machine->ops->schedule(process);
	if (wake)
		process->ops->wake(process);
	return 0;
}

static bool wanted(const struct demos_message *msg,
		   const struct demos_want *want)
{
	u8 channel = msg->head.channel;

	if (want->call)
		return channel == DEMOS_CHANNEL_CALL &&
		       msg->head.code == want->code;
	return channel < DEMOS_CHANNELS && want->channels >> channel & 1;
}

static struct demos_message *first_wanted(struct demos_process *process,
					  const struct demos_want *want)
{
	struct demos_message *msg;

	list_for_each_entry(msg, &process->queue, node) {
		if (wanted(msg, want))
			return msg;
	}
	return NULL;
}

/**
 * demos_process_take - receive: take a message out of the queue
 * @process: locked
 * @want: which
 * @room: longest data that can be taken
 * @names: gets the names of the enclosed links, now in the link table; with
 *         DEMOS_ESIZE the first gets the length of the data
 * @result: DEMOS_OK; DEMOS_ESIZE, DEMOS_EROOM: it stays in the queue
 *
 * May sleep.
 *
 * Return: the message, the caller's, or NULL: an error, or (DEMOS_OK) there
 * is none.
 */
struct demos_message *demos_process_take(struct demos_process *process,
					 const struct demos_want *want,
					 u32 room, u32 *names,
					 enum demos_result *result)
{
	struct demos_message *msg = first_wanted(process, want);
	u32 i;

	lockdep_assert_held(&process->lock);
	*result = DEMOS_OK;
	if (!msg)
		return NULL;
	if (msg->length > room) {
		names[0] = msg->length;
		*result = DEMOS_ESIZE;
		return NULL;
	}
	if (msg->nlinks && demos_links_reserve(&process->links, msg->nlinks)) {
		*result = DEMOS_EROOM;
		return NULL;
	}
	list_del_init(&msg->node);
	process->queued--;
	process->received++;
	for (i = 0; i < msg->nlinks; i++)
		names[i] = demos_links_insert(&process->links, &msg->links[i]);
	demos_count(process->machine, DEMOS_C_RECEIVED);
	trace_demos_message(process->machine, msg, DEMOS_TRACE_RECEIVED);
	return msg;
}

/**
 * demos_process_info - a process, as shown
 * @process: the process; not locked
 * @info: to fill in
 */
void demos_process_info(struct demos_process *process,
			struct demos_process_info *info)
{
	memset(info, 0, sizeof(*info));
	mutex_lock(&process->lock);
	info->pid = process->entry.pid;
	info->sent = process->sent;
	info->received = process->received;
	info->moves = process->moves;
	info->links = process->links.used;
	info->queued = process->queued;
	info->held = process->pairs.held;
	info->pairs = process->pairs.count;
	if (process->suspended)
		info->flags |= DEMOS_PROCESS_SUSPENDED;
	if (process->phase == DEMOS_PHASE_LEAVING)
		info->flags |= DEMOS_PROCESS_LEAVING;
	if (process->phase == DEMOS_PHASE_ARRIVING)
		info->flags |= DEMOS_PROCESS_ARRIVING;
	strscpy(info->name, process->name, sizeof(info->name));
	process->ops->info(process, info);
	mutex_unlock(&process->lock);
}

/**
 * demos_process_end - a process is to end
 * @process: the process
 * @status: exit status, told to its process manager
 *
 * Its actor does it, soon. Only the first status counts.
 */
void demos_process_end(struct demos_process *process, u16 status)
{
	mutex_lock(&process->lock);
	if (!process->ending) {
		process->ending = true;
		process->status = status;
	}
	mutex_unlock(&process->lock);
	process->machine->ops->schedule(process);
}

/*
 * What the end of a process leaves to be done without its lock. @ended: it
 * was this machine's to end; a machine that goes down in the middle of a
 * migration cannot know whether the process lives on at the other end.
 */
struct remains {
	struct demos_process *process;
	bool ended;
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

	msg = demos_route_kernel(process->machine, &to,
				 DEMOS_F_LAST |
				 (pair->kernel ? DEMOS_F_KERNEL : 0),
				 NULL, 0, remains->out);
	msg->head.from.pid = process->entry.pid;
	msg->head.from.moves = process->moves;
	if (pair->send > 1)
		msg->head.number = pair->send;
}

static void destroy_links(struct demos_process *process, struct list_head *out)
{
	struct demos_link link;
	u32 name = 0;

	while ((name = demos_links_next(&process->links, name, &link)))
		demos_route_destroyed(process->machine, &link, out);
	demos_links_exit(&process->links);
}

/* Return: false: it has moved away just now, nothing remains */
static bool take_remains(struct remains *remains)
{
	struct demos_process *process = remains->process;

	if (process->phase == DEMOS_PHASE_GONE)
		return false;
	remains->ended = process->phase == DEMOS_PHASE_LIVE;
	process->phase = DEMOS_PHASE_GONE;
	list_splice_tail_init(&process->queue, &remains->messages);
	list_splice_tail_init(&process->control, &remains->messages);
	list_splice_tail_init(&process->frozen, &remains->messages);
	process->queued = 0;
	if (remains->ended)
		demos_pairs_each(&process->pairs, last_word, remains);
	demos_pairs_exit(&process->pairs, &remains->messages);
	destroy_links(process, remains->out);
	return true;
}

static void refuse_remains(struct remains *remains)
{
	struct demos_message *msg;
	struct demos_message *next;

	list_for_each_entry_safe(msg, next, &remains->messages, node) {
		list_del_init(&msg->node);
		demos_route_refuse(remains->process->machine, msg,
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
 * The end of a process. In its actor. Who sent it something that it has not
 * received is told; so is who waits for a reply that it owed.
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
	demos_depart_forget(process);
	refuse_remains(&remains);
	if (process->deferred)
		demos_route_refuse(machine, process->deferred, DEMOS_EDEAD,
				   &out);
	process->deferred = NULL;
	trace_demos_process(process, DEMOS_TRACE_END);
	demos_count(machine, DEMOS_C_EXITED);
	demos_machine_event(machine, DEMOS_EVENT_EXITED, &event);
	demos_control_ended(process, DEMOS_OP_EXITED, process->status, 0, 0,
			    &out);
	demos_process_leave(process, NULL);
	demos_route_all(machine, &out);
}

static struct demos_message *next_control(struct demos_process *process)
{
	struct demos_message *msg = NULL;

	mutex_lock(&process->lock);
	if (process->phase == DEMOS_PHASE_LIVE && !process->ending)
		msg = list_first_entry_or_null(&process->control,
					       struct demos_message, node);
	if (msg)
		list_del_init(&msg->node);
	mutex_unlock(&process->lock);
	return msg;
}

/* Return: there may be more */
static bool handle_control(struct demos_process *process)
{
	struct demos_message *msg;
	LIST_HEAD(out);
	u32 handled;

	for (handled = 0; handled < CONTROL_BATCH; handled++) {
		msg = next_control(process);
		if (!msg)
			return false;
		demos_count(process->machine, DEMOS_C_CONTROL);
		process->ops->control(process, msg, &out);
		demos_route_all(process->machine, &out);
	}
	return true;
}

/**
 * demos_process_work - the actor: one turn of a process
 * @process: the caller holds a reference
 *
 * Handles what its kernel receives for it, ends it if it is to end, or lets
 * it run for a while. Called because of demos_machine_ops.schedule, never
 * twice at once for one process. May sleep.
 */
void demos_process_work(struct demos_process *process)
{
	bool more = handle_control(process);
	bool end;
	bool run;

	mutex_lock(&process->lock);
	end = process->ending && process->phase != DEMOS_PHASE_GONE &&
	      (process->phase == DEMOS_PHASE_LIVE || process->machine->down);
	run = !process->ending && !process->suspended &&
	      process->phase == DEMOS_PHASE_LIVE;
	mutex_unlock(&process->lock);
	if (end)
		finish(process);
	else if (run && process->ops->run)
		process->ops->run(process);
	if (more && !end)
		process->machine->ops->schedule(process);
}
