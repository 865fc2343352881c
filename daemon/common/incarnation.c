// SPDX-License-Identifier: GPL-2.0
/*
 * The incarnations of other machines. All processes of an incarnation that is
 * gone have died, and nobody was left to say so.
 */
#include <stdlib.h>

#include "common/incarnation.h"

static __u64 known[DEMOS_MACHINE_MAX + 1];

/**
 * incarnation_begin() - remember the machines as they are now
 * @demos: handle
 */
void incarnation_begin(struct demos *demos)
{
	struct demos_peer_info *peers;
	int count = demos_peers(demos, &peers);
	int i;

	for (i = 0; i < count; i++)
		known[peers[i].machine] = peers[i].incarnation;
	if (count >= 0)
		free(peers);
}

/**
 * incarnation_changed() - is a machine another than when last seen?
 * @demos: handle
 * @machine: its id
 *
 * Return: false too if it had never been seen before.
 */
bool incarnation_changed(struct demos *demos, __u16 machine)
{
	struct demos_peer_info peer;
	__u64 before = known[machine];

	if (demos_peer_get(demos, machine, &peer) || !peer.incarnation)
		return false;
	known[machine] = peer.incarnation;
	return before && before != peer.incarnation;
}
