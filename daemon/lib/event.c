// SPDX-License-Identifier: GPL-2.0
/*
 * Listening to events, on a handle that is used for nothing else. A datagram
 * holds one event.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "handle.h"

/**
 * struct demos_events - a listener
 * @demos: with the socket
 */
struct demos_events {
	struct demos *demos;
};

int demos_events_open(struct demos_events **events)
{
	int err;

	*events = calloc(1, sizeof(**events));
	if (!*events)
		return -ENOMEM;
	err = demos_open(&(*events)->demos);
	if (!err)
		err = (*events)->demos->way->join((*events)->demos);
	if (err) {
		demos_events_close(*events);
		*events = NULL;
	}
	return err;
}

void demos_events_close(struct demos_events *events)
{
	if (!events)
		return;
	demos_close(events->demos);
	free(events);
}

int demos_events_fd(const struct demos_events *events)
{
	return demos_fd(events->demos);
}

/* Return: 1: it was an event; 0: there was none, or something else */
static int read_event(struct demos_events *events, struct demos_event *event)
{
	const struct nlmsghdr *nlh = (void *)events->demos->in;
	const struct nlattr *attrs[DEMOS_A_MAX + 1];
	ssize_t length = events->demos->way->receive(events->demos);

	if (length < 0)
		return length == -EAGAIN ? 0 : length;
	if (!mnl_nlmsg_ok(nlh, length) ||
	    nlh->nlmsg_type != events->demos->family)
		return 0;
	demos_handle_attrs(nlh, attrs);
	return demos_attr_copy(attrs[DEMOS_A_EVENT], event, sizeof(*event));
}

int demos_events_next(struct demos_events *events, int timeout_ms,
		      struct demos_event *event)
{
	struct pollfd input = { .fd = demos_events_fd(events),
				.events = POLLIN };
	__u64 deadline = demos_deadline(timeout_ms);
	int found = read_event(events, event);

	while (!found && demos_remaining(deadline)) {
		if (poll(&input, 1, demos_remaining(deadline)) < 0)
			return -errno;
		found = read_event(events, event);
	}
	return found;
}
