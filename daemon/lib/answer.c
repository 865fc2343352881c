// SPDX-License-Identifier: GPL-2.0
/*
 * Calls: send with a reply link, await the answer over it. Every call has a
 * code of its own. Answers have a channel of their own; while calls wait, one
 * request to receive is posted there at a time. An answer to a call that was
 * given up is dropped.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"

static int listen_answers(struct demos *demos);

static void read_notice(struct demos_incoming *in)
{
	struct demos_notice notice = {};

	if (in->error || !(in->flags & DEMOS_F_NOTICE))
		return;
	memcpy(&notice, in->data, in->length < sizeof(notice) ?
	       in->length : sizeof(notice));
	in->result = __be16_to_cpu(notice.kind);
	in->error = demos_result_errno(in->result);
	if (!in->error)
		in->error = -EPROTO;
}

static struct demos_calling **find(struct demos *demos, __u32 code)
{
	struct demos_calling **link = &demos->calls;

	while (*link && ((*link)->code != code || (*link)->arrival))
		link = &(*link)->next;
	return link;
}

static int answered(struct demos *demos, struct demos_calling **link,
		    const struct nlmsghdr *nlh)
{
	struct demos_calling *calling = *link;
	struct demos_arrival *arrival;

	arrival = demos_arrival_create(demos, calling->fn, calling->arg);
	if (!arrival)
		return -ENOMEM;
	demos_incoming_read(nlh, 0, &arrival->in);
	read_notice(&arrival->in);
	calling->arrival = arrival;
	if (!calling->fn)
		return 0;
	*link = calling->next;
	free(calling);
	demos_arrival_queue(demos, arrival);
	return 0;
}

static void answer_arrive(struct demos *demos, struct demos_deferred *deferred,
			  const struct nlmsghdr *nlh, int error)
{
	struct demos_calling **link;
	struct demos_header header;
	struct demos_incoming in;

	(void)deferred;
	demos->listening = false;
	if (error) {
		demos->broken = error;
		return;
	}
	demos_handle_header(nlh, &header);
	link = find(demos, header.code);
	if (*link) {
		demos->broken = answered(demos, link, nlh);
	} else {
		demos_incoming_read(nlh, 0, &in);
		demos_links_drop(demos, &in);
	}
	for (link = &demos->calls; *link; link = &(*link)->next) {
		if (!(*link)->arrival) {
			listen_answers(demos);
			break;
		}
	}
}

static int listen_answers(struct demos *demos)
{
	int err;

	if (demos->listening)
		return 0;
	demos->answers.arrive = answer_arrive;
	err = demos_handle_defer(demos,
				 demos_receive_request(demos, 1U <<
						       DEMOS_CHANNEL_ANSWERS,
						       DEMOS_NO_LIMIT),
				 &demos->answers);
	demos->listening = !err;
	return err;
}

static __u32 new_code(struct demos *demos)
{
	do {
		demos->code++;
	} while (!demos->code || *find(demos, demos->code));
	return demos->code;
}

static struct demos_calling *calling_create(struct demos *demos,
					    demos_receive_fn fn, void *arg)
{
	struct demos_calling *calling = calloc(1, sizeof(*calling));

	if (!calling) {
		demos_handle_fail(demos, -ENOMEM, "no memory");
		return NULL;
	}
	calling->fn = fn;
	calling->arg = arg;
	calling->code = new_code(demos);
	return calling;
}

/**
 * demos_calling_begin() - send with a reply link, and await the answer
 * @demos: handle
 * @link: name of the link to send over
 * @out: what to send
 * @deadline: how long flow control may delay the send; 0: not at all
 * @fn: function to dispatch the answer to, or NULL: the caller waits for
 *	@calling->arrival and calls demos_calling_end()
 * @arg: for @fn
 * @calling: gets the call; may be NULL if there is a function
 *
 * Return: 0 or a negative errno.
 */
int demos_calling_begin(struct demos *demos, __u32 link,
			const struct demos_outgoing *out, __u64 deadline,
			demos_receive_fn fn, void *arg,
			struct demos_calling **calling)
{
	struct demos_calling *new = calling_create(demos, fn, arg);
	struct demos_reply reply = { .channel = DEMOS_CHANNEL_ANSWERS };
	int err;

	if (!new)
		return -ENOMEM;
	reply.code = new->code;
	new->next = demos->calls;
	demos->calls = new;
	err = listen_answers(demos);
	if (!err)
		err = deadline ?
		      demos_send_until(demos, link, out, &reply, deadline) :
		      demos_send_reply(demos, link, out, &reply);
	if (err)
		demos_calling_end(demos, new);
	else if (calling)
		*calling = new;
	return err;
}

/**
 * demos_calling_end() - stop waiting for an answer
 * @demos: handle
 * @calling: a call without a function, or one that was not sent; freed
 */
void demos_calling_end(struct demos *demos, struct demos_calling *calling)
{
	struct demos_calling **link = &demos->calls;

	while (*link && *link != calling)
		link = &(*link)->next;
	if (*link)
		*link = calling->next;
	free(calling->arrival);
	free(calling);
}

/**
 * demos_calls_cancel() - end all calls, because the handle is closed
 * @demos: handle
 */
void demos_calls_cancel(struct demos *demos)
{
	const struct demos_incoming in = { .error = -ECANCELED };
	struct demos_calling *calling;

	while ((calling = demos->calls)) {
		demos->calls = calling->next;
		if (calling->fn)
			calling->fn(demos, &in, calling->arg);
		free(calling->arrival);
		free(calling);
	}
}

/**
 * demos_call_enter() - a call begins to wait
 * @demos: handle
 * @link: over which it was sent
 *
 * Return: what demos_call_leave() takes.
 */
__u32 demos_call_enter(struct demos *demos, __u32 link)
{
	__u32 outer = demos->calling;

	demos->calling = link;
	return outer;
}

/**
 * demos_call_leave() - a call no longer waits
 * @demos: handle
 * @outer: from demos_call_enter()
 */
void demos_call_leave(struct demos *demos, __u32 outer)
{
	demos->calling = outer;
}

int demos_call_post(struct demos *demos, __u32 link,
		    const struct demos_outgoing *out, demos_receive_fn fn,
		    void *arg)
{
	return demos_calling_begin(demos, link, out, 0, fn, arg, NULL);
}

/**
 * demos_calling_await() - wait for the answer to a call without a function
 * @demos: handle
 * @calling: the call; freed
 * @deadline: when to give up
 * @in: gets the answer
 *
 * Return: as demos_call().
 */
int demos_calling_await(struct demos *demos, struct demos_calling *calling,
			__u64 deadline, struct demos_incoming *in)
{
	int err = 0;

	while (!calling->arrival && (err >= 0 || err == -EINTR)) {
		err = demos_handle_read(demos, demos_remaining(deadline));
		if (!err && !demos_remaining(deadline))
			err = demos_handle_fail_result(demos, DEMOS_ETIME,
						       "await the answer");
	}
	if (calling->arrival) {
		*in = calling->arrival->in;
		err = in->result ?
		      demos_incoming_fail(demos, in, "no answer") : in->error;
	}
	demos_calling_end(demos, calling);
	return err;
}

static int call(struct demos *demos, __u32 link,
		const struct demos_outgoing *out, int timeout_ms,
		struct demos_incoming *in)
{
	__u64 deadline = demos_deadline(timeout_ms);
	struct demos_calling *calling;
	int err;

	err = demos_calling_begin(demos, link, out, deadline, NULL, NULL,
				  &calling);
	return err ? err :
		     demos_calling_await(demos, calling, deadline, in);
}

int demos_call(struct demos *demos, __u32 link,
	       const struct demos_outgoing *out, int timeout_ms,
	       struct demos_incoming *in)
{
	__u32 outer = demos_call_enter(demos, link);
	int err = call(demos, link, out, timeout_ms, in);

	demos_call_leave(demos, outer);
	return err;
}

int demos_answer_check(struct demos *demos, const struct demos_incoming *in,
		       __u16 op, size_t size)
{
	struct demos_answer answer = {};
	struct demos_no_room room = {};

	if (in->result)
		return demos_incoming_fail(demos, in, "no answer");
	if (in->error)
		return demos_handle_fail(demos, in->error, "no answer: %s",
					 strerror(-in->error));
	if (in->length >= sizeof(answer))
		memcpy(&answer, in->data, sizeof(answer));
	if (__be16_to_cpu(answer.op) != (op | DEMOS_OP_ANSWER))
		return demos_handle_fail(demos, -EPROTO,
					 "an answer to something else came");
	if (answer.result == __cpu_to_be16(DEMOS_EROOM)) {
		if (in->length >= sizeof(room))
			memcpy(&room, in->data, sizeof(room));
		return demos_handle_fail_room(demos, &room, "refused");
	}
	if (answer.result)
		return demos_handle_fail_result(demos,
						__be16_to_cpu(answer.result),
						"refused");
	if (in->length < size)
		return demos_handle_fail(demos, -EPROTO,
					 "the answer is too short");
	return 0;
}

int demos_call_control(struct demos *demos, __u32 link,
		       const struct demos_outgoing *out, int timeout_ms,
		       struct demos_incoming *in, size_t size)
{
	struct demos_control control;
	int err;

	if (out->length < sizeof(control))
		return demos_handle_fail_result(demos, DEMOS_ESIZE,
						"control message");
	memcpy(&control, out->data, sizeof(control));
	err = demos_call(demos, link, out, timeout_ms, in);
	if (err)
		return err;
	err = demos_answer_check(demos, in, __be16_to_cpu(control.op), size);
	if (err)
		demos_links_drop(demos, in);
	return err;
}
