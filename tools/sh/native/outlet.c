// SPDX-License-Identifier: GPL-2.0
/*
 * Pipes that the shell writes and a guest reads. The shell never waits for the
 * reader: it goes on when there is room again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

/**
 * struct outlet - such a pipe
 * @next: another one
 * @system: the system
 * @job: of the reader; NULL: it is over
 * @link: to the reader
 * @fd: a file of Linux; -1: @bytes are all
 * @bytes: what is sent
 * @length: of @bytes
 * @sent: of @bytes
 */
struct outlet {
	struct outlet *next;
	struct system *system;
	const struct job *job;
	__u32 link;
	int fd;
	char *bytes;
	size_t length;
	size_t sent;
};

static struct outlet *outlets;

static void finish(struct outlet *outlet)
{
	struct outlet **at = &outlets;

	while (*at && *at != outlet)
		at = &(*at)->next;
	if (*at)
		*at = outlet->next;
	demos_link_destroy(outlet->system->demos, outlet->link);
	if (outlet->fd >= 0)
		close(outlet->fd);
	free(outlet->bytes);
	free(outlet);
}

/* The next bytes of a file; none: it has ended */
static void fill(struct outlet *outlet)
{
	ssize_t got;

	if (outlet->fd < 0 || outlet->sent < outlet->length)
		return;
	do {
		got = read(outlet->fd, outlet->bytes, DEMOS_PIPE_MAX);
	} while (got < 0 && errno == EINTR);
	outlet->length = got > 0 ? got : 0;
	outlet->sent = 0;
}

static void pump(struct outlet *outlet);

static void room_came(struct demos *demos, const struct demos_incoming *in,
		      void *arg)
{
	struct outlet *outlet = arg;

	(void)demos;
	if (in->error || !outlet->job)
		finish(outlet);
	else
		pump(outlet);
}

/* A message without bytes is the end */
static int send_some(struct outlet *outlet, size_t *length)
{
	struct demos_outgoing out = { 0 };

	fill(outlet);
	*length = outlet->length - outlet->sent;
	if (*length > DEMOS_PIPE_MAX)
		*length = DEMOS_PIPE_MAX;
	out.data = outlet->bytes + outlet->sent;
	out.length = *length;
	return demos_send_now(outlet->system->demos, outlet->link, &out);
}

static void pump(struct outlet *outlet)
{
	struct demos *demos = outlet->system->demos;
	size_t length;
	int err;

	do {
		err = send_some(outlet, &length);
		if (!err)
			outlet->sent += length;
	} while (!err && length);
	if (err == -EAGAIN)
		err = demos_send_wait_post(demos, outlet->link, room_came,
					   outlet) ? err : 0;
	else
		err = -EPIPE;	/* all is sent, or the reader has gone */
	if (err)
		finish(outlet);
}

static bool take(struct outlet *outlet, const struct stream *from)
{
	struct place place;

	if (from->kind == STREAM_BUFFER) {
		outlet->length = from->buffer->length - *from->at;
		outlet->bytes = malloc(outlet->length + 1);
		if (!outlet->bytes)
			return false;
		memcpy(outlet->bytes, text_get(from->buffer) + *from->at,
		       outlet->length);
		*from->at = from->buffer->length;
		return true;
	}
	outlet->bytes = malloc(DEMOS_PIPE_MAX);
	if (!outlet->bytes ||
	    !place_find(outlet->system, from->path, &place))
		return false;
	outlet->fd = open(place.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return outlet->fd >= 0;
}

/**
 * outlet_new - write a text or a file of Linux into a pipe
 * @system: the system
 * @link: to the reader; used up
 * @from: what to write
 * @job: of the reader, which runs
 *
 * Return: 0 or a negative errno.
 */
int outlet_new(struct system *system, __u32 link, const struct stream *from,
	       struct job *job)
{
	struct outlet *outlet = calloc(1, sizeof(*outlet));

	if (!outlet) {
		demos_link_destroy(system->demos, link);
		return -ENOMEM;
	}
	outlet->system = system;
	outlet->link = link;
	outlet->job = job;
	outlet->fd = -1;
	outlet->next = outlets;
	outlets = outlet;
	if (!take(outlet, from)) {
		finish(outlet);
		return -EIO;
	}
	pump(outlet);
	return 0;
}

/**
 * outlet_drop - write no more to a job
 * @system: the system
 * @job: the job
 */
void outlet_drop(struct system *system, const struct job *job)
{
	struct outlet *outlet;

	(void)system;
	for (outlet = outlets; outlet; outlet = outlet->next)
		if (outlet->job == job)
			outlet->job = NULL;
}
