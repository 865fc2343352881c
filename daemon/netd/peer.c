// SPDX-License-Identifier: GPL-2.0
/*
 * The machines to connect with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netd/peer.h"

/* Time limit for connecting to an address, ms */
#define DIAL_PATIENCE	5000

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

/* Do we dial it? Of two machines, the one with the higher id dials. */
static bool is_dialled(const struct peers *peers, const struct peer *peer)
{
	return peer->machine < peers->self && *peer->where;
}

/**
 * peers_add() - add a peer, or change the address of one
 * @peers: all
 * @machine: its id, not our own
 * @where: it listens: checked by address_split(); "": not known
 * @now: ms
 *
 * Return: the peer, or NULL: no memory.
 */
struct peer *peers_add(struct peers *peers, __u16 machine, const char *where,
		       __u64 now)
{
	struct peer *peer = peers_find(peers, machine);

	if (!peer) {
		peer = calloc(1, sizeof(*peer));
		if (!peer)
			return NULL;
		peer->machine = machine;
		peer->socket.fd = -1;
		peer->due = PEER_NEVER;
		peer->next = peers->first;
		peers->first = peer;
	}
	strcpy(peer->where, where);
	if (peer->state == PEER_PASSIVE && is_dialled(peers, peer))
		peer->state = PEER_WAITING;
	if (peer->state == PEER_WAITING)
		peer->due = now;
	return peer;
}

/**
 * peers_next() - when is the next peer due?
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
 * peers_due() - find a peer that is due
 * @peers: all
 * @now: ms
 *
 * Return: the peer, or NULL: none is.
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
 * @peer: the peer, whose socket has been closed; freed
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
 * @peers: all, whose sockets have been closed; none are left
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
 * peer_resolving() - the resolver has been asked for the addresses of a peer
 * @peer: the peer
 *
 * It answers, sooner or later.
 */
void peer_resolving(struct peer *peer)
{
	peer->state = PEER_RESOLVING;
	peer->due = PEER_NEVER;
}

/**
 * peer_dialing() - the socket of a peer is being connected
 * @peer: the peer
 * @now: ms
 */
void peer_dialing(struct peer *peer, __u64 now)
{
	peer->state = PEER_DIALING;
	peer->due = now + DIAL_PATIENCE;
}

/**
 * peer_proving() - a peer is connected, and the handshake has begun
 * @peer: the peer
 * @handshake: the handshake, which has a time limit of its own
 */
void peer_proving(struct peer *peer, struct handshake *handshake)
{
	peer->state = PEER_PROVING;
	peer->handshake = handshake;
	peer->due = PEER_NEVER;
}

/**
 * peer_failed() - an attempt failed, or a connection ended; try again later
 * @peer: the peer
 * @now: ms
 * @random: any number
 *
 * The limit of the wait doubles each time, and the wait is a random one between
 * half of it and all of it, so that machines that lost their connections at the
 * same time do not dial at the same time.
 */
void peer_failed(struct peer *peer, __u64 now, __u32 random)
{
	__u32 delay = PEER_DELAY_MOST;

	if (peer->tries < 16 && (1U << peer->tries) * PEER_DELAY_FIRST < delay)
		delay = (1U << peer->tries) * PEER_DELAY_FIRST;
	peer->tries++;
	peer->up = 0;
	peer->state = PEER_WAITING;
	peer->due = now + delay / 2 + random % (delay / 2 + 1);
}

/**
 * peer_handed() - the module has the connection of a peer
 * @peer: the peer
 * @now: ms
 *
 * Look at it again later, in case the event of its end is lost.
 */
void peer_handed(struct peer *peer, __u64 now)
{
	peer->state = PEER_WATCHED;
	peer->due = now + PEER_DELAY_MOST;
}

/*
 * Only a connection that lasts makes the next wait short again. Otherwise one
 * that dies as soon as it is up would be made again without a pause, for ever.
 */
static void judge(struct peer *peer, __u64 now)
{
	if (peer->up && now - peer->up >= PEER_STEADY)
		peer->tries = 0;
}

static void watch(struct peer *peer, __u64 now)
{
	if (peer->state != PEER_WAITING && peer->state != PEER_WATCHED)
		return;
	peer->state = PEER_WATCHED;
	peer->due = now + (peer->tries ? PEER_STEADY : PEER_LOOK);
}

/**
 * peer_up() - the module says that a peer has come up
 * @peer: the peer
 * @now: ms, not 0
 */
void peer_up(struct peer *peer, __u64 now)
{
	peer->up = now;
	*peer->error = 0;
	watch(peer, now);
}

/**
 * peer_still_up() - a look has shown that a peer is up
 * @peer: the peer
 * @now: ms, not 0
 */
void peer_still_up(struct peer *peer, __u64 now)
{
	if (!peer->up)
		peer->up = now;
	*peer->error = 0;
	judge(peer, now);
	watch(peer, now);
}

/**
 * peer_down() - the module says that a peer is down
 * @peer: the peer
 * @now: ms
 * @random: any number
 * @why: for a person
 *
 * Return: whether we dial it again.
 */
bool peer_down(struct peer *peer, __u64 now, __u32 random, const char *why)
{
	if (peer->state == PEER_WATCHED || peer->up)
		snprintf(peer->error, sizeof(peer->error), "%s", why);
	if (peer->state != PEER_WATCHED) {
		peer->up = 0;
		return false;
	}
	judge(peer, now);
	peer_failed(peer, now, random);
	return true;
}

/**
 * peer_used_up() - has its connection carried so much that it needs a new key?
 * @peer: the peer, up
 * @connections: with it so far
 * @bytes: sent and received so far
 * @most: how many bytes one connection may carry, 0: any number
 *
 * If the connection is older than this daemon, all bytes count as its own.
 *
 * Return: whether it is time for a new connection.
 */
bool peer_used_up(struct peer *peer, __u32 connections, __u64 bytes,
		  __u64 most)
{
	if (peer->connections != connections) {
		peer->bytes = peer->connections ? bytes : 0;
		peer->connections = connections;
	}
	return most && bytes - peer->bytes > most;
}

/**
 * peer_state_name() - the state of a peer, in a word
 * @peer: the peer
 *
 * Return: the word.
 */
const char *peer_state_name(const struct peer *peer)
{
	static const char *const names[] = {
		[PEER_PASSIVE] = "awaited",
		[PEER_WAITING] = "waiting",
		[PEER_RESOLVING] = "resolving",
		[PEER_DIALING] = "dialing",
		[PEER_PROVING] = "proving",
		[PEER_WATCHED] = "greeting",
	};

	return names[peer->state];
}
