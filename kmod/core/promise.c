// SPDX-License-Identifier: GPL-2.0
/*
 * The promises of answers, and the reply links that other processes hold.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <asm/byteorder.h>

#include "core/image.h"
#include "core/link.h"
#include "core/lives.h"
#include "core/message.h"
#include "core/process.h"
#include "core/promise.h"

/* ---- The creator of the link */

/* The promise of a reply link on another channel than that of calls */
struct demos_other_promise {
	struct hlist_node node;
	struct demos_promise promise;
};

/**
 * demos_promises_exit() - forget all promises
 * @process: about to be freed
 */
void demos_promises_exit(struct demos_process *process)
{
	struct demos_other_promise *other;
	struct hlist_node *next;

	hlist_for_each_entry_safe(other, next, &process->promises.others, node)
		demos_promise_end(process, &other->promise);
}

/**
 * demos_promise_waits() - is an answer waited for?
 * @process: locked
 * @promise: of the process
 *
 * Return: true if so; false also if the answer to a call is in the queue: it
 * may be lost with this machine, so that promise stays until it is taken.
 */
bool demos_promise_waits(const struct demos_process *process,
			 const struct demos_promise *promise)
{
	if (promise != &process->promises.call)
		return !promise->over;
	return promise->holder.pid && !process->answered &&
	       promise->code == process->calls;
}

/**
 * demos_promises_each() - visit each promise that is waited for
 * @process: locked
 * @visit: called for each
 * @arg: for @visit
 */
void demos_promises_each(struct demos_process *process,
			 void (*visit)(struct demos_process *process,
				       struct demos_promise *promise,
				       void *arg),
			 void *arg)
{
	struct demos_promises *promises = &process->promises;
	struct demos_other_promise *other;

	lockdep_assert_held(&process->lock);
	if (demos_promise_waits(process, &promises->call))
		visit(process, &promises->call, arg);
	hlist_for_each_entry(other, &promises->others, node) {
		if (demos_promise_waits(process, &other->promise))
			visit(process, &other->promise, arg);
	}
}

static u64 life_now(struct demos_machine *machine, u16 id)
{
	return id == machine->id ? demos_life_of(machine->incarnation) :
	       demos_lives_now(&machine->lives, id);
}

static u64 life_floor(struct demos_machine *machine, u16 id)
{
	return id == machine->id ? demos_life_of(machine->incarnation) :
	       demos_lives_floor(&machine->lives, id);
}

/**
 * demos_promise_holder_ended() - has the life ended in which the holder was?
 * @process: locked
 * @promise: of the process
 *
 * A process may have moved away before; a kernel has ended, too.
 *
 * Return: true if that is known.
 */
bool demos_promise_holder_ended(const struct demos_process *process,
				const struct demos_promise *promise)
{
	return promise->life && promise->life <
	       life_floor(process->machine, promise->holder.machine);
}

/**
 * demos_promise_has_others() - is there a promise for each reply link?
 * @process: any
 *
 * The door lets guests make reply links on the channel of calls only.
 *
 * Return: false: only for those of calls.
 */
bool demos_promise_has_others(const struct demos_process *process)
{
	return !process->ops->program &&
	       !demos_pid_is_kernel(process->entry.pid);
}

/**
 * demos_promise_room() - may a process wait for more answers?
 * @process: locked
 * @count: how many more
 *
 * A promise is the other end of a link, and counts as one; a process may have
 * as many as its table may have links.
 *
 * Return: 0, or demos_limit_error().
 */
int demos_promise_room(const struct demos_process *process, u32 count)
{
	const struct demos_links *links = &process->links;

	if (!count || !demos_promise_has_others(process))
		return 0;
	return demos_budget_check(links->budget, process->promises.count, count,
				  links->reserve);
}

static struct demos_promise *new_promise(struct demos_process *process)
{
	struct demos_promises *promises = &process->promises;
	struct demos_other_promise *other;

	other = kzalloc(sizeof(*other), GFP_KERNEL | __GFP_NOFAIL);
	hlist_add_head(&other->node, &promises->others);
	promises->count++;
	atomic64_inc(&process->links.budget->total);
	return &other->promise;
}

/* @by: preferred holder, if there are several such promises */
static struct demos_promise *find(struct demos_process *process, u8 channel,
				  u32 code, u64 by)
{
	struct demos_promise *found = NULL;
	struct demos_other_promise *other;
	struct demos_promise *promise;

	hlist_for_each_entry(other, &process->promises.others, node) {
		promise = &other->promise;
		if (promise->channel != channel || promise->code != code)
			continue;
		if (promise->holder.pid == by)
			return promise;
		found = found ?: promise;
	}
	return found;
}

/*
 * The process itself may hold the link: it was passed back, or the process has
 * sent it to itself. News of that may be on its way; the link has a promise.
 */
static struct demos_promise *find_or_make(struct demos_process *process,
					  const struct demos_link *link)
{
	u64 me = process->entry.pid;
	struct demos_promise *promise;

	if (link->channel == DEMOS_CHANNEL_CALL)
		return &process->promises.call;
	promise = find(process, link->channel, link->code, me);
	return promise && (link->hands || promise->holder.pid == me) ?
	       promise : new_promise(process);
}

/**
 * demos_promise_make() - a process makes a link, or encloses it in a message
 * @process: the process; locked
 * @to: the process, or kernel, that has the link now
 * @link: the link; if it is a reply link of the process's own, that waits for
 *        an answer from now on. demos_promise_room() has said yes
 *
 * May sleep.
 */
void demos_promise_make(struct demos_process *process,
			const struct demos_address *to,
			const struct demos_link *link)
{
	bool call = link->channel == DEMOS_CHANNEL_CALL;
	struct demos_promise *promise;

	if (!(link->flags & DEMOS_LINK_REPLY) ||
	    link->to.pid != process->entry.pid)
		return;
	if (call ? link->code != process->calls :
		   !demos_promise_has_others(process))
		return;
	promise = find_or_make(process, link);
	promise->holder = *to;
	promise->called = to->pid;
	promise->code = link->code;
	promise->channel = link->channel;
	/* Older news of a link that was passed back is not believed */
	promise->hands = link->hands;
	promise->hands += link->hands && link->hands < U8_MAX;
	promise->over = false;
	promise->doubt = false;
	if (demos_pid_is_kernel(to->pid))
		promise->holder.machine = DEMOS_PID_MACHINE(to->pid);
	promise->life = life_now(process->machine, promise->holder.machine);
}

/**
 * demos_promise_end() - an answer is no longer waited for
 * @process: locked, or about to be freed
 * @promise: of the process; freed, if it is not that of the last call
 */
void demos_promise_end(struct demos_process *process,
		       struct demos_promise *promise)
{
	struct demos_promises *promises = &process->promises;
	struct demos_other_promise *other;

	promise->holder.pid = 0;
	promise->doubt = false;
	if (promise == &promises->call)
		return;
	other = container_of(promise, struct demos_other_promise, promise);
	hlist_del(&other->node);
	promises->count--;
	atomic64_dec(&process->links.budget->total);
	kfree(other);
}

/**
 * demos_promise_ends_call() - is this the answer to the call under way?
 * @process: locked
 * @msg: on DEMOS_CHANNEL_CALL
 *
 * Return: true if it is, and no other has come, or was taken, even on another
 * machine: one is enough.
 */
bool demos_promise_ends_call(const struct demos_process *process,
			     const struct demos_message *msg)
{
	return msg->head.code == process->calls &&
	       demos_promise_waits(process, &process->promises.call);
}

/**
 * demos_promise_answered() - which wait does an answer end?
 * @process: its receiver; locked
 * @msg: came over a reply link: the answer, or a notice in its place
 *
 * Return: the promise; NULL: the message is a double, or comes too late.
 */
struct demos_promise *demos_promise_answered(struct demos_process *process,
					     const struct demos_message *msg)
{
	if (msg->head.channel != DEMOS_CHANNEL_CALL)
		return find(process, msg->head.channel, msg->head.code,
			    msg->head.from.pid);
	return demos_promise_ends_call(process, msg) ?
	       &process->promises.call : NULL;
}

/**
 * demos_promise_outlives() - does another process have the link by now?
 * @promise: a promise
 * @msg: came over its reply link
 *
 * A session that ends sends messages once more that may have been accepted. So
 * the request may be refused although its receiver has read it, and has passed
 * the reply link on. A caller that has moved does not know any more which
 * process it called: then it believes no notice about another process than the
 * holder.
 *
 * Return: true if the message is a notice that says that the request could not
 * be delivered, and the link is known to be elsewhere.
 */
bool demos_promise_outlives(const struct demos_promise *promise,
			    const struct demos_message *msg)
{
	const struct demos_notice *notice = (void *)msg->data;
	u64 about;

	if (!promise->hands || !(msg->head.flags & DEMOS_F_NOTICE) ||
	    msg->length != sizeof(*notice) ||
	    be16_to_cpu(notice->kind) == DEMOS_EDESTROYED)
		return false;
	about = be64_to_cpu(notice->pid);
	return about != promise->holder.pid &&
	       (!promise->called || promise->called == about);
}

static struct demos_promise *find_told(struct demos_process *process,
				       const struct demos_op_holds *said)
{
	struct demos_promise *call = &process->promises.call;
	u32 code = be32_to_cpu(said->code);

	if (said->channel != DEMOS_CHANNEL_CALL)
		return find(process, said->channel, code, 0);
	return demos_promise_waits(process, call) && call->code == code ?
	       call : NULL;
}

/**
 * demos_promise_believe() - another process has the reply link now
 * @process: the creator of the link; locked
 * @msg: DEMOS_OP_HOLDS, of that process's kernel; hostile
 *
 * HOLDS may come late, and again: the highest count of hands is the latest.
 *
 * Return: the promise, if that process was in a life that is known to have
 * ended, or may not have the link; else NULL.
 */
struct demos_promise *demos_promise_believe(struct demos_process *process,
					    const struct demos_message *msg)
{
	const struct demos_op_holds *said = (void *)msg->data;
	struct demos_promise *promise = find_told(process, said);
	const struct demos_address holder = {
		.pid = be64_to_cpu(said->pid),
		.machine = msg->head.from.machine,
		.moves = be32_to_cpu(said->moves),
	};

	if (!promise || !demos_address_ok(&holder) ||
	    said->hands < promise->hands)
		return NULL;
	promise->holder = holder;
	promise->life = be64_to_cpu(said->life);
	promise->hands = said->hands;
	promise->denied = false;
	return !promise->life || demos_promise_holder_ended(process, promise) ?
	       promise : NULL;
}

/* ---- The holder of the link */

/* @life: of this machine; 0: ask whether the process has the link */
static void tell_life(struct demos_machine *machine, u64 pid, u32 moves,
		      const struct demos_link *link, u64 life,
		      struct list_head *out)
{
	const struct demos_op_holds said = {
		.op = cpu_to_be16(DEMOS_OP_HOLDS),
		.channel = link->channel,
		.hands = link->hands,
		.code = cpu_to_be32(link->code),
		.pid = cpu_to_be64(pid),
		.life = cpu_to_be64(life),
		.moves = cpu_to_be32(moves),
	};

	demos_message_by_kernel(machine->id, &link->to, DEMOS_F_KERNEL, &said,
				sizeof(said), out);
	demos_count(machine, DEMOS_C_HOLDS);
}

static void tell(struct demos_process *process, const struct demos_link *link,
		 struct list_head *out)
{
	tell_life(process->machine, process->entry.pid, process->moves, link,
		  demos_life_of(process->machine->incarnation), out);
}

/* Count the sender of a link. Return: false: its creator sends it at first */
static bool pass_on(const struct demos_message *msg, struct demos_link *link)
{
	if (!(link->flags & DEMOS_LINK_REPLY) ||
	    (link->to.pid == msg->head.from.pid && !link->hands))
		return false;
	if (link->hands < U8_MAX)
		link->hands++;
	return true;
}

/**
 * demos_promise_accept() - a message has been accepted, for the first time
 * @process: its receiver; locked
 * @msg: the message
 * @out: out-queue
 *
 * Reply links have been passed on unless their creator sends them for the first
 * time. A kernel that hands a migration over passes nothing on: the request
 * follows the process that was called.
 */
void demos_promise_accept(struct demos_process *process,
			  struct demos_message *msg, struct list_head *out)
{
	u32 i;

	if (demos_pid_is_kernel(msg->head.from.pid))
		return;
	for (i = 0; i < msg->nlinks; i++) {
		if (pass_on(msg, &msg->links[i]))
			tell(process, &msg->links[i], out);
	}
}

/**
 * demos_promise_double() - a message is dropped as a double
 * @process: its receiver; locked
 * @msg: the message
 * @out: out-queue
 *
 * It may be one that was thought to be lost: then its reply links are lost with
 * it. So those who wait for an answer ask whether the process has them.
 */
void demos_promise_double(struct demos_process *process,
			  struct demos_message *msg, struct list_head *out)
{
	u32 i;

	if (demos_pid_is_kernel(msg->head.from.pid))
		return;
	for (i = 0; i < msg->nlinks; i++) {
		pass_on(msg, &msg->links[i]);
		if (msg->links[i].flags & DEMOS_LINK_REPLY)
			tell_life(process->machine, process->entry.pid,
				  process->moves, &msg->links[i], 0, out);
	}
}

/**
 * demos_promise_ask() - have the creator of a reply link ask for it
 * @machine: here
 * @msg: the message that encloses it: it may have been accepted, but not here
 * @link: the link
 * @out: out-queue
 */
void demos_promise_ask(struct demos_machine *machine,
		       const struct demos_message *msg,
		       const struct demos_link *link, struct list_head *out)
{
	struct demos_link passed = *link;

	pass_on(msg, &passed);
	tell_life(machine, msg->head.to.pid, msg->head.to.moves, &passed, 0,
		  out);
}

static void tell_of_queue(struct demos_process *process,
			  const struct list_head *queue, struct list_head *out)
{
	const struct demos_message *msg;
	u32 i;

	list_for_each_entry(msg, queue, node) {
		for (i = 0; i < msg->nlinks; i++) {
			if (msg->links[i].hands)
				tell(process, &msg->links[i], out);
		}
	}
}

/**
 * demos_promise_tell_again() - HOLDS of links that were passed on may be lost
 * @process: their holder; LIVE, locked
 * @out: out-queue
 */
void demos_promise_tell_again(struct demos_process *process,
			      struct list_head *out)
{
	struct demos_link link;
	u32 name = 0;

	lockdep_assert_held(&process->lock);
	while ((name = demos_links_next(&process->links, name, &link))) {
		if (link.hands)
			tell(process, &link, out);
	}
	tell_of_queue(process, &process->queue, out);
	tell_of_queue(process, &process->control, out);
}

/* A reply link that is looked for */
struct wanted {
	u64 creator;
	u32 code;
	u8 channel;
	bool found;
};

static bool is_wanted(const struct wanted *wanted,
		      const struct demos_link *link)
{
	return link->flags & DEMOS_LINK_REPLY &&
	       link->to.pid == wanted->creator && link->code == wanted->code &&
	       link->channel == wanted->channel;
}

static bool queue_has(const struct wanted *wanted,
		      const struct list_head *queue)
{
	const struct demos_message *msg;
	u32 i;

	list_for_each_entry(msg, queue, node) {
		for (i = 0; i < msg->nlinks; i++) {
			if (is_wanted(wanted, &msg->links[i]))
				return true;
		}
	}
	return false;
}

static void look_in_early(struct demos_pair *pair, void *arg)
{
	struct wanted *wanted = arg;

	wanted->found = wanted->found || queue_has(wanted, &pair->early);
}

/**
 * demos_promise_has() - does a process have a reply link?
 * @process: LIVE, locked; or the kernel
 * @creator: process that made the link
 * @code: of the link
 * @channel: of the link
 *
 * Return: true: it is in the link table, or in a message.
 */
bool demos_promise_has(const struct demos_process *process, u64 creator,
		       u32 code, u8 channel)
{
	struct wanted wanted = {
		.creator = creator,
		.code = code,
		.channel = channel,
	};
	struct demos_link link;
	u32 name = 0;

	lockdep_assert_held(&process->lock);
	while ((name = demos_links_next(&process->links, name, &link))) {
		if (is_wanted(&wanted, &link))
			return true;
	}
	if (queue_has(&wanted, &process->queue) ||
	    queue_has(&wanted, &process->control))
		return true;
	demos_pairs_each(&process->pairs, look_in_early, &wanted);
	return wanted.found;
}

/* ---- Migration */

/**
 * demos_promise_save() - append the promise of the last call to the state
 * @process: about to be frozen; locked
 * @image: writer
 *
 * An answer in its queue may be lost with the source, so the promise travels
 * until it has been taken. An answer to a doubt of the source does not end
 * one of the destination.
 */
void demos_promise_save(const struct demos_process *process,
			struct demos_image *image)
{
	const struct demos_promise none = {};
	const struct demos_promise *promise = &process->promises.call;

	demos_image_put32(image, process->promises.names);
	if (promise->code != process->calls)
		promise = &none;
	demos_image_put64(image, promise->holder.pid);
	demos_image_put16(image, promise->holder.machine);
	demos_image_put32(image, promise->holder.moves);
	demos_image_put64(image, promise->life);
	demos_image_put8(image, promise->hands);
}

/**
 * demos_promise_restore() - read the promise back
 * @process: in no table yet; its count of calls has been read
 * @image: reader
 *
 * Return: 0, or -EBADMSG: malformed.
 */
int demos_promise_restore(struct demos_process *process,
			  struct demos_image *image)
{
	struct demos_promise *promise = &process->promises.call;

	promise->code = process->calls;
	promise->channel = DEMOS_CHANNEL_CALL;
	process->promises.names = demos_image_get32(image);
	promise->holder.pid = demos_image_get64(image);
	promise->holder.machine = demos_image_get16(image);
	promise->holder.moves = demos_image_get32(image);
	promise->life = demos_image_get64(image);
	promise->hands = demos_image_get8(image);
	return promise->holder.pid && !demos_address_ok(&promise->holder) ?
	       -EBADMSG : 0;
}
