// SPDX-License-Identifier: GPL-2.0
/*
 * We dial machines with a lower id, and hand connections to the module.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
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
 * netd_hand_in() - hand a connection to the module
 * @fd: connected socket; closed
 * @machine: who it must be, 0: whoever says so
 * @text: where it leads, for a person
 *
 * Return: 0 or a negative errno.
 */
int netd_hand_in(int fd, __u16 machine, const char *text)
{
	int err;

	set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEP_IDLE);
	set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_INTERVAL);
	set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEP_COUNT);
	set_int(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKED_MOST);
	set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	err = demos_peer_connect(netd.demos, fd, machine);
	if (err)
		log_line("%s: %s", text, demos_error(netd.demos));
	if (err == -ENONET)
		netd.failed = true;
	close(fd);
	return err;
}

/* Say so at the first failure only: there may be many until it is back */
static void dial_failed(struct peer *peer, int error)
{
	char text[ADDRESS_TEXT];

	if (!peer->tries)
		log_line("dial machine %u at %s: %s; tries again",
			 peer->machine, address_format(&peer->address, text),
			 strerror(error));
	peer_failed(peer, demos_clock_ms(), netd_random());
}

static void hang_up(struct peer *peer)
{
	loop_remove(&netd.loop, &peer->socket);
	close(peer->socket.fd);
	peer->socket.fd = -1;
}

static void dialled(struct peer *peer)
{
	char text[ADDRESS_TEXT];
	int fd = peer->socket.fd;

	loop_remove(&netd.loop, &peer->socket);
	peer->socket.fd = -1;
	if (netd_hand_in(fd, peer->machine,
			 address_format(&peer->address, text)))
		peer_failed(peer, demos_clock_ms(), netd_random());
	else
		peer_handed(peer, demos_clock_ms());
}

static int try_connect(const struct peer *peer, int fd)
{
	return connect(fd, (const struct sockaddr *)&peer->address.any,
		       peer->address.length) ? errno : 0;
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
	if (!error || error == EISCONN) {
		dialled(peer);
		return;
	}
	hang_up(peer);
	dial_failed(peer, error);
}

static void dial(struct peer *peer)
{
	int fd = socket(peer->address.any.ss_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err;

	if (fd < 0) {
		dial_failed(peer, errno);
		return;
	}
	peer->socket.fd = fd;
	peer->socket.ready = dial_ready;
	err = try_connect(peer, fd);
	if (err && err != EINPROGRESS) {
		close(fd);
		peer->socket.fd = -1;
		dial_failed(peer, err);
		return;
	}
	if (loop_add(&netd.loop, &peer->socket, EPOLLOUT)) {
		close(fd);
		peer->socket.fd = -1;
		dial_failed(peer, ENOMEM);
		return;
	}
	peer_dialing(peer, demos_clock_ms());
}

/**
 * netd_dial() - something is to be done about a peer that we dial
 * @peer: the peer, whose time has come
 */
void netd_dial(struct peer *peer)
{
	struct demos_peer_info info;
	int err;

	if (peer->state == PEER_DIALING) {
		hang_up(peer);
		dial_failed(peer, ETIMEDOUT);
		return;
	}
	err = demos_peer_get(netd.demos, peer->machine, &info);
	if (err == -ENONET) {
		log_line("ends: %s", demos_error(netd.demos));
		netd.failed = true;
		return;
	}
	if (err == -ENOENT) {
		log_line("machine %u is no peer any more", peer->machine);
		peers_remove(&netd.peers, peer);
	} else if (!err && info.state == DEMOS_PEER_UP) {
		peer_handed(peer, demos_clock_ms());
		peer_up(peer);
	} else if (!err && info.state == DEMOS_PEER_GREETING &&
		   peer->state == PEER_WATCHED) {
		peer_handed(peer, demos_clock_ms());
	} else {
		dial(peer);
	}
}
