// SPDX-License-Identifier: GPL-2.0
/*
 * Machines with a higher id dial us. A handshake proves their identity. If we
 * are insecure, the module has to believe the id in their greeting. At a Unix
 * socket, we believe the id if the process is root's or our own user's.
 */
#define _GNU_SOURCE	/* accept4() */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/log.h"
#include "netd/netd.h"
#include "netd/vouch.h"

#define BATCH	16	/* connections accepted at once */

/* A descriptor to be given up for a connection that must be refused */
static int spare = -1;

static void keep_spare(void)
{
	if (spare < 0)
		spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/*
 * Log it, and show it with the machine that the other end claims to be. That
 * may be a lie: so the text names the address, too.
 */
static void refuse_dialer(const struct handshake_end *end, enum refusal why,
			  const char *text)
{
	struct peer *peer = peers_find(&netd.peers, end->machine);

	refuse(why, demos_clock_ms(), end->from, end->machine, text);
	if (peer && !peer->up)
		snprintf(peer->error, sizeof(peer->error), "%s: %s%s%s",
			 end->from, refuse_meaning(why), text ? ": " : "",
			 text ? text : "");
}

/*
 * The other end has proved its identity, or its user vouches for it. But a user
 * may have removed that peer meanwhile (demosctl peer del)
 */
static void hand_in(const struct handshake_end *end)
{
	struct peer *known = peers_find(&netd.peers, end->machine);
	struct demos_peer_info info;

	netd_prepare(end->fd);
	if (!known) {
		close(end->fd);
		refuse_dialer(end, REFUSED_IDENTITY, "it is not a peer");
	} else if (netd_look_at(known, &info) == -ENOENT) {
		close(end->fd);
		refuse_dialer(end, REFUSED_IDENTITY, NULL);
	} else if (netd_hand_in(end->fd, end->machine)) {
		refuse_dialer(end, REFUSED_MODULE, demos_error(netd.demos));
	}
}

/* It has proved nothing, as nobody has if we are insecure */
static void believe(const struct handshake_end *end)
{
	/* A restarted machine would know none of our peers */
	if (netd_check_machine()) {
		close(end->fd);
		return;
	}
	netd_prepare(end->fd);
	if (netd_hand_in(end->fd, 0))
		refuse_dialer(end, REFUSED_MODULE, demos_error(netd.demos));
}

static void proving_ended(const struct handshake_end *end)
{
	if (end->fd < 0)
		refuse_dialer(end, end->why, end->text);
	else if (netd.config.insecure)
		believe(end);
	else
		hand_in(end);
}

static void take_in(int fd, const struct address *from)
{
	char text[ADDRESS_TEXT], why[VOUCH_TEXT];

	if (from->any.ss_family == AF_UNIX && !vouch_accept(fd, why)) {
		close(fd);
		refuse(REFUSED_IDENTITY, demos_clock_ms(),
		       address_format(from, text), 0, why);
		return;
	}
	/* Spend no more on strangers than necessary */
	if (!handshake_begin(fd, from, NULL, proving_ended))
		return;
	close(fd);
	refuse(REFUSED_CROWD, demos_clock_ms(), address_format(from, text), 0,
	       "no memory");
}

static void refuse_one(int listener)
{
	int fd;

	if (spare >= 0)
		close(spare);
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0)
		close(fd);
	spare = -1;
	keep_spare();
}

/*
 * A connection that waits makes the loop come back at once, so it must not
 * stay: end one that has proved nothing in its favour, or hang it up.
 *
 * Return: there may be one more
 */
static bool make_room(int listener, int error)
{
	if (error != EMFILE && error != ENFILE)
		return false;
	if (handshakes_make_room())
		return true;
	refuse_one(listener);
	return false;
}

/* Return: there may be one more */
static bool accept_one(int listener)
{
	int error;

	struct address from = { .length = sizeof(from.any) };
	int fd = accept4(listener, (struct sockaddr *)&from.any, &from.length,
			 SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd >= 0) {
		take_in(fd, &from);
		return true;
	}
	error = errno;
	if (error == ECONNABORTED)
		return true;
	if (error != EAGAIN)
		refuse(REFUSED_CROWD, demos_clock_ms(), "a connection", 0,
		       strerror(error));
	return make_room(listener, error);
}

/* Accept a few at once, then let others have their turn */
static void accept_ready(struct loop_source *source, __u32 events)
{
	int fd = source->fd;
	int i;

	(void)events;
	for (i = 0; i < BATCH && accept_one(fd); i++)
		;
}

/*
 * An IPv6 listener takes IPv6 alone, whatever the sysctl bindv6only says, so
 * that there can be one for each family.
 */
static int open_listener(const struct address *address)
{
	int one = 1;
	int fd = socket(address->any.ss_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (address->any.ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (!bind(fd, (const struct sockaddr *)&address->any,
		  address->length) && !listen(fd, SOMAXCONN))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/* Return: 0 or a negative errno; @error says why */
static int open_local(struct local *local, const struct address *address,
		      char error[LOCAL_ERROR])
{
	const struct sockaddr_un *at = (const void *)&address->any;

	return local_open(local, at->sun_path, SOMAXCONN, error);
}

static int open_any(struct local *local, const struct address *address,
		    char error[LOCAL_ERROR])
{
	char text[ADDRESS_TEXT];

	if (address->any.ss_family == AF_UNIX)
		return open_local(local, address, error);
	local->place = -1;
	local->fd = open_listener(address);
	if (local->fd >= 0)
		return 0;
	snprintf(error, LOCAL_ERROR, "%s: %s", address_format(address, text),
		 strerror(-local->fd));
	return local->fd;
}

/**
 * netd_listen() - listen at an address
 * @address: the address
 *
 * Return: 0 or a negative errno.
 */
int netd_listen(const struct address *address)
{
	struct netd_listener *listener = &netd.listeners[netd.nlisteners];
	char text[ADDRESS_TEXT], error[LOCAL_ERROR];
	int err = open_any(&listener->local, address, error);

	if (err) {
		log_line("listen at %s", error);
		return err;
	}
	listener->socket.fd = listener->local.fd;
	listener->socket.ready = accept_ready;
	err = loop_add(&netd.loop, &listener->socket, EPOLLIN);
	if (err) {
		local_close(&listener->local);
		return err;
	}
	netd.nlisteners++;
	keep_spare();
	log_line("listening on %s", address_format(address, text));
	return 0;
}

/**
 * netd_listen_close() - stop listening
 */
void netd_listen_close(void)
{
	while (netd.nlisteners)
		local_close(&netd.listeners[--netd.nlisteners].local);
	if (spare >= 0)
		close(spare);
	spare = -1;
}
