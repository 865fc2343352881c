// SPDX-License-Identifier: GPL-2.0
/*
 * Receiving. Each request to receive is one credit: the kernel answers it
 * once. Messages for functions of the program are kept until
 * demos_dispatch().
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"

/* Functions called before the program polls the socket again */
#define BATCH	64

/**
 * struct posted - a request to receive, for a function
 * @deferred: the request
 * @arrival: will be dispatched
 */
struct posted {
	struct demos_deferred deferred;
	struct demos_arrival *arrival;
};

/**
 * struct awaited - a request to receive, for demos_receive()
 * @deferred: the request
 * @in: where the message goes
 * @done: it is there
 */
struct awaited {
	struct demos_deferred deferred;
	struct demos_incoming *in;
	bool done;
};

/**
 * demos_arrival_create() - allocate an arrival
 * @demos: handle
 * @fn: function to call
 * @arg: for @fn
 *
 * Return: the arrival, for the caller to free(); NULL: no memory, as
 * demos_error() says.
 */
struct demos_arrival *demos_arrival_create(struct demos *demos,
					   demos_receive_fn fn, void *arg)
{
	struct demos_arrival *arrival = calloc(1, sizeof(*arrival));

	if (!arrival) {
		demos_handle_fail(demos, -ENOMEM, "no memory");
		return NULL;
	}
	arrival->fn = fn;
	arrival->arg = arg;
	return arrival;
}

/**
 * demos_arrival_queue() - keep an arrival for demos_dispatch()
 * @demos: handle
 * @arrival: consumed
 */
void demos_arrival_queue(struct demos *demos, struct demos_arrival *arrival)
{
	arrival->next = NULL;
	*demos->arrived_end = arrival;
	demos->arrived_end = &arrival->next;
}

static void read_links(const struct nlmsghdr *nlh, struct demos_incoming *in)
{
	const struct nlattr *attr;

	demos_for_each_attr(attr, nlh) {
		if (mnl_attr_get_type(attr) != DEMOS_A_LINK ||
		    in->nlinks == DEMOS_LINKS_MAX)
			continue;
		demos_attr_copy(attr, &in->links[in->nlinks++],
				sizeof(in->links[0]));
	}
}

/* The limit that was reached on our machine, if that is why */
static void read_room(const struct nlattr **attrs, struct demos_incoming *in)
{
	struct demos_no_room room = { .result = __cpu_to_be16(in->result) };
	__u32 limit;
	__u64 most;

	if (!demos_attr_copy(attrs[DEMOS_A_LIMIT], &limit, sizeof(limit)) ||
	    !demos_attr_copy(attrs[DEMOS_A_VALUE], &most, sizeof(most)) ||
	    !demos_attr_copy(attrs[DEMOS_A_MACHINE], &in->from.machine,
			     sizeof(in->from.machine)))
		return;
	room.why = __cpu_to_be16(DEMOS_ROOM_LIMIT(limit));
	room.machine = __cpu_to_be16(in->from.machine);
	room.most = __cpu_to_be64(most);
	in->length = sizeof(room);
	memcpy(in->data, &room, sizeof(room));
}

/* Why there was no room for a message, as its kernel says in a notice */
static void room_of_notice(const struct demos_incoming *in,
			   struct demos_no_room *room)
{
	struct demos_notice notice;

	memcpy(&notice, in->data, sizeof(notice));
	room->why = notice.flags;
	room->machine = __cpu_to_be16(DEMOS_PID_MACHINE(in->from.pid));
	room->most = DEMOS_MOST_UNKNOWN;
}

/**
 * demos_incoming_fail() - note that a result came in place of a message
 * @demos: handle
 * @in: what came, with a result
 * @what: what failed
 *
 * Return: the negative errno that stands for the result.
 */
int demos_incoming_fail(struct demos *demos, const struct demos_incoming *in,
			const char *what)
{
	struct demos_no_room room = {};

	if (in->result != DEMOS_EROOM)
		return demos_handle_fail_result(demos, in->result, what);
	if (!(in->flags & DEMOS_F_NOTICE) && in->length >= sizeof(room))
		memcpy(&room, in->data, sizeof(room));
	else if (in->length >= sizeof(struct demos_notice))
		room_of_notice(in, &room);
	return demos_handle_fail_room(demos, &room, what);
}

/**
 * demos_incoming_read() - read the answer to a request to receive
 * @nlh: the answer
 * @error: if there is no answer: negative errno
 * @in: gets what was received
 */
void demos_incoming_read(const struct nlmsghdr *nlh, int error,
			 struct demos_incoming *in)
{
	const struct nlattr *attrs[DEMOS_A_MAX + 1];
	struct demos_header header;
	__u32 result;

	memset(in, 0, offsetof(struct demos_incoming, data));
	in->error = error;
	if (error)
		return;
	demos_handle_attrs(nlh, attrs);
	if (demos_attr_copy(attrs[DEMOS_A_ERROR], &result, sizeof(result))) {
		in->error = demos_result_errno(result);
		in->result = result;
		read_room(attrs, in);
		return;
	}
	demos_handle_header(nlh, &header);
	in->from = header.from;
	in->flags = header.flags;
	in->code = header.code;
	in->channel = header.channel;
	read_links(nlh, in);
	if (!attrs[DEMOS_A_DATA])
		return;
	in->length = mnl_attr_get_payload_len(attrs[DEMOS_A_DATA]);
	if (in->length > sizeof(in->data))
		in->length = sizeof(in->data);
	memcpy(in->data, mnl_attr_get_payload(attrs[DEMOS_A_DATA]),
	       in->length);
}

/**
 * demos_receive_request() - make a request to receive
 * @demos: handle
 * @channels: set of channels
 * @timeout_ms: time limit, negative: none
 *
 * Return: the message.
 */
struct nlmsghdr *demos_receive_request(struct demos *demos, __u32 channels,
				       int timeout_ms)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_RECEIVE, 0);

	mnl_attr_put_u32(nlh, DEMOS_A_CHANNELS, channels);
	if (timeout_ms >= 0)
		mnl_attr_put_u32(nlh, DEMOS_A_TIMEOUT, timeout_ms);
	return nlh;
}

static void awaited_arrive(struct demos *demos,
			   struct demos_deferred *deferred,
			   const struct nlmsghdr *nlh, int error)
{
	struct awaited *awaited = (struct awaited *)deferred;

	(void)demos;
	demos_incoming_read(nlh, error, awaited->in);
	awaited->done = true;
}

int demos_receive(struct demos *demos, __u32 channels, int timeout_ms,
		  struct demos_incoming *in)
{
	struct awaited awaited = { .deferred.arrive = awaited_arrive,
				   .in = in };
	int err;

	err = demos_handle_defer(demos,
				 demos_receive_request(demos, channels,
						       timeout_ms),
				 &awaited.deferred);
	if (err)
		return err;
	while (!awaited.done && (err >= 0 || err == -EINTR))
		err = demos_handle_read(demos, -1);
	if (!awaited.done) {
		demos_handle_forget(demos, &awaited.deferred);
		return err;
	}
	if (in->result)
		return demos_incoming_fail(demos, in, "receive");
	return in->error;
}

static void posted_arrive(struct demos *demos, struct demos_deferred *deferred,
			  const struct nlmsghdr *nlh, int error)
{
	struct posted *posted = (struct posted *)deferred;

	demos_incoming_read(nlh, error, &posted->arrival->in);
	demos_arrival_queue(demos, posted->arrival);
	free(posted);
}

static int post(struct demos *demos, __u32 channels, int timeout_ms,
		struct demos_arrival *arrival)
{
	struct posted *posted = calloc(1, sizeof(*posted));
	int err;

	if (!posted)
		return demos_handle_fail(demos, -ENOMEM, "no memory");
	posted->deferred.arrive = posted_arrive;
	posted->arrival = arrival;
	err = demos_handle_defer(demos,
				 demos_receive_request(demos, channels,
						       timeout_ms),
				 &posted->deferred);
	if (err)
		free(posted);
	return err;
}

static int post_new(struct demos *demos, __u32 channels, int timeout_ms,
		    __u32 again, demos_receive_fn fn, void *arg)
{
	struct demos_arrival *arrival = demos_arrival_create(demos, fn, arg);
	int err;

	if (!arrival)
		return -ENOMEM;
	arrival->again = again;
	err = post(demos, channels, timeout_ms, arrival);
	if (err)
		free(arrival);
	return err;
}

int demos_receive_post(struct demos *demos, __u32 channels, int timeout_ms,
		       demos_receive_fn fn, void *arg)
{
	return post_new(demos, channels, timeout_ms, 0, fn, arg);
}

int demos_listen(struct demos *demos, __u32 channels, demos_receive_fn fn,
		 void *arg)
{
	return post_new(demos, channels, DEMOS_NO_LIMIT, channels, fn, arg);
}

static int listen_again(struct demos *demos,
			const struct demos_arrival *arrival)
{
	if (!arrival->again || arrival->in.error)
		return 0;
	return demos_listen(demos, arrival->again, arrival->fn, arrival->arg);
}

/*
 * A function may read the socket while it waits for its own answers, so the
 * next message may arrive before it returns. After a batch we listen again only
 * when all functions have returned, and read no more: else a flood of messages
 * would keep us here for ever.
 */
static int call_first(struct demos *demos, bool last,
		      struct demos_arrival **later)
{
	struct demos_arrival *arrival = demos->arrived;
	int err = 0;

	demos->arrived = arrival->next;
	if (!demos->arrived)
		demos->arrived_end = &demos->arrived;
	if (!last)
		err = listen_again(demos, arrival);
	arrival->fn(demos, &arrival->in, arrival->arg);
	if (last) {
		arrival->next = *later;
		*later = arrival;
	} else {
		free(arrival);
	}
	return err;
}

int demos_dispatch(struct demos *demos)
{
	struct demos_arrival *later = NULL;
	struct demos_arrival *arrival;
	int called = 0;
	int err = 0;

	do {
		while (demos->arrived && err >= 0) {
			err = call_first(demos, called >= BATCH, &later);
			called++;
		}
		if (err < 0 || called >= BATCH)
			break;
		err = demos_handle_read(demos, 0);
	} while (err > 0 || demos->arrived);
	while ((arrival = later)) {
		later = arrival->next;
		if (err >= 0)
			err = listen_again(demos, arrival);
		free(arrival);
	}
	return err < 0 ? err : called;
}

int demos_wait(struct demos *demos, int timeout_ms)
{
	__u64 deadline = demos_deadline(timeout_ms);
	int called = demos_dispatch(demos);
	/* A flood of messages leaves no time to wait */
	int err = called > 0 ? demos_handle_watch(demos) : 0;

	if (err)
		return err;
	while (!called && demos_remaining(deadline)) {
		err = demos_handle_read(demos, demos_remaining(deadline));
		if (err < 0)
			return err == -EINTR ? 0 : err;
		called = demos_dispatch(demos);
	}
	return called;
}
