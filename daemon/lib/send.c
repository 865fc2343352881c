// SPDX-License-Identifier: GPL-2.0
/*
 * Sending. The kernel refuses a message when too much is on its way to the
 * receiver already; the sender then asks to be told when to try again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "handle.h"

/**
 * struct waiting - a wait until a send is possible
 * @deferred: the request
 * @arrival: to be dispatched at its end; NULL: the caller waits for @done
 * @in: the answer, if there is no @arrival
 * @done: the wait is over
 */
struct waiting {
	struct demos_deferred deferred;
	struct demos_arrival *arrival;
	struct demos_incoming in;
	bool done;
};

static int send_message(struct demos *demos, __u32 link,
			const struct demos_outgoing *out,
			const struct demos_reply *reply)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_SEND,
						  NLM_F_ACK);
	char what[40];
	unsigned int i;

	snprintf(what, sizeof(what), "send over link %u", link);
	if (out->length > DEMOS_DATA_MAX ||
	    out->nlinks + !!reply > DEMOS_LINKS_MAX)
		return demos_handle_fail_result(demos, DEMOS_ESIZE, what);
	mnl_attr_put_u32(nlh, DEMOS_A_LINK, link);
	if (out->length)
		mnl_attr_put(nlh, DEMOS_A_DATA, out->length, out->data);
	for (i = 0; i < out->nlinks; i++)
		mnl_attr_put_u32(nlh, DEMOS_A_ENCLOSE, out->links[i]);
	if (reply)
		mnl_attr_put(nlh, DEMOS_A_REPLY, sizeof(*reply), reply);
	return demos_handle_exchange(demos, nlh, what, NULL, NULL);
}

static struct nlmsghdr *wait_request(struct demos *demos, __u32 link)
{
	struct nlmsghdr *nlh = demos_handle_begin(demos, DEMOS_CMD_SEND_WAIT,
						  0);

	mnl_attr_put_u32(nlh, DEMOS_A_LINK, link);
	return nlh;
}

static void waited_arrive(struct demos *demos,
			  struct demos_deferred *deferred,
			  const struct nlmsghdr *nlh, int error)
{
	struct waiting *waiting = (struct waiting *)deferred;

	(void)demos;
	demos_incoming_read(nlh, error, &waiting->in);
	waiting->done = true;
}

/* If a send would fail for another reason, the next try finds out */
static int wait_to_send(struct demos *demos, __u32 link, __u64 deadline)
{
	struct waiting waiting = { .deferred.arrive = waited_arrive };
	int err;

	err = demos_handle_defer(demos, wait_request(demos, link),
				 &waiting.deferred);
	if (err)
		return err;
	while (!waiting.done && (err >= 0 || err == -EINTR) &&
	       demos_remaining(deadline))
		err = demos_handle_read(demos, demos_remaining(deadline));
	if (waiting.done)
		return waiting.in.result ? 0 : waiting.in.error;
	demos_handle_forget(demos, &waiting.deferred);
	if (err < 0 && err != -EINTR)
		return err;
	return demos_handle_fail_result(demos, DEMOS_ETIME, "wait to send");
}

/**
 * demos_send_until() - send, waiting while flow control demands it
 * @demos: handle
 * @link: name of the link
 * @out: what to send
 * @reply: reply link to make, or NULL
 * @deadline: by demos_clock_ms()
 *
 * Return: 0 or a negative errno.
 */
int demos_send_until(struct demos *demos, __u32 link,
		     const struct demos_outgoing *out,
		     const struct demos_reply *reply, __u64 deadline)
{
	int err;

	do {
		err = send_message(demos, link, out, reply);
		if (err != -EAGAIN)
			return err;
		err = wait_to_send(demos, link, deadline);
	} while (!err);
	return err;
}

int demos_send(struct demos *demos, __u32 link,
	       const struct demos_outgoing *out)
{
	return demos_send_until(demos, link, out, NULL,
				demos_deadline(DEMOS_NO_LIMIT));
}

int demos_send_now(struct demos *demos, __u32 link,
		   const struct demos_outgoing *out)
{
	return send_message(demos, link, out, NULL);
}

int demos_send_reply(struct demos *demos, __u32 link,
		     const struct demos_outgoing *out,
		     const struct demos_reply *reply)
{
	return send_message(demos, link, out, reply);
}

static void posted_arrive(struct demos *demos, struct demos_deferred *deferred,
			  const struct nlmsghdr *nlh, int error)
{
	struct waiting *waiting = (struct waiting *)deferred;

	demos_incoming_read(nlh, error, &waiting->arrival->in);
	demos_arrival_queue(demos, waiting->arrival);
	free(waiting);
}

int demos_send_wait_post(struct demos *demos, __u32 link, demos_receive_fn fn,
			 void *arg)
{
	struct demos_arrival *arrival = demos_arrival_create(demos, fn, arg);
	struct waiting *waiting = calloc(1, sizeof(*waiting));
	int err = -ENOMEM;

	if (arrival && waiting) {
		waiting->deferred.arrive = posted_arrive;
		waiting->arrival = arrival;
		err = demos_handle_defer(demos, wait_request(demos, link),
					 &waiting->deferred);
	} else {
		demos_handle_fail(demos, err, "no memory");
	}
	if (err) {
		free(waiting);
		free(arrival);
	}
	return err;
}
