// SPDX-License-Identifier: GPL-2.0
/*
 * A peer that is about to be deleted: no process may be on its way to or from
 * it, and none may begin to be.
 */
#include "core/arrive.h"
#include "core/machine.h"
#include "core/parting.h"
#include "core/process.h"

static int moves_between(struct demos_process *process, void *arg)
{
	const u16 *peer = arg;
	bool moves;

	mutex_lock(&process->lock);
	moves = process->peer == *peer &&
		(process->phase == DEMOS_PHASE_LEAVING ||
		 process->phase == DEMOS_PHASE_ARRIVING);
	mutex_unlock(&process->lock);
	return moves;
}

static bool arrives_from(struct demos_machine *machine, u16 peer)
{
	struct demos_arrival *arrival;
	bool arrives = false;

	spin_lock(&machine->arrivals_lock);
	list_for_each_entry(arrival, &machine->arrivals, node)
		arrives = arrives || arrival->peer == peer;
	spin_unlock(&machine->arrivals_lock);
	return arrives;
}

/**
 * demos_parting_hindered() - is a process on its way to or from a machine?
 * @machine: here
 * @peer: that machine
 *
 * While it is, neither side alone can say where the process is. May sleep.
 *
 * Return: true if there is one.
 */
bool demos_parting_hindered(struct demos_machine *machine, u16 peer)
{
	return arrives_from(machine, peer) ||
	       demos_process_each(machine, moves_between, &peer);
}

/**
 * demos_parting_mark() - let no more processes begin to move to or from a peer
 * @machine: here
 * @peer: the peer, which is about to be deleted; 0: that is over
 */
void demos_parting_mark(struct demos_machine *machine, u16 peer)
{
	spin_lock(&machine->arrivals_lock);
	WRITE_ONCE(machine->parting, peer);	/* depart.c has another lock */
	spin_unlock(&machine->arrivals_lock);
}
