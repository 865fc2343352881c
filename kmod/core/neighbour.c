// SPDX-License-Identifier: GPL-2.0
/*
 * News of other machines, from the transport: lives have ended, or sessions.
 * The kernel's actor is told.
 */
#include <asm/byteorder.h>

#include "core/lives.h"
#include "core/machine.h"
#include "core/message.h"
#include "core/neighbour.h"
#include "core/route.h"

/* The session with @peer has ended. @life: so has its life. */
static void tell_kernel(struct demos_machine *machine, u16 peer, bool life)
{
	const struct demos_address to = demos_kernel_address(machine->id);
	u64 floor = demos_lives_floor(&machine->lives, peer);
	u32 session = demos_lives_session_ended(&machine->lives, peer);
	const struct demos_op_lost said = {
		.op = cpu_to_be16(DEMOS_OP_LOST),
		.machine = cpu_to_be16(peer),
		.session = cpu_to_be32(session),
		.floor = cpu_to_be64(life ? floor : 0),
	};
	LIST_HEAD(out);

	demos_message_by_kernel(machine->id, &to, 0, &said, sizeof(said), &out);
	demos_route_all(machine, &out);
}

/**
 * demos_neighbour_greeted() - another machine has greeted
 * @machine: here
 * @peer: the other machine
 * @incarnation: its
 * @new: the session with it has begun anew
 *
 * Called before any frame of that session is routed. May sleep.
 */
void demos_neighbour_greeted(struct demos_machine *machine, u16 peer,
			     u64 incarnation, bool new)
{
	enum demos_met met = demos_lives_met(&machine->lives, peer,
					     demos_life_of(incarnation));

	/* Its life may have ended while the machine was no peer */
	if (met != DEMOS_MET_AGAIN || new)
		tell_kernel(machine, peer, met == DEMOS_MET_NEW);
}

/**
 * demos_neighbour_left() - another machine has said good-bye
 * @machine: here
 * @peer: the other machine
 * @incarnation: its
 *
 * May sleep.
 */
void demos_neighbour_left(struct demos_machine *machine, u16 peer,
			  u64 incarnation)
{
	demos_lives_ended(&machine->lives, peer, demos_life_of(incarnation));
	tell_kernel(machine, peer, true);
}

/**
 * demos_neighbour_deleted() - another machine has been deleted as a peer
 * @machine: here
 * @peer: the other machine
 *
 * May sleep.
 */
void demos_neighbour_deleted(struct demos_machine *machine, u16 peer)
{
	tell_kernel(machine, peer, false);
}
