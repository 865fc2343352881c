// SPDX-License-Identifier: GPL-2.0
/*
 * Handshakes: what a connection must pass before it is handed in.
 *
 * The machines that we dial are few, and chosen by us. Anybody may dial us, so
 * there are at most NETD_HANDSHAKES handshakes with dialers. If there is one
 * more, the oldest handshake of the owner with the most is dropped: a dialer
 * that opens thousands of connections crowds out only itself.
 *
 * Invariant: the list is in the order of their beginning, which is the order in
 * which they are due, since all have the same time limit.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netd/netd.h"
#include "netd/opening.h"
#include "netd/protection.h"
#include "netd/relay.h"
#include "netd/tls.h"

/**
 * struct owner - the owner of addresses that dial us
 * @id: address_owner()
 * @count: its handshakes, 0: this place is free
 */
struct owner {
	__u64 id;
	unsigned int count;
};

/**
 * struct handshake - one handshake
 * @next: in the list
 * @socket: connected
 * @tls: its state; NULL: we are insecure, or the socket is a Unix socket, and
 *	 we wait for the first bytes
 * @opening: these, if there is no TLS
 * @waits: EPOLL* that the loop waits for
 * @with: address of the other end
 * @peer: the peer that we dialled, NULL: the other end dialled us
 * @owner: of the dialer's address, NULL: we dialled
 * @due: when it has taken too long, ms
 * @done: called at its end
 */
struct handshake {
	struct handshake *next;
	struct loop_source socket;
	struct tls *tls;
	struct opening opening;
	__u32 waits;
	struct address with;
	struct peer *peer;
	struct owner *owner;
	__u64 due;
	handshake_fn done;
};

static struct handshake *first;
static struct owner owners[NETD_HANDSHAKES + 1];
static unsigned int incoming;

/* One more of this owner; there are as many places as handshakes */
static struct owner *owner_enter(__u64 id)
{
	struct owner *each = owners, *place = owners;

	for (; each < owners + NETD_HANDSHAKES + 1; each++) {
		if (!each->count)
			place = each;
		else if (each->id == id)
			break;
	}
	if (each == owners + NETD_HANDSHAKES + 1)
		each = place;
	each->id = id;
	each->count++;
	incoming++;
	return each;
}

static void owner_leave(struct owner *owner)
{
	owner->count--;
	incoming--;
}

static void unlink_handshake(struct handshake *handshake)
{
	struct handshake **link = &first;

	while (*link != handshake)
		link = &(*link)->next;
	*link = handshake->next;
	if (handshake->owner)
		owner_leave(handshake->owner);
}

/* Free it; its socket, which has left the loop, is now the caller's */
static int take_apart(struct handshake *handshake)
{
	int fd = handshake->socket.fd;

	unlink_handshake(handshake);
	loop_remove(&netd.loop, &handshake->socket);
	if (handshake->peer)
		handshake->peer->handshake = NULL;
	if (handshake->tls)
		tls_end(handshake->tls);
	free(handshake);
	return fd;
}

/**
 * handshake_cancel() - end a handshake
 * @handshake: the handshake; its socket is closed
 */
void handshake_cancel(struct handshake *handshake)
{
	close(take_apart(handshake));
}

/* The id that the other end has proved, or claims */
static __u16 machine_of(const struct handshake *handshake)
{
	return handshake->tls ? tls_machine(handshake->tls) :
				handshake->opening.machine;
}

static void fail(struct handshake *handshake, enum refusal why,
		 const char *text)
{
	struct handshake_end end = {
		.fd = -1, .peer = handshake->peer, .why = why,
		.machine = machine_of(handshake),
	};
	handshake_fn done = handshake->done;
	char from[ADDRESS_TEXT];
	char more[PEER_ERROR];

	end.from = address_format(&handshake->with, from);
	if (text) {
		snprintf(more, sizeof(more), "%s", text);
		end.text = more;
	}
	handshake_cancel(handshake);
	done(&end);
}

/*
 * Let a relay encrypt. The machine gets the relay's other end, so the options
 * that detect a dead peer are set here.
 */
static void relay(struct handshake *handshake, struct handshake_end *end)
{
	struct tls *tls = handshake->tls;
	int fd;

	handshake->tls = NULL;
	fd = take_apart(handshake);
	netd_prepare(fd);
	end->fd = relay_begin(&netd.loop, tls, fd);
	if (end->fd < 0) {
		end->why = REFUSED_MODULE;
		end->text = strerror(-end->fd);
	}
}

static void succeed(struct handshake *handshake)
{
	struct handshake_end end = {
		.peer = handshake->peer,
		.machine = tls_machine(handshake->tls),
	};
	struct peer *known = peers_find(&netd.peers, end.machine);
	handshake_fn done = handshake->done;
	char from[ADDRESS_TEXT];
	int chosen;

	/* It may have been forgotten since its key was looked up */
	if (!known) {
		fail(handshake, REFUSED_IDENTITY, NULL);
		return;
	}
	chosen = protect(handshake->tls, handshake->socket.fd);
	if (chosen < 0) {
		fail(handshake, REFUSED_MODULE, chosen == -ENOENT ?
		     "the kernel has no module tls, or none for the cipher" :
		     strerror(-chosen));
		return;
	}
	end.from = address_format(&handshake->with, from);
	ration_line(&known->ration, demos_clock_ms(),
		    "machine %u at %s has proved its identity (TLS 1.3, %s%s)",
		    end.machine, end.from, tls_text(handshake->tls),
		    chosen ? ", relayed" : "");
	if (chosen)
		relay(handshake, &end);
	else
		end.fd = take_apart(handshake);
	done(&end);
}

/* It speaks like a machine; the caller decides whether to believe it */
static void pass(struct handshake *handshake)
{
	struct handshake_end end = {
		.peer = handshake->peer,
		.machine = handshake->opening.machine,
	};
	const int one = 1;
	handshake_fn done = handshake->done;
	char from[ADDRESS_TEXT];

	end.from = address_format(&handshake->with, from);
	end.fd = take_apart(handshake);
	setsockopt(end.fd, SOL_SOCKET, SO_RCVLOWAT, &one, sizeof(one));
	done(&end);
}

static void look(struct handshake *handshake)
{
	int fd = handshake->socket.fd;
	int got = opening_look(&handshake->opening, fd);

	/* The socket is not ready again before it has that many, or ends */
	if (got == -EAGAIN)
		return;
	if (handshake->opening.kind == OPENING_DEMOS) {
		pass(handshake);
	} else if (handshake->opening.kind == OPENING_TLS) {
		send(fd, TLS_ALERT_INSECURE, sizeof(TLS_ALERT_INSECURE) - 1,
		     MSG_NOSIGNAL | MSG_DONTWAIT);
		fail(handshake, REFUSED_SECURE, NULL);
	} else {
		fail(handshake, got <= 0 ? REFUSED_CLOSED : REFUSED_PROTOCOL,
		     opening_text(&handshake->opening));
	}
}

/* Of a dialer that is refused, we know more than TLS */
static const char *explain(const struct handshake *handshake)
{
	if (tls_text(handshake->tls) || handshake->peer ||
	    tls_failure(handshake->tls) != TLS_IDENTITY)
		return tls_text(handshake->tls);
	return peers_find(&netd.peers, tls_machine(handshake->tls)) ?
	       "there is no key for it" : "it is not a peer";
}

static void go_on(struct handshake *handshake)
{
	enum tls_step step = tls_step(handshake->tls);
	__u32 waits = step == TLS_WRITES ? EPOLLOUT : EPOLLIN;

	if (step == TLS_DONE) {
		succeed(handshake);
	} else if (step == TLS_FAILED) {
		fail(handshake, (enum refusal)tls_failure(handshake->tls),
		     explain(handshake));
	} else if (waits != handshake->waits) {
		handshake->waits = waits;
		loop_change(&netd.loop, &handshake->socket, waits);
	}
}

static void handshake_ready(struct loop_source *source, __u32 events)
{
	struct handshake *handshake =
		(struct handshake *)((char *)source -
				     offsetof(struct handshake, socket));

	(void)events;
	if (handshake->tls)
		go_on(handshake);
	else
		look(handshake);
}

/**
 * handshakes_make_room() - end a handshake, so that there can be another one
 *
 * It is with a dialer: the oldest of the owner with the most.
 *
 * Return: false: there was none.
 */
bool handshakes_make_room(void)
{
	struct handshake *each, *victim = NULL;
	unsigned int most = 0;

	for (each = first; each; each = each->next) {
		if (each->owner && each->owner->count > most) {
			most = each->owner->count;
			victim = each;
		}
	}
	if (victim)
		fail(victim, REFUSED_CROWD, NULL);
	return victim;
}

static void append(struct handshake *handshake)
{
	struct handshake **link = &first;

	while (*link)
		link = &(*link)->next;
	*link = handshake;
	if (!handshake->peer)
		handshake->owner = owner_enter(address_owner(&handshake->with));
}

/* Return: 0, or -ENOMEM */
static int begin(struct handshake *handshake)
{
	const int least = OPENING_LEAST;
	struct peer *peer = handshake->peer;

	if (netd.config.insecure ||
	    handshake->with.any.ss_family == AF_UNIX) {
		setsockopt(handshake->socket.fd, SOL_SOCKET, SO_RCVLOWAT,
			   &least, sizeof(least));
		return 0;
	}
	handshake->tls = tls_begin(handshake->socket.fd,
				   peer ? peer->machine : 0);
	return handshake->tls ? 0 : -ENOMEM;
}

/**
 * handshake_begin() - begin a handshake
 * @fd: connected, non-blocking; belongs to the handshake if 0 is returned
 * @with: its other end
 * @peer: the peer that we dialled, which becomes PROVING; NULL: the other end
 *	  dialled us
 * @done: called once at its end, unless it is cancelled
 *
 * If we are insecure, or the socket is a Unix socket, only dialers have a
 * handshake: it checks whether they begin like a machine.
 *
 * Return: 0 or -ENOMEM.
 */
int handshake_begin(int fd, const struct address *with, struct peer *peer,
		    handshake_fn done)
{
	struct handshake *handshake = calloc(1, sizeof(*handshake));

	if (!handshake)
		return -ENOMEM;
	handshake->socket.fd = fd;
	handshake->peer = peer;
	handshake->with = *with;
	if (begin(handshake))
		goto free_handshake;
	handshake->socket.ready = handshake_ready;
	/* The dialer speaks first */
	handshake->waits = peer ? EPOLLOUT : EPOLLIN;
	handshake->done = done;
	handshake->due = demos_clock_ms() + NETD_PATIENCE;
	if (loop_add(&netd.loop, &handshake->socket, handshake->waits))
		goto end_tls;
	append(handshake);
	if (peer)
		peer_proving(peer, handshake);
	else if (incoming > NETD_HANDSHAKES)
		handshakes_make_room();
	return 0;

end_tls:
	if (handshake->tls)
		tls_end(handshake->tls);
free_handshake:
	free(handshake);
	return -ENOMEM;
}

/**
 * handshakes_next() - when does the next handshake exceed its time limit?
 *
 * Return: ms, or PEER_NEVER.
 */
__u64 handshakes_next(void)
{
	return first ? first->due : PEER_NEVER;
}

/**
 * handshakes_due() - end the handshakes that have taken too long
 * @now: ms
 */
void handshakes_due(__u64 now)
{
	while (first && first->due <= now)
		fail(first, REFUSED_SLOW, NULL);
}

/**
 * handshakes_void() - end the handshakes with a machine
 * @machine: its id; it has another key now, or is no longer a peer
 */
void handshakes_void(__u16 machine)
{
	bool known = peers_find(&netd.peers, machine);
	struct handshake *each = first;

	while (each) {
		if (machine_of(each) == machine) {
			fail(each, known ? REFUSED_KEY : REFUSED_IDENTITY,
			     known ? "the key has changed" : NULL);
			each = first;
		} else {
			each = each->next;
		}
	}
}

/**
 * handshakes_clear() - end all
 */
void handshakes_clear(void)
{
	while (first)
		handshake_cancel(first);
}
