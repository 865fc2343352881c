// SPDX-License-Identifier: GPL-2.0
/*
 * Relays: connections that this daemon encrypts.
 *
 * A relay has two sides, the peer's TLS connection and the machine's socket,
 * and two ways, in and out. No call waits. A way whose target is full waits for
 * it in the loop; the other way goes on. At each event, each way moves at most
 * RELAY_BYTES; then all others have their turn.
 *
 *	way	its source ends			its target takes no more
 *	in	close_notify: the machine	bytes are dropped, for up to
 *		gets an end			RELAY_PATIENCE
 *	in	cut, an alert, or a wrong
 *		record: the same, and "out"
 *		ends at once
 *	out	the peer gets close_notify	"in" may go on, for up to
 *						RELAY_PATIENCE
 *
 * Invariants: a way reads from its source only when it is empty; so a call that
 * could not send is repeated with the same bytes. A side that hangs up would
 * always be ready; so it leaves the loop, and is served when the other side can
 * take bytes.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "lib/clock.h"
#include "netd/ration.h"
#include "netd/records.h"
#include "netd/relay.h"

#define NEVER	((__u64)-1)

/**
 * struct side - one side of a relay
 * @socket: its socket
 * @waits: EPOLL* that the loop waits for
 * @gone: it has hung up, and left the loop
 */
struct side {
	struct loop_source socket;
	__u32 waits;
	bool gone;
};

/**
 * struct way - bytes from one side to the other
 * @begin: index of the first byte that waits
 * @end: index after the last one; equal to @begin: the way is empty
 * @ended: the source has ended
 * @done: the target has been told so
 * @bytes: the bytes, decrypted
 */
struct way {
	size_t begin;
	size_t end;
	bool ended;
	bool done;
	unsigned char bytes[RELAY_BYTES];
};

/**
 * struct relay - a connection
 * @next: in the list
 * @loop: the event loop
 * @peer: the TLS connection
 * @machine: the machine's socket
 * @deaf: the machine takes no more bytes
 * @due: it is ended at this time, ms
 * @in: from the peer
 * @out: to the peer
 * @records: of the TLS connection
 */
struct relay {
	struct relay *next;
	struct loop *loop;
	struct side peer;
	struct side machine;
	bool deaf;
	__u64 due;
	struct way in;
	struct way out;
	struct records records;
};

static struct relay *first;
static struct ration ration;

static bool is_empty(const struct way *way)
{
	return way->begin == way->end;
}

static void drop(struct way *way)
{
	way->begin = 0;
	way->end = 0;
}

/* Take sent bytes out of a way */
static void advance(struct way *way, size_t count)
{
	way->begin += count;
	if (is_empty(way))
		drop(way);
}

/* One side has ended: limit the time for the rest */
static void hurry(struct relay *relay)
{
	if (relay->due == NEVER)
		relay->due = demos_clock_ms() + RELAY_PATIENCE;
}

/* ---- In */

/* The connection was cut, or a record is wrong */
static void peer_failed(struct relay *relay)
{
	relay->in.ended = true;
	drop(&relay->out);
	relay->out.ended = true;
	relay->out.done = true;
	if (relay->records.why)
		ration_line(&ration, demos_clock_ms(),
			    "a connection ends: TLS: %s", relay->records.why);
}

static void decrypt(struct relay *relay)
{
	struct way *in = &relay->in;
	ssize_t got;

	while (sizeof(in->bytes) - in->end >= RECORD_MOST) {
		got = records_read(&relay->records, in->bytes + in->end,
				   sizeof(in->bytes) - in->end);
		if (!got)
			in->ended = true;
		else if (got < 0 && got != -EAGAIN)
			peer_failed(relay);
		if (got <= 0)
			return;
		in->end += got;
	}
}

static void grow_deaf(struct relay *relay)
{
	relay->deaf = true;
	hurry(relay);
}

static void to_machine(struct relay *relay)
{
	struct way *in = &relay->in;
	ssize_t sent;

	if (!relay->deaf && !is_empty(in)) {
		sent = send(relay->machine.socket.fd, in->bytes + in->begin,
			    in->end - in->begin, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent >= 0)
			advance(in, sent);
		else if (errno != EAGAIN)
			grow_deaf(relay);
	}
	if (relay->deaf)
		drop(in);
	if (!in->ended || in->done || !is_empty(in))
		return;
	shutdown(relay->machine.socket.fd, SHUT_WR);
	in->done = true;
}

/* ---- Out */

static void from_machine(struct relay *relay)
{
	struct way *out = &relay->out;
	ssize_t got = recv(relay->machine.socket.fd, out->bytes,
			   sizeof(out->bytes), MSG_DONTWAIT);

	if (got > 0)
		out->end = got;
	else if (!got || errno != EAGAIN)
		out->ended = true;
}

/* The peer takes no more bytes, but bytes that it sent may still be here */
static void mute(struct relay *relay)
{
	drop(&relay->out);
	relay->out.ended = true;
	relay->out.done = true;
	hurry(relay);
}

static void encrypt(struct relay *relay)
{
	struct way *out = &relay->out;
	ssize_t sent = 0;

	while (!is_empty(out) && sent >= 0) {
		sent = records_write(&relay->records, out->bytes + out->begin,
				     out->end - out->begin);
		if (sent > 0)
			advance(out, sent);
	}
	if (sent >= 0 && out->ended && !out->done) {
		sent = records_bye(&relay->records);
		if (!sent) {
			shutdown(relay->peer.socket.fd, SHUT_WR);
			out->done = true;
		}
	}
	if (sent < 0 && sent != -EAGAIN)
		mute(relay);
}

/* ---- Both */

static bool is_over(const struct relay *relay)
{
	return (relay->in.done && relay->out.done) ||
	       (relay->peer.gone && relay->machine.gone);
}

static void leave_loop(struct relay *relay, struct side *side)
{
	if (!side->gone)
		loop_remove(relay->loop, &side->socket);
	side->gone = true;
}

static void end(struct relay *relay)
{
	struct relay **link = &first;

	while (*link != relay)
		link = &(*link)->next;
	*link = relay->next;
	leave_loop(relay, &relay->peer);
	leave_loop(relay, &relay->machine);
	records_end(&relay->records);
	close(relay->peer.socket.fd);
	close(relay->machine.socket.fd);
	free(relay);
}

static void wait_for(struct relay *relay, struct side *side, __u32 waits)
{
	if (side->gone || side->waits == waits)
		return;
	side->waits = waits;
	loop_change(relay->loop, &side->socket, waits);
}

static void watch(struct relay *relay)
{
	const struct way *in = &relay->in, *out = &relay->out;
	/* Bytes that GnuTLS holds cause no event of the socket */
	bool more_in = !in->ended && (relay->peer.gone ||
				      records_wait(&relay->records));
	bool more_out = !out->ended && relay->machine.gone;
	bool sends_in = !is_empty(in) || more_in;
	bool sends_out = !is_empty(out) || more_out ||
			 (out->ended && !out->done);

	if (relay->machine.gone)
		sends_out |= sends_in;
	wait_for(relay, &relay->machine,
		 (!out->ended && is_empty(out) ? EPOLLIN : 0) |
		 (sends_in ? EPOLLOUT : 0));
	wait_for(relay, &relay->peer,
		 (!in->ended && is_empty(in) ? EPOLLIN : 0) |
		 (sends_out ? EPOLLOUT : 0));
}

static void go_on(struct relay *relay)
{
	records_turn(&relay->records);
	if (!relay->in.ended && is_empty(&relay->in))
		decrypt(relay);
	to_machine(relay);
	if (!relay->out.ended && is_empty(&relay->out))
		from_machine(relay);
	encrypt(relay);
	if (is_over(relay))
		end(relay);
	else
		watch(relay);
}

static void peer_ready(struct loop_source *source, __u32 events)
{
	struct relay *relay = (struct relay *)((char *)source -
					       offsetof(struct relay,
							peer.socket));

	if (events & (EPOLLHUP | EPOLLERR))
		leave_loop(relay, &relay->peer);
	go_on(relay);
}

static void machine_ready(struct loop_source *source, __u32 events)
{
	struct relay *relay = (struct relay *)((char *)source -
					       offsetof(struct relay,
							machine.socket));

	if (events & (EPOLLHUP | EPOLLERR)) {
		leave_loop(relay, &relay->machine);
		grow_deaf(relay);
	}
	go_on(relay);
}

static int enter_loop(struct relay *relay, struct side *side, int fd,
		      void (*ready)(struct loop_source *source, __u32 events))
{
	side->socket.fd = fd;
	side->socket.ready = ready;
	side->waits = EPOLLIN;
	return loop_add(relay->loop, &side->socket, EPOLLIN);
}

static int set_up(struct relay *relay, int fd, const int ends[2])
{
	int err = enter_loop(relay, &relay->peer, fd, peer_ready);

	if (err)
		return err;
	err = enter_loop(relay, &relay->machine, ends[0], machine_ready);
	if (err)
		loop_remove(relay->loop, &relay->peer.socket);
	return err;
}

/**
 * relay_begin() - encrypt a connection from now on
 * @loop: the event loop
 * @tls: its handshake, done
 * @fd: its socket, in no loop
 *
 * The relay owns @tls and @fd; on failure they are freed and closed.
 *
 * Return: the machine's end, which the caller owns; or a negative errno.
 */
int relay_begin(struct loop *loop, struct tls *tls, int fd)
{
	struct relay *relay = calloc(1, sizeof(*relay));
	int ends[2] = { -1, -1 };
	int err = relay ? 0 : -ENOMEM;

	if (!err && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC |
			       SOCK_NONBLOCK, 0, ends))
		err = -errno;
	if (err)
		goto end_tls;
	relay->loop = loop;
	relay->due = NEVER;
	err = set_up(relay, fd, ends);
	if (err)
		goto close_ends;
	records_begin(&relay->records, tls, fd);
	relay->next = first;
	first = relay;
	watch(relay);
	return ends[1];

close_ends:
	close(ends[0]);
	close(ends[1]);
end_tls:
	free(relay);
	tls_end(tls);
	close(fd);
	return err;
}

/**
 * relay_make_room() - raise the limit of open files to the hard limit
 *
 * A relay has two sockets; the usual limit is 1,024 files.
 */
void relay_make_room(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/**
 * relays_count() - count the relays
 *
 * Return: their number.
 */
unsigned int relays_count(void)
{
	const struct relay *each;
	unsigned int count = 0;

	for (each = first; each; each = each->next)
		count++;
	return count;
}

/**
 * relays_next() - get the time when the next relay exceeds its limit
 *
 * Return: ms; the largest number: no relay has a limit.
 */
__u64 relays_next(void)
{
	const struct relay *each;
	__u64 next = NEVER;

	for (each = first; each; each = each->next) {
		if (each->due < next)
			next = each->due;
	}
	return next;
}

/**
 * relays_due() - end the relays that have taken too long to end
 * @now: ms
 */
void relays_due(__u64 now)
{
	struct relay *each = first, *next;

	for (; each; each = next) {
		next = each->next;
		if (each->due <= now)
			end(each);
	}
}

/**
 * relays_clear() - end all relays
 *
 * Sends close_notify to the peers, except after half a record.
 *
 * Return: the number of relays.
 */
unsigned int relays_clear(void)
{
	unsigned int count = 0;

	for (; first; count++) {
		if (is_empty(&first->out) && !first->out.done)
			records_bye(&first->records);
		end(first);
	}
	return count;
}
