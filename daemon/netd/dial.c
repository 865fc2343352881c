// SPDX-License-Identifier: GPL-2.0
/*
 * We dial machines with a lower id, and hand the connections to the module.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/log.h"
#include "netd/netd.h"
#include "netd/reach.h"
#include "netd/vouch.h"

/**
 * netd_random() - a number that others cannot guess
 *
 * Return: the number.
 */
__u32 netd_random(void)
{
	__u32 number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
		number = demos_clock_ms();
	return number;
}

/*
 * An attempt failed; the peer is tried again after a while. Logs only the first
 * failure and a change of reason: there may be many attempts until the peer is
 * back.
 */
static void fail(struct peer *peer, const char *why)
{
	if (!peer->tries || strcmp(peer->error, why))
		log_line("dial machine %u at %s: %s; will try again",
			 peer->machine, peer->where, why);
	snprintf(peer->error, sizeof(peer->error), "%s", why);
	peer_failed(peer, demos_clock_ms(), netd_random());
}

/*
 * The peer has proved its identity. If the module has been told to forget it,
 * a connection would make it known again.
 */
static void hand_in(struct peer *peer, int fd)
{
	struct demos_peer_info info;
	int err;

	if (netd_look_at(peer, &info) == -ENOENT) {
		close(fd);
		return;
	}
	err = netd_hand_in(fd, peer->machine);
	if (!err)
		peer_handed(peer, demos_clock_ms());
	else if (err != -ENONET)
		fail(peer, demos_error(netd.demos));
}

static int try_connect(const struct peer *peer, int fd)
{
	const struct address *to = &peer->found.addresses[peer->at];

	return connect(fd, (const struct sockaddr *)&to->any, to->length) ?
	       errno : 0;
}

static void dial_ready(struct loop_source *source, __u32 events);

/* Return: 0: it is connecting; or errno */
static int dial_address(struct peer *peer)
{
	int fd = socket(peer->found.addresses[peer->at].any.ss_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	if (fd < 0)
		return errno;
	netd_prepare(fd);
	peer->socket.fd = fd;
	peer->socket.ready = dial_ready;
	error = try_connect(peer, fd);
	if (error == EINPROGRESS)
		error = 0;
	if (!error && loop_add(&netd.loop, &peer->socket, EPOLLOUT))
		error = ENOMEM;
	if (error) {
		close(fd);
		peer->socket.fd = -1;
	} else {
		peer_dialing(peer, demos_clock_ms());
	}
	return error;
}

/* The first of the addresses from peer->at on that does not fail at once */
static void dial(struct peer *peer)
{
	int error = EADDRNOTAVAIL;

	for (; peer->at < peer->found.count; peer->at++) {
		error = dial_address(peer);
		if (!error)
			return;
	}
	fail(peer, reach_text(error, address_is_local(peer->where)));
}

/* The address was of no use: try the next one, if there is one */
static void try_next(struct peer *peer, const char *why)
{
	if (++peer->at < peer->found.count)
		dial(peer);
	else
		fail(peer, why);
}

static void unreached(struct peer *peer, int error)
{
	netd_hang_up(peer);
	try_next(peer, reach_text(error, address_is_local(peer->where)));
}

static void proving_ended(const struct handshake_end *end)
{
	if (end->fd >= 0)
		hand_in(end->peer, end->fd);
	else
		try_next(end->peer,
			 end->text ? end->text : refuse_meaning(end->why));
}

/* Else any user's process there could pose as this machine */
static void take_local(struct peer *peer, int fd)
{
	char why[VOUCH_TEXT];

	if (vouch_accept(fd, why)) {
		hand_in(peer, fd);
		return;
	}
	close(fd);
	fail(peer, why);
}

static void dialled(struct peer *peer)
{
	int fd = peer->socket.fd;

	loop_remove(&netd.loop, &peer->socket);
	peer->socket.fd = -1;
	if (address_is_local(peer->where)) {
		take_local(peer, fd);
		return;
	}
	if (netd.config.insecure) {
		hand_in(peer, fd);
		return;
	}
	if (!handshake_begin(fd, &peer->found.addresses[peer->at], peer,
			     proving_ended))
		return;
	close(fd);
	fail(peer, "no key, or no memory");
}

/*
 * A non-blocking socket counts as connected only after another connect(), which
 * also tells whether it failed.
 */
static void dial_ready(struct loop_source *source, __u32 events)
{
	struct peer *peer = (struct peer *)((char *)source -
					    offsetof(struct peer, socket));
	int error = try_connect(peer, source->fd);

	(void)events;
	if (error == EALREADY || error == EINPROGRESS)
		return;
	if (!error || error == EISCONN)
		dialled(peer);
	else
		unreached(peer, error);
}

/* A name is looked up each time: it may have moved */
static void look_up(struct peer *peer)
{
	static __u64 questions;
	int err;

	if (!netd.config.insecure && !address_is_local(peer->where) &&
	    !netd_find_key(peer->machine)) {
		fail(peer, "there is no key for the two machines");
		return;
	}
	peer->at = 0;
	peer->found.count = 1;
	if (!address_parse(peer->where, &peer->found.addresses[0])) {
		dial(peer);
		return;
	}
	peer->question = ++questions;
	err = resolve_begin(peer->question, peer->where);
	if (err == -EAGAIN)
		fail(peer, "the resolver is busy");
	else if (err)
		fail(peer, strerror(-err));
	else
		peer_resolving(peer);
}

/**
 * netd_dial_resolved() - take an answer of the resolver
 * @resolved: the answer
 */
void netd_dial_resolved(const struct resolved *resolved)
{
	struct peer *peer = netd.peers.first;
	char why[PEER_ERROR];

	while (peer && (peer->state != PEER_RESOLVING ||
			peer->question != resolved->id))
		peer = peer->next;
	if (!peer)
		return;		/* it has been forgotten meanwhile */
	if (resolved->error) {
		snprintf(why, sizeof(why), "cannot resolve the name: %s",
			 resolved->error);
		fail(peer, why);
		return;
	}
	peer->found = *resolved;
	dial(peer);
}

static bool needs_new_key(struct peer *peer,
			  const struct demos_peer_info *info)
{
	if (netd.config.insecure || address_is_local(peer->where) ||
	    !peer_used_up(peer, info->connections,
			  info->bytes_out + info->bytes_in,
			  (__u64)netd.config.renew << 20))
		return false;
	if (!peer->tries)
		log_line("machine %u: the connection is renewed, for a new key",
			 peer->machine);
	return true;
}

/**
 * netd_dial() - do what is due about a peer that we dial
 * @peer: the peer
 */
void netd_dial(struct peer *peer)
{
	struct demos_peer_info info;
	__u64 now = demos_clock_ms();
	int err;

	if (peer->state == PEER_DIALING) {
		unreached(peer, ETIMEDOUT);
		return;
	}
	err = netd_look_at(peer, &info);
	if (err == -ENOENT)
		return;
	if (!err && info.state == DEMOS_PEER_UP &&
	    !needs_new_key(peer, &info)) {
		peer_handed(peer, now);
		peer_still_up(peer, now);
	} else if (!err && info.state == DEMOS_PEER_GREETING &&
		   peer->state == PEER_WATCHED) {
		peer_handed(peer, now);
	} else {
		look_up(peer);
	}
}
