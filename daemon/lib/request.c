// SPDX-License-Identifier: GPL-2.0
/*
 * Requests to the kernel, and reading its answers.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "handle.h"

#define ATTRS_AT	(GENL_HDRLEN + MNL_ALIGN(sizeof(struct demos_header)))

/**
 * demos_handle_begin() - begin a request
 * @demos: handle
 * @command: DEMOS_CMD_*
 * @flags: besides NLM_F_REQUEST
 *
 * Return: the message, to put attributes into; there is only one at a time.
 */
struct nlmsghdr *demos_handle_begin(struct demos *demos, __u8 command,
				    __u16 flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(demos->out);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = demos->family;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++demos->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = command;
	genl->version = DEMOS_GENL_VERSION;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct demos_header));
	demos->passed = -1;
	return nlh;
}

/**
 * demos_handle_put_fd() - put a descriptor into a request
 * @demos: handle
 * @nlh: from demos_handle_begin(); takes one descriptor
 * @type: of the attribute
 * @fd: the descriptor; stays the caller's
 */
void demos_handle_put_fd(struct demos *demos, struct nlmsghdr *nlh, __u16 type,
			 int fd)
{
	mnl_attr_put_u32(nlh, type, fd);
	demos->passed = fd;
}

/* Say that the machine could not be reached; @verb: what was tried */
static int fail(struct demos *demos, int error, const char *verb)
{
	const char *why = strerror(-error);

	if (!*demos->path)
		return demos_handle_fail(demos, error, "%s the kernel: %s",
					 verb, why);
	if (error == -ENONET)
		why = "it has ended";
	if (error == -ETIMEDOUT)
		why = "it does not answer: its process is stopped, or hangs";
	return demos_handle_fail(demos, error, "%s the machine at %s: %s",
				 verb, demos->path, why);
}

/* Mark the handle unusable */
static int lost(struct demos *demos, int error)
{
	demos->broken = error;
	if (demos->fd < 0)
		return demos_handle_fail(demos, error,
					 "the handle was left behind by a fork");
	return fail(demos, error, "read from");
}

/**
 * demos_handle_send() - send a request without waiting
 * @demos: handle
 * @nlh: from demos_handle_begin()
 *
 * Return: 0 or a negative errno.
 */
int demos_handle_send(struct demos *demos, struct nlmsghdr *nlh)
{
	int err;

	if (demos->broken)
		return lost(demos, demos->broken);
	err = demos->way->send(demos, nlh, nlh->nlmsg_len);
	return err ? fail(demos, err, "send to") : 0;
}

/**
 * demos_handle_header() - read the family header
 * @nlh: a message of the family
 * @header: gets it
 */
void demos_handle_header(const struct nlmsghdr *nlh,
			 struct demos_header *header)
{
	memset(header, 0, sizeof(*header));
	if (mnl_nlmsg_get_payload_len(nlh) >= ATTRS_AT)
		memcpy(header, mnl_nlmsg_get_payload_offset(nlh, GENL_HDRLEN),
		       sizeof(*header));
}

/**
 * demos_handle_attrs() - find the attributes of a message
 * @nlh: a message of the family
 * @attrs: gets the last of each type, or NULL
 */
void demos_handle_attrs(const struct nlmsghdr *nlh,
			const struct nlattr *attrs[DEMOS_A_MAX + 1])
{
	const struct nlattr *attr;

	memset(attrs, 0, sizeof(*attrs) * (DEMOS_A_MAX + 1));
	demos_for_each_attr(attr, nlh) {
		if (mnl_attr_get_type(attr) <= DEMOS_A_MAX)
			attrs[mnl_attr_get_type(attr)] = attr;
	}
}

/**
 * demos_attr_copy() - copy the payload of an attribute
 * @attr: the attribute, or NULL
 * @to: gets it; bytes beyond the end of the payload become 0
 * @size: of @to
 *
 * Return: was there an attribute?
 */
bool demos_attr_copy(const struct nlattr *attr, void *to, size_t size)
{
	size_t length;

	memset(to, 0, size);
	if (!attr)
		return false;
	length = mnl_attr_get_payload_len(attr);
	memcpy(to, mnl_attr_get_payload(attr), length < size ? length : size);
	return true;
}

/* The text that came with an error, or NULL */
static const char *error_text(const struct nlmsghdr *nlh, size_t fixed)
{
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    mnl_nlmsg_get_payload_len(nlh) < fixed)
		return NULL;
	mnl_attr_for_each(attr, nlh, fixed) {
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
		    !mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
			return mnl_attr_get_str(attr);
	}
	return NULL;
}

/* NLMSG_ERROR (also: success), or the NLMSG_DONE of a dump */
static int read_error(struct demos *demos, const struct nlmsghdr *nlh,
		      const char *what)
{
	size_t fixed = sizeof(int);
	const char *text;
	int error;

	if (mnl_nlmsg_get_payload_len(nlh) < fixed)
		return 0;
	memcpy(&error, mnl_nlmsg_get_payload(nlh), sizeof(error));
	if (error >= 0)
		return 0;
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *refused = mnl_nlmsg_get_payload(nlh);

		fixed = sizeof(*refused);
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
			fixed += MNL_ALIGN(refused->msg.nlmsg_len) -
				 MNL_NLMSG_HDRLEN;
	}
	text = error_text(nlh, fixed);
	if (!text && error == -EPERM)
		text = demos->way->denied;
	return demos_handle_fail(demos, error, "%s: %s", what,
				 text ? text : strerror(-error));
}

static void take_exchange(struct demos *demos, const struct nlmsghdr *nlh)
{
	struct demos_exchange *exchange = demos->exchange;
	int error = 0;

	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE) {
		error = read_error(demos, nlh, exchange->what);
		exchange->done = true;
	} else if (exchange->fn && !exchange->error) {
		error = exchange->fn(demos, nlh, exchange->arg);
	}
	if (!exchange->error)
		exchange->error = error;
}

static void take_deferred(struct demos *demos, const struct nlmsghdr *nlh)
{
	struct demos_deferred **link = &demos->deferred;
	struct demos_deferred *deferred;
	int error = 0;

	while (*link && (*link)->seq != nlh->nlmsg_seq)
		link = &(*link)->next;
	deferred = *link;
	if (!deferred)
		return;
	if (nlh->nlmsg_type == NLMSG_ERROR) {
		error = read_error(demos, nlh, "the machine refuses");
		if (!error)
			return;
	}
	*link = deferred->next;
	deferred->arrive(demos, deferred, error ? NULL : nlh, error);
}

static void take(struct demos *demos, const struct nlmsghdr *nlh)
{
	if (demos->exchange && demos->exchange->seq == nlh->nlmsg_seq)
		take_exchange(demos, nlh);
	else if (nlh->nlmsg_type == demos->family ||
		 nlh->nlmsg_type == NLMSG_ERROR)
		take_deferred(demos, nlh);
}

/**
 * demos_handle_watch() - call the function of demos_watch(), if it is time to
 * @demos: handle
 *
 * Return: 0, or the function's negative errno.
 */
int demos_handle_watch(struct demos *demos)
{
	struct pollfd input = { .fd = demos->watch_fd, .events = POLLIN };
	int err;

	if (poll(&input, 1, 0) <= 0)
		return 0;
	err = demos->watch(demos, demos->calling, demos->watch_arg);
	return err ? demos_handle_fail(demos, err, "given up") : 0;
}

/* An exchange is answered at once, so it is never given up */
static int wait_input(struct demos *demos, int timeout_ms)
{
	struct pollfd input[] = {
		{ .fd = demos_fd(demos), .events = POLLIN },
		{ .fd = demos->exchange ? -1 : demos->watch_fd,
		  .events = POLLIN },
	};
	int ready = poll(input, 2, timeout_ms);

	if (ready < 0)
		return -errno;
	if (!ready || input[0].revents)
		return ready;
	ready = demos_handle_watch(demos);
	return ready ? ready : -EINTR;
}

/**
 * demos_handle_read() - wait for a datagram and handle it
 * @demos: handle
 * @timeout_ms: time limit, 0: do not wait, negative: none
 *
 * Return: 1: there was one; 0: there was none; -EINTR; the negative errno of a
 * function of demos_watch(); another negative errno: the handle cannot be used
 * any more.
 */
int demos_handle_read(struct demos *demos, int timeout_ms)
{
	const struct nlmsghdr *nlh = (void *)demos->in;
	ssize_t length;
	int left;

	if (demos->broken)
		return lost(demos, demos->broken);
	length = demos->way->receive(demos);
	if (length == -EAGAIN && timeout_ms) {
		left = wait_input(demos, timeout_ms);
		return left <= 0 ? left : demos_handle_read(demos, 0);
	}
	if (length < 0)
		return length == -EAGAIN ? 0 : lost(demos, length);
	for (left = length; mnl_nlmsg_ok(nlh, left);
	     nlh = mnl_nlmsg_next(nlh, &left))
		take(demos, nlh);
	return 1;
}

/**
 * demos_handle_exchange() - send a request and wait for its answer
 * @demos: handle
 * @nlh: from demos_handle_begin(), with NLM_F_ACK or NLM_F_DUMP
 * @what: what it does, for error texts
 * @fn: takes each message of the answer, or NULL
 * @arg: for @fn
 *
 * Return: 0 or a negative errno.
 */
int demos_handle_exchange(struct demos *demos, struct nlmsghdr *nlh,
			  const char *what, demos_answer_fn fn, void *arg)
{
	struct demos_exchange exchange = {
		.seq = nlh->nlmsg_seq, .what = what, .fn = fn, .arg = arg,
	};
	__u64 deadline = demos_deadline(demos->patience);
	int err = demos_handle_send(demos, nlh);

	demos->exchange = &exchange;
	while (!exchange.done && (err >= 0 || err == -EINTR)) {
		err = demos_handle_read(demos, demos_remaining(deadline));
		if (!err && !demos_remaining(deadline))
			err = lost(demos, -ETIMEDOUT);
	}
	demos->exchange = NULL;
	return exchange.done ? exchange.error : err;
}

/**
 * demos_handle_defer() - send a request that is answered later
 * @demos: handle
 * @nlh: from demos_handle_begin(), without NLM_F_ACK
 * @deferred: its arrive() is called once
 *
 * Return: 0 or a negative errno (arrive() is not called).
 */
int demos_handle_defer(struct demos *demos, struct nlmsghdr *nlh,
		       struct demos_deferred *deferred)
{
	int err;

	deferred->seq = nlh->nlmsg_seq;
	err = demos_handle_send(demos, nlh);
	if (err)
		return err;
	deferred->next = demos->deferred;
	demos->deferred = deferred;
	return 0;
}

/**
 * demos_handle_forget() - stop waiting for an answer
 * @demos: handle
 * @deferred: from demos_handle_defer(); it may have been answered
 */
void demos_handle_forget(struct demos *demos, struct demos_deferred *deferred)
{
	struct demos_deferred **link = &demos->deferred;

	while (*link && *link != deferred)
		link = &(*link)->next;
	if (*link)
		*link = deferred->next;
}
