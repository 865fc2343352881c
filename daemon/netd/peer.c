// SPDX-License-Identifier: GPL-2.0
/*
 * The machines that we are to be connected with.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/demos_text.h"
#include "netd/peer.h"

/* Longest time that a connection may take to be made, ms */
#define DIAL_PATIENCE	10000

/**
 * peer_parse() - read a machine id and an address
 * @text: what somebody typed
 * @separator: between the two
 * @machine: gets the machine id
 * @address: gets the address
 *
 * Return: 0 or -EINVAL.
 */
int peer_parse(const char *text, char separator, __u16 *machine,
	       struct address *address)
{
	const char *end = strchr(text, separator);
	char id[8];

	if (!end || end - text >= (long)sizeof(id))
		return -EINVAL;
	memcpy(id, text, end - text);
	id[end - text] = 0;
	if (demos_machine_parse(id, machine))
		return -EINVAL;
	return address_parse(end + 1, address);
}

/**
 * peers_find() - look a peer up
 * @peers: all
 * @machine: its id
 *
 * Return: the peer or NULL.
 */
struct peer *peers_find(const struct peers *peers, __u16 machine)
{
	struct peer *peer = peers->first;

	while (peer && peer->machine != machine)
		peer = peer->next;
	return peer;
}

/**
 * peers_add() - add a peer, or give one that is known another address
 * @peers: all
 * @machine: its id, not our own
 * @address: where it listens
 * @now: ms
 *
 * Return: the peer, or NULL: no memory.
 */
struct peer *peers_add(struct peers *peers, __u16 machine,
		       const struct address *address, __u64 now)
{
	struct peer *peer = peers_find(peers, machine);

	if (peer) {
		peer->address = *address;
		if (peer->state == PEER_WAITING)
			peer->due = now;
		return peer;
	}
	peer = calloc(1, sizeof(*peer));
	if (!peer)
		return NULL;
	peer->machine = machine;
	peer->address = *address;
	peer->socket.fd = -1;
	peer->state = machine > peers->self ? PEER_PASSIVE : PEER_WAITING;
	peer->due = machine > peers->self ? PEER_NEVER : now;
	peer->next = peers->first;
	peers->first = peer;
	return peer;
}

/**
 * peers_next() - when is something to be done?
 * @peers: all
 *
 * Return: ms, or PEER_NEVER.
 */
__u64 peers_next(const struct peers *peers)
{
	const struct peer *peer;
	__u64 next = PEER_NEVER;

	for (peer = peers->first; peer; peer = peer->next) {
		if (peer->due < next)
			next = peer->due;
	}
	return next;
}

/**
 * peers_due() - find a peer to do something about
 * @peers: all
 * @now: ms
 *
 * Return: a peer, or NULL: there is none.
 */
struct peer *peers_due(const struct peers *peers, __u64 now)
{
	struct peer *peer = peers->first;

	while (peer && peer->due > now)
		peer = peer->next;
	return peer;
}

/**
 * peers_remove() - forget a peer
 * @peers: all
 * @peer: which; freed. Its socket has been closed.
 */
void peers_remove(struct peers *peers, struct peer *peer)
{
	struct peer **link = &peers->first;

	while (*link != peer)
		link = &(*link)->next;
	*link = peer->next;
	free(peer);
}

/**
 * peers_clear() - free all
 * @peers: all; none afterwards. Their sockets have been closed.
 */
void peers_clear(struct peers *peers)
{
	struct peer *peer;

	while ((peer = peers->first)) {
		peers->first = peer->next;
		free(peer);
	}
}

/**
 * peer_dialing() - its socket is being connected
 * @peer: the peer
 * @now: ms
 */
void peer_dialing(struct peer *peer, __u64 now)
{
	peer->state = PEER_DIALING;
	peer->due = now + DIAL_PATIENCE;
}

/**
 * peer_failed() - there is no connection; try again after a while
 * @peer: the peer
 * @now: ms
 * @random: any number
 *
 * Each time the wait is twice as long, and between half and all of that, so
 * that machines that lost each other at the same time do not come back at the
 * same time.
 */
void peer_failed(struct peer *peer, __u64 now, __u32 random)
{
	__u32 delay = PEER_DELAY_MOST;

	if (peer->tries < 16 && (1U << peer->tries) * PEER_DELAY_FIRST < delay)
		delay = (1U << peer->tries) * PEER_DELAY_FIRST;
	peer->tries++;
	peer->state = PEER_WAITING;
	peer->due = now + delay / 2 + random % (delay / 2 + 1);
}

/**
 * peer_handed() - its connection is in the hands of the module, or was all
 * the time; look after it, in case we are not told what becomes of it
 * @peer: the peer
 * @now: ms
 */
void peer_handed(struct peer *peer, __u64 now)
{
	peer->state = PEER_WATCHED;
	peer->due = now + PEER_DELAY_MOST;
}

/**
 * peer_up() - the module says that a peer is up
 * @peer: the peer
 */
void peer_up(struct peer *peer)
{
	peer->tries = 0;
	if (peer->state == PEER_PASSIVE || peer->state == PEER_DIALING)
		return;
	peer->state = PEER_WATCHED;
	peer->due = PEER_NEVER;
}

/**
 * peer_down() - the module says that a peer is down
 * @peer: the peer
 * @now: ms
 * @random: any number
 *
 * Return: whether it is for us to do something about it.
 */
bool peer_down(struct peer *peer, __u64 now, __u32 random)
{
	if (peer->state != PEER_WATCHED)
		return false;
	peer_failed(peer, now, random);
	return true;
}
