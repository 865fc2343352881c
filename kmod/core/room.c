// SPDX-License-Identifier: GPL-2.0
/*
 * Room in queues. There is always room for messages that stay in no queue, and
 * for those that the process itself has requested. Urgent messages, whose
 * refusal would leave a process waiting for ever, may exceed the limits
 * several times, and have a little room of their own in any case. Minor
 * notices, which anybody can cause again and again, outside of flow control,
 * may use only a part of the limits; so may requests for move data, which wait
 * as long as the requester's session is full. Nothing that another machine
 * sends is unbounded.
 */
#include <linux/errno.h>
#include <linux/sizes.h>
#include <asm/byteorder.h>

#include "core/message.h"
#include "core/move.h"
#include "core/process.h"
#include "core/promise.h"
#include "core/room.h"

/* Urgent messages: multiple of the limits; bytes that always have room */
#define URGENT_TIMES	4
#define URGENT_SURE	SZ_64K
/* Minor notices: the limits divided by this; bytes that always have room */
#define MINOR_PART	4
#define MINOR_SURE	SZ_16K
/* Requests for move data: a process's limit divided by this; the least limit */
#define PULLS_PART	16
#define PULLS_SURE	SZ_64K

/**
 * demos_room_is_pending() - is this a message that step 6 re-sends?
 * @process: locked
 * @msg: the message
 *
 * Return: true if the process is arriving, and its source has sent this.
 */
bool demos_room_is_pending(const struct demos_process *process,
			   const struct demos_message *msg)
{
	return process->phase == DEMOS_PHASE_ARRIVING &&
	       msg->head.flags & DEMOS_F_PENDING &&
	       msg->head.via == process->peer;
}

/* Bytes that all answers to unanswered packets may take */
static u64 answers_due(const struct demos_process *process)
{
	const struct demos_transfer *transfer;
	u64 due = 0;

	list_for_each_entry(transfer, &process->transfers, node)
		due += READ_ONCE(transfer->waiting) *
		       (sizeof(struct demos_message) +
			sizeof(struct demos_op_data) +
			(transfer->write ? 0ULL : DEMOS_MOVE_PACKET));
	return due;
}

/* From the process asked, or a kernel that refuses; no longer than requested */
static bool fits_transfer(const struct demos_transfer *transfer,
			  const struct demos_message *msg)
{
	return (msg->head.from.pid == transfer->to.pid ||
		demos_pid_is_kernel(msg->head.from.pid)) &&
	       msg->length <= sizeof(struct demos_op_data) +
			      (transfer->write ? 0 : DEMOS_MOVE_PACKET);
}

/* Does it answer a packet of a data move that was begun here? */
static bool answers_packet(const struct demos_process *process,
			   const struct demos_message *msg)
{
	u64 bytes = atomic64_read(&process->answers.bytes);
	const struct demos_transfer *transfer;

	if (bytes + demos_message_size(msg) > answers_due(process))
		return false;
	list_for_each_entry(transfer, &process->transfers, node) {
		if (demos_message_answers_packet(msg, transfer->name))
			return fits_transfer(transfer, msg);
	}
	return false;
}

/* Is it the turn of @msg? @pair: the record for its sender; NULL: none */
static bool has_turn(const struct demos_process *process,
		     const struct demos_pair *pair,
		     const struct demos_message *msg)
{
	if (process->phase != DEMOS_PHASE_LIVE)
		return false;
	return !msg->head.number ||
	       msg->head.number == (pair ? pair->accept : 1);
}

/* Was the message accepted before? Then it is dropped. */
static bool is_double(const struct demos_process *process,
		      const struct demos_pair *pair,
		      const struct demos_message *msg)
{
	return process->phase == DEMOS_PHASE_LIVE && pair &&
	       msg->head.number && msg->head.number < pair->accept;
}

/* Does the message stay in no queue, or is a place kept for it? */
static bool needs_no_room(const struct demos_process *process,
			  const struct demos_pair *pair,
			  const struct demos_message *msg)
{
	if (answers_packet(process, msg) || is_double(process, pair, msg))
		return true;
	if (!has_turn(process, pair, msg))
		return false;
	return msg->head.flags & (DEMOS_F_LAST | DEMOS_F_VOID) ||
	       demos_message_kind(msg) == DEMOS_KIND_NEWS ||
	       (msg->head.channel == DEMOS_CHANNEL_CALL &&
		!demos_message_is_control(msg) &&
		demos_promise_ends_call(process, msg));
}

/* The requester's session is full: the request would have to wait */
static bool will_wait(struct demos_machine *machine,
		      const struct demos_message *msg)
{
	u16 from = msg->head.from.machine;

	return from != machine->id &&
	       machine->ops->way(machine, from, DEMOS_CLASS_BULK) ==
	       DEMOS_WAY_FULL;
}

/*
 * Is it a request for move data, and their share of the room used up? A
 * requester whose session is full must not keep out those that read their
 * answers, so half of the room is left to them.
 */
static bool asks_too_much(const struct demos_process *process,
			  const struct demos_message *msg)
{
	struct demos_machine *machine = process->machine;
	u64 most = process == machine->kernel ? DEMOS_KERNEL_QUEUE_MAX / 4 :
		   demos_limit(machine, DEMOS_LIMIT_PROCESS_QUEUE) / PULLS_PART;
	u64 pulls = atomic64_read(&process->pulls.bytes) +
		    demos_message_size(msg);

	if (demos_message_kind(msg) != DEMOS_KIND_PULL ||
	    demos_room_is_pending(process, msg))
		return false;
	most = max_t(u64, most, PULLS_SURE);
	return pulls > most || (pulls > most / 2 && will_wait(machine, msg));
}

/**
 * demos_room_account() - which account is charged for a message in a queue?
 * @process: whose queue; locked
 * @msg: the message, in no queue
 *
 * Return: the account.
 */
struct demos_account *demos_room_account(struct demos_process *process,
					 const struct demos_message *msg)
{
	if (answers_packet(process, msg))
		return &process->answers;
	return demos_message_kind(msg) == DEMOS_KIND_PULL ? &process->pulls :
	       &process->account;
}

/* If the message were refused, would a process wait for ever? */
static bool is_urgent(const struct demos_process *process,
		      const struct demos_message *msg)
{
	if (demos_room_is_pending(process, msg))
		return true;
	switch (demos_message_kind(msg)) {
	case DEMOS_KIND_ANSWER:
	case DEMOS_KIND_CONTROL:
	case DEMOS_KIND_WORD:
	case DEMOS_KIND_NEWS:
		return true;
	default:
		return false;
	}
}

/*
 * Processes get half the room: a process is told that its request was refused,
 * while a kernel does not repeat a message.
 */
static bool has_kernel_room(struct demos_process *kernel,
			    const struct demos_message *msg, u64 bytes)
{
	if (msg->head.from.pid == kernel->entry.pid)
		return true;
	return bytes <= (demos_pid_is_kernel(msg->head.from.pid) ?
			 DEMOS_KERNEL_QUEUE_MAX : DEMOS_KERNEL_QUEUE_MAX / 2);
}

/**
 * demos_room_check() - is there room in the queues of a process?
 * @process: the process; locked
 * @pair: its record for the sender of a numbered message; NULL: there is none
 * @msg: the message, in no queue
 *
 * Return: 0: it may be put there; demos_limit_error(); -ENOSPC: the kernel's
 * own queue is full.
 */
int demos_room_check(struct demos_process *process,
		     const struct demos_pair *pair,
		     const struct demos_message *msg)
{
	struct demos_machine *machine = process->machine;
	u64 size = demos_message_size(msg);
	u64 own = atomic64_read(&process->account.bytes);
	u64 all = atomic64_read(&machine->account.bytes);
	bool minor = demos_message_kind(msg) == DEMOS_KIND_MINOR &&
		     !demos_room_is_pending(process, msg);
	bool urgent = !minor && is_urgent(process, msg);

	if (needs_no_room(process, pair, msg))
		return 0;
	if (process == machine->kernel)
		return !asks_too_much(process, msg) &&
		       has_kernel_room(process, msg, own + size) ? 0 : -ENOSPC;
	if (asks_too_much(process, msg))
		return demos_limit_error(DEMOS_LIMIT_PROCESS_QUEUE);
	if ((urgent && own + size <= URGENT_SURE) ||
	    (minor && own + size <= MINOR_SURE) ||
	    (process->reserve && !minor && own + size <= DEMOS_RESERVE_QUEUE))
		return 0;
	if (minor) {
		own *= MINOR_PART;
		all *= MINOR_PART;
	} else if (urgent) {
		own /= URGENT_TIMES;
		all /= URGENT_TIMES;
	}
	if (own + size > demos_limit(machine, DEMOS_LIMIT_PROCESS_QUEUE))
		return demos_limit_error(DEMOS_LIMIT_PROCESS_QUEUE);
	if (all + size > demos_limit(machine, DEMOS_LIMIT_QUEUES))
		return demos_limit_error(DEMOS_LIMIT_QUEUES);
	return 0;
}
