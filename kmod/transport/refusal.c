// SPDX-License-Identifier: GPL-2.0
/*
 * Refused frames: each is counted by its fault and traced, and the fault is the
 * reason for the connection's end.
 */
#define pr_fmt(fmt) "demos: " fmt

#include <linux/errno.h>
#include <linux/spinlock.h>

#include "core/machine.h"
#include "transport/connection.h"
#include "transport/peer.h"
#include "trace.h"

/* The reason that an operator sees: what may have to be mended */
static int refusal(enum demos_counter counter)
{
	switch (counter) {
	case DEMOS_C_REFUSED_ORDER:
	case DEMOS_C_REFUSED_VERSION:
		return -EPROTONOSUPPORT;
	case DEMOS_C_REFUSED_MACHINE:
		return -EREMCHG;
	case DEMOS_C_REFUSED_LIFE:
		return -ESTALE;
	default:
		return -EBADMSG;
	}
}

/**
 * demos_connection_refuse_frame() - count and trace a frame that is wrong
 * @connection: the connection; the caller cuts it
 * @why: what is wrong
 *
 * Return: negative errno, as struct demos_peer_info has it.
 */
int demos_connection_refuse_frame(struct demos_connection *connection,
				  const struct demos_why *why)
{
	struct demos_machine *machine = connection->peers->machine;
	struct demos_peer *peer = connection->peer;

	demos_count(machine, DEMOS_C_REFUSED);
	demos_count(machine, why->counter);
	if (peer) {
		spin_lock(&peer->lock);
		peer->stats.refused++;
		spin_unlock(&peer->lock);
	}
	trace_demos_refuse(machine, demos_connection_id(connection), why->text);
	pr_debug("machine %u: frame from %u refused: %s\n", machine->id,
		 demos_connection_id(connection), why->text);
	return refusal(why->counter);
}
