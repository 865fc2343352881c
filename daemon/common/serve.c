// SPDX-License-Identifier: GPL-2.0
/*
 * Requests and answers of a server.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "common/serve.h"

static bool is_reply_link(struct demos *demos, __u32 link)
{
	struct demos_link body;

	return !demos_link_inspect(demos, link, &body) &&
	       body.flags & DEMOS_LINK_REPLY;
}

/**
 * serve_take() - take a request out of a message
 * @demos: handle
 * @in: the message, valid as long as @request is in use
 * @request: gets it
 *
 * A message that is a notice, or whose first link is not a reply link, cannot
 * be answered: its links are destroyed.
 *
 * Return: 0, or -EINVAL: it is no request.
 */
int serve_take(struct demos *demos, const struct demos_incoming *in,
	       struct serve_request *request)
{
	struct demos_control control = {};

	if (in->error || in->flags & DEMOS_F_NOTICE || !in->nlinks ||
	    !is_reply_link(demos, in->links[0])) {
		demos_links_drop(demos, in);
		return -EINVAL;
	}
	memset(request, 0, sizeof(*request));
	request->from = in->from.pid;
	request->reply = in->links[0];
	request->nlinks = in->nlinks - 1;
	memcpy(request->links, in->links + 1,
	       request->nlinks * sizeof(request->links[0]));
	request->data = in->data;
	request->length = in->length;
	if (in->length >= sizeof(control))
		memcpy(&control, in->data, sizeof(control));
	request->op = __be16_to_cpu(control.op);
	return 0;
}

/**
 * serve_done() - destroy the links of a request that were not taken
 * @demos: handle
 * @request: from serve_take(); its reply link stays
 */
void serve_done(struct demos *demos, const struct serve_request *request)
{
	unsigned int i;

	for (i = 0; i < request->nlinks; i++) {
		if (request->links[i])
			demos_link_destroy(demos, request->links[i]);
	}
}

/**
 * serve_answer() - answer a request
 * @demos: handle
 * @reply: name of the reply link, used up
 * @data: the answer
 * @length: of @data
 * @link: to enclose, gone afterwards in any case; 0: none
 */
void serve_answer(struct demos *demos, __u32 reply, const void *data,
		  size_t length, __u32 link)
{
	struct demos_outgoing out = { .data = data, .length = length };

	if (link)
		out.links[out.nlinks++] = link;
	if (!demos_send(demos, reply, &out))
		return;
	log_line("answer: %s", demos_error(demos));
	demos_link_destroy(demos, reply);
	if (link)
		demos_link_destroy(demos, link);
}

/**
 * serve_result() - answer a request with only a result
 * @demos: handle
 * @reply: name of the reply link, used up
 * @op: of the request
 * @result: enum demos_result
 */
void serve_result(struct demos *demos, __u32 reply, __u16 op,
		  enum demos_result result)
{
	const struct demos_answer answer = {
		.op = __cpu_to_be16(op | DEMOS_OP_ANSWER),
		.result = __cpu_to_be16(result),
	};

	serve_answer(demos, reply, &answer, sizeof(answer), 0);
}

/**
 * serve_failure() - the result for a requester, if we cannot do our part
 * @demos: handle, on which that failed; why is logged
 * @error: negative errno of a kernel call
 *
 * Return: enum demos_result; DEMOS_EROOM: it is our own trouble.
 */
enum demos_result serve_failure(const struct demos *demos, int error)
{
	unsigned int result;

	log_line("%s", demos_error(demos));
	for (result = DEMOS_OK + 1; result < __DEMOS_RESULT_MAX; result++) {
		if (demos_result_errno(result) == error)
			return result;
	}
	return DEMOS_EROOM;
}

/**
 * serve_fatal() - is this the end of the server?
 * @in: as passed to a function of demos_listen()
 *
 * Return: 0: it is a message; else a negative errno: no more messages come,
 * because the process has been killed or the machine goes down.
 */
int serve_fatal(const struct demos_incoming *in)
{
	if (in->error && in->error != -ECANCELED)
		log_line("ending: cannot receive any more: %s",
			 in->result ? demos_result_text(in->result) :
			 in->error == -ENONET ? "the machine has ended" :
						strerror(-in->error));
	return in->error;
}
