// SPDX-License-Identifier: GPL-2.0
/*
 * The promise of a call, and the reply links that other processes hold.
 */
#include <linux/errno.h>
#include <asm/byteorder.h>

#include "core/image.h"
#include "core/link.h"
#include "core/lives.h"
#include "core/message.h"
#include "core/process.h"
#include "core/promise.h"

/* ---- The creator of the link */

/**
 * demos_promise_waits() - does a process wait for the answer to its last call?
 * @process: locked
 *
 * Return: true if so; false also if the answer is in its queue.
 */
bool demos_promise_waits(const struct demos_process *process)
{
	return process->promise.holder.pid && !process->answered &&
	       process->promise.code == process->calls;
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
 *
 * A process may have moved away before; a kernel has ended, too.
 *
 * Return: true if that is known.
 */
bool demos_promise_holder_ended(const struct demos_process *process)
{
	const struct demos_promise *promise = &process->promise;

	return promise->life && promise->life <
	       life_floor(process->machine, promise->holder.machine);
}

/**
 * demos_promise_make() - a call is sent
 * @process: the caller; locked
 * @to: the process, or kernel, that it calls
 * @code: of the reply link
 */
void demos_promise_make(struct demos_process *process,
			const struct demos_address *to, u32 code)
{
	struct demos_promise *promise = &process->promise;

	*promise = (struct demos_promise) {
		.holder = *to,
		.code = code,
		.name = promise->name,
	};
	if (demos_pid_is_kernel(to->pid))
		promise->holder.machine = DEMOS_PID_MACHINE(to->pid);
	promise->life = life_now(process->machine, promise->holder.machine);
}

/**
 * demos_promise_keep() - the answer has been taken
 * @process: the caller; locked
 */
void demos_promise_keep(struct demos_process *process)
{
	process->promise.holder.pid = 0;
	process->promise.doubt = false;
}

/**
 * demos_promise_believe() - another process has the reply link now
 * @process: the caller; locked
 * @msg: DEMOS_OP_HOLDS, of that process's kernel; hostile
 *
 * HOLDS may come late, and again: the highest count of hands is the latest.
 *
 * Return: true if that process was in a life that is known to have ended.
 */
bool demos_promise_believe(struct demos_process *process,
			   const struct demos_message *msg)
{
	const struct demos_op_holds *said = (void *)msg->data;
	struct demos_promise *promise = &process->promise;
	const struct demos_address holder = {
		.pid = be64_to_cpu(said->pid),
		.machine = msg->head.from.machine,
		.moves = be32_to_cpu(said->moves),
	};

	if (!demos_promise_waits(process) || !demos_address_ok(&holder) ||
	    said->channel != DEMOS_CHANNEL_CALL ||
	    be32_to_cpu(said->code) != promise->code ||
	    said->hands < promise->hands)
		return false;
	promise->holder = holder;
	promise->life = be64_to_cpu(said->life);
	promise->hands = said->hands;
	promise->denied = false;
	return demos_promise_holder_ended(process);
}

/* ---- The holder of the link */

/* Only calls have a promise: nobody's kernel waits for other reply links */
static bool is_promised(const struct demos_link *link)
{
	return link->flags & DEMOS_LINK_REPLY &&
	       link->channel == DEMOS_CHANNEL_CALL;
}

static void tell(struct demos_process *process, const struct demos_link *link,
		 struct list_head *out)
{
	struct demos_machine *machine = process->machine;
	const struct demos_op_holds said = {
		.op = cpu_to_be16(DEMOS_OP_HOLDS),
		.channel = link->channel,
		.hands = link->hands,
		.code = cpu_to_be32(link->code),
		.pid = cpu_to_be64(process->entry.pid),
		.life = cpu_to_be64(demos_life_of(machine->incarnation)),
		.moves = cpu_to_be32(process->moves),
	};

	demos_message_by_kernel(machine->id, &link->to, DEMOS_F_KERNEL, &said,
				sizeof(said), out);
	demos_count(machine, DEMOS_C_HOLDS);
}

/**
 * demos_promise_accept() - a message has been accepted, for the first time
 * @process: its receiver; locked
 * @msg: the message
 * @out: out-queue
 *
 * Reply links that their creator did not send itself have been passed on. A
 * kernel that hands a migration over passes nothing on: the request follows
 * the process that was called.
 */
void demos_promise_accept(struct demos_process *process,
			  struct demos_message *msg, struct list_head *out)
{
	struct demos_link *link;
	u32 i;

	if (demos_pid_is_kernel(msg->head.from.pid))
		return;
	for (i = 0; i < msg->nlinks; i++) {
		link = &msg->links[i];
		if (!is_promised(link) || link->to.pid == msg->head.from.pid)
			continue;
		if (link->hands < U8_MAX)
			link->hands++;
		tell(process, link, out);
	}
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
 * demos_promise_save() - append the promise to the state of a process
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
	const struct demos_promise *promise = &process->promise;

	demos_image_put32(image, promise->name);
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
	struct demos_promise *promise = &process->promise;

	promise->code = process->calls;
	promise->name = demos_image_get32(image);
	promise->holder.pid = demos_image_get64(image);
	promise->holder.machine = demos_image_get16(image);
	promise->holder.moves = demos_image_get32(image);
	promise->life = demos_image_get64(image);
	promise->hands = demos_image_get8(image);
	return promise->holder.pid && !demos_address_ok(&promise->holder) ?
	       -EBADMSG : 0;
}
