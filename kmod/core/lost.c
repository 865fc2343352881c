// SPDX-License-Identifier: GPL-2.0
/*
 * What a process loses when a life of another machine, or a session with it,
 * has ended.
 */
#include <asm/byteorder.h>

#include "core/doubt.h"
#include "core/lost.h"
#include "core/message.h"
#include "core/move.h"
#include "core/pair.h"
#include "core/process.h"
#include "core/trail.h"

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
