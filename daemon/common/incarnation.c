// SPDX-License-Identifier: GPL-2.0
/*
 * The lives of other machines, by their incarnations. When a machine has a new
 * life, all processes of the old one have died, without a message that said so.
 */
#include <errno.h>
#include <stdlib.h>

#include "common/incarnation.h"

static __u64 known[DEMOS_MACHINE_MAX + 1];

static __u64 life_of(const struct demos_peer_info *peer)
{
	return peer->incarnation >> DEMOS_LIFE_SHIFT;
}

/**
 * incarnation_begin() - remember the present lives
 * @demos: handle
 */
void incarnation_begin(struct demos *demos)
{
	struct demos_peer_info *peers;
	int count = demos_peers(demos, &peers);
	int i;

	for (i = 0; i < count; i++)
		known[peers[i].machine] = life_of(&peers[i]);
	if (count >= 0)
		free(peers);
}

/**
 * incarnation_look() - find machines that have been restarted since last seen
 * @demos: handle
 * @restarted: called for each
 * @arg: for @restarted
 *
 * For a server that has missed events.
 */
void incarnation_look(struct demos *demos,
		      void (*restarted)(void *arg, __u16 machine), void *arg)
{
	struct demos_peer_info *peers;
	int count = demos_peers(demos, &peers);
	int i;

	for (i = 0; i < count; i++) {
		if (incarnation_changed(demos, peers[i].machine))
			restarted(arg, peers[i].machine);
	}
	if (count >= 0)
		free(peers);
}

/**
 * incarnation_changed() - has a machine been restarted since last seen?
 * @demos: handle
 * @machine: its id
 *
 * Return: false also if it has never been seen before.
 */
bool incarnation_changed(struct demos *demos, __u16 machine)
{
	struct demos_peer_info peer;
	__u64 before = known[machine];

	if (demos_peer_get(demos, machine, &peer) || !life_of(&peer))
		return false;
	known[machine] = life_of(&peer);
	return before && before != known[machine];
}

/**
 * incarnation_over() - has a machine gone, and not come back?
 * @demos: handle
 * @machine: its id
 *
 * DEMOS_EVENT_PEER_GONE may be read after the machine has come back.
 *
 * Return: true also if it is no peer any more.
 */
bool incarnation_over(struct demos *demos, __u16 machine)
{
	struct demos_peer_info peer;
	int err = demos_peer_get(demos, machine, &peer);

	return err == -ENOENT || (!err && peer.state == DEMOS_PEER_GONE);
}
