// SPDX-License-Identifier: GPL-2.0
/*
 * We dial machines with a lower id, and hand connections to the module.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/log.h"
#include "netd/netd.h"

/* A dead peer is noticed after so many seconds of silence */
#define KEEP_IDLE	5
#define KEEP_INTERVAL	5
#define KEEP_COUNT	3
#define UNACKED_MOST	20000	/* ms */

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

static void set_int(int fd, int level, int option, int value)
{
	setsockopt(fd, level, option, &value, sizeof(value));
}

/**
 * netd_prepare() - set a socket up as a connection should be
 * @fd: connected, or not yet
 */
void netd_prepare(int fd)
{
	set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEP_IDLE);
	set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_INTERVAL);
	set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEP_COUNT);
	set_int(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKED_MOST);
	set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}

/**
 * netd_hand_in() - hand a connection to the module
 * @fd: connected socket; closed
 * @machine: who it must be, 0: whoever says so
 *
 * Return: 0 or a negative errno (demos_error() says why); -ENONET: and we end.
 */
int netd_hand_in(int fd, __u16 machine)
{
	int err = demos_peer_connect(netd.demos, fd, machine);

	if (err == -ENONET)
		netd_end(demos_error(netd.demos));
	close(fd);
	return err;
}

/**
 * netd_dial_failed() - an attempt to connect with a peer came to nothing
 * @peer: the peer; it is tried again after a while
 * @why: for a person
 *
 * Says so when it begins to fail, or fails for another reason: there may be
 * many attempts until the peer is back.
 */
void netd_dial_failed(struct peer *peer, const char *why)
{
	if (!peer->tries || strcmp(peer->error, why))
		log_line("dial machine %u at %s: %s; tries again",
			 peer->machine, peer->where, why);
	snprintf(peer->error, sizeof(peer->error), "%s", why);
	peer_failed(peer, demos_clock_ms(), netd_random());
}

/**
 * netd_dial_proved() - a peer that we dialled has proved who it is
 * @peer: the peer; freed if the module has been told to forget it, which a
 *        connection would have it know again
 * @fd: the connection
 */
void netd_dial_proved(struct peer *peer, int fd)
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
		netd_dial_failed(peer, demos_error(netd.demos));
}

static void hang_up(struct peer *peer)
{
	loop_remove(&netd.loop, &peer->socket);
	close(peer->socket.fd);
	peer->socket.fd = -1;
}

/**
 * netd_dial_stop() - stop whatever is being done to connect with a peer
 * @peer: the peer, which is to be forgotten
 */
void netd_dial_stop(struct peer *peer)
{
	if (peer->socket.fd >= 0)
		hang_up(peer);
	if (peer->handshake)
		handshake_cancel(peer->handshake);
}

static void dialled(struct peer *peer)
{
	int fd = peer->socket.fd;

	loop_remove(&netd.loop, &peer->socket);
	peer->socket.fd = -1;
	if (netd.config.insecure) {
		netd_dial_proved(peer, fd);
		return;
	}
	if (!handshake_begin(fd, &peer->found.addresses[peer->at], peer))
		return;
	close(fd);
	netd_dial_failed(peer, "no key, or no memory");
}

static int try_connect(const struct peer *peer, int fd)
{
	const struct address *to = &peer->found.addresses[peer->at];

	return connect(fd, (const struct sockaddr *)&to->any, to->length) ?
	       errno : 0;
}

static void dial_ready(struct loop_source *source, __u32 events);

/* Return: 0: it is being connected; or errno */
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
	int error = ENOENT;

	for (; peer->at < peer->found.count; peer->at++) {
		error = dial_address(peer);
		if (!error)
			return;
	}
	netd_dial_failed(peer, strerror(error));
}

/**
 * netd_dial_next() - an address of a peer was of no use
 * @peer: the peer; if it has one more address, that is tried
 * @why: for a person
 */
void netd_dial_next(struct peer *peer, const char *why)
{
	if (++peer->at < peer->found.count)
		dial(peer);
	else
		netd_dial_failed(peer, why);
}

static void unreached(struct peer *peer, int error)
{
	hang_up(peer);
	netd_dial_next(peer, strerror(error));
}

/*
 * A socket that was not waited for counts as connected only when it has been
 * asked once more; that also tells if it failed.
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

	if (!netd.config.insecure && !netd_find_key(peer->machine)) {
		netd_dial_failed(peer, "there is no key for it and us");
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
		netd_dial_failed(peer, "the resolver is busy");
	else if (err)
		netd_dial_failed(peer, strerror(-err));
	else
		peer_resolving(peer);
}

/**
 * netd_dial_resolved() - the resolver has answered
 * @resolved: what it found
 */
void netd_dial_resolved(const struct resolved *resolved)
{
	struct peer *peer = netd.peers.first;

	while (peer && (peer->state != PEER_RESOLVING ||
			peer->question != resolved->id))
		peer = peer->next;
	if (!peer)
		return;		/* he has been forgotten meanwhile */
	if (resolved->error) {
		netd_dial_failed(peer, resolved->error);
		return;
	}
	peer->found = *resolved;
	dial(peer);
}

static bool needs_new_key(struct peer *peer,
			  const struct demos_peer_info *info)
{
	if (netd.config.insecure ||
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
 * netd_dial() - something is to be done about a peer that we dial
 * @peer: the peer, whose time has come
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
