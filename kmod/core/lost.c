// SPDX-License-Identifier: GPL-2.0
/*
 * The end of lives of other machines, and of sessions with them: the kernel's
 * actor is told, and what a process loses by it.
 */
#include <asm/byteorder.h>

#include "core/doubt.h"
#include "core/lost.h"
#include "core/message.h"
#include "core/move.h"
#include "core/pair.h"
#include "core/process.h"
#include "core/route.h"
#include "core/trail.h"

/* The session with @peer has ended; its life, too, or not */
static void tell_kernel(struct demos_machine *machine, u16 peer)
{
	const struct demos_address to = demos_kernel_address(machine->id);
	u32 session = demos_lives_session_ended(&machine->lives, peer);
	const struct demos_op_lost said = {
		.op = cpu_to_be16(DEMOS_OP_LOST),
		.machine = cpu_to_be16(peer),
		.session = cpu_to_be32(session),
		.floor = cpu_to_be64(demos_lives_floor(&machine->lives, peer)),
	};
	LIST_HEAD(out);

	demos_message_by_kernel(machine->id, &to, 0, &said, sizeof(said), &out);
	demos_route_all(machine, &out);
}

/**
 * demos_lost_greeted() - another machine has greeted
 * @machine: here
 * @peer: the other machine
 * @incarnation: its
 * @new: the session with it has begun anew
 *
 * Called before any frame of that session is routed. May sleep.
 */
void demos_lost_greeted(struct demos_machine *machine, u16 peer,
			u64 incarnation, bool new)
{
	/* The life may have ended while the machine was no peer */
	if (demos_lives_met(&machine->lives, peer,
			    demos_life_of(incarnation)) || new)
		tell_kernel(machine, peer);
}

/**
 * demos_lost_goodbye() - another machine has said good-bye
 * @machine: here
 * @peer: the other machine
 * @incarnation: its
 *
 * May sleep.
 */
void demos_lost_goodbye(struct demos_machine *machine, u16 peer,
			u64 incarnation)
{
	demos_lives_ended(&machine->lives, peer, demos_life_of(incarnation));
	tell_kernel(machine, peer);
}

/**
 * demos_lost_deleted() - another machine has been deleted as a peer
 * @machine: here
 * @peer: the other machine
 *
 * May sleep.
 */
void demos_lost_deleted(struct demos_machine *machine, u16 peer)
{
	tell_kernel(machine, peer);
}

/**
 * demos_lost_transfer() - may a machine have had packets of a transfer?
 * @process: the process that began it; locked
 * @transfer: the transfer
 * @peer: that machine
 *
 * Packets are at the machine of the other end; if the process has moved since
 * it began, they may also be on their way through a machine that it left.
 *
 * Return: true if so.
 */
bool demos_lost_transfer(const struct demos_process *process,
			 const struct demos_transfer *transfer, u16 peer)
{
	return transfer->to.machine == peer ||
	       (transfer->moved && demos_trail_has(&process->trail, peer));
}

/*
 * Messages that were unread there are lost. Reports of read messages, on their
 * way through that machine, may be lost, too
 */
static void pair_lost(struct demos_pair *pair, void *arg)
{
	const u16 *peer = arg;

	pair->lost = pair->lost || pair->machine == *peer;
	if (pair->lost || !demos_pair_may_send(pair))
		demos_pair_open(pair);
}

/**
 * demos_lost_hear() - tell a process that a machine is lost
 * @process: locked; the caller wakes it if @unblocked is set
 * @peer: the machine
 * @out: gets a message to the process, if a data move of it waits for that
 *       machine: its own actor ends the wait
 */
void demos_lost_hear(struct demos_process *process, u16 peer,
		     struct list_head *out)
{
	const struct demos_op_lost said = {
		.op = cpu_to_be16(DEMOS_OP_LOST),
		.machine = cpu_to_be16(peer),
	};
	const struct demos_address to = {
		.pid = process->entry.pid,
		.machine = process->machine->id,
		.moves = process->moves,
	};
	struct demos_transfer *transfer;
	bool waits = false;

	lockdep_assert_held(&process->lock);
	list_for_each_entry(transfer, &process->transfers, node)
		waits = waits || demos_lost_transfer(process, transfer, peer);
	demos_pairs_each(&process->pairs, pair_lost, &peer);
	demos_process_unblock(process);
	demos_doubt_lost(process, out);
	if (waits)
		demos_message_by_kernel(process->machine->id, &to,
					DEMOS_F_KERNEL, &said, sizeof(said),
					out);
}
