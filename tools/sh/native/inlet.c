// SPDX-License-Identifier: GPL-2.0
/*
 * Pipes that guests write and the shell reads: for $( ), for a command of the
 * shell behind a program, for files of Linux. Each has a code of its own.
 */
#include <errno.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"

static struct inlet **find(struct system *system, __u32 code)
{
	struct inlet **at = &system->inlets;

	while (*at && (*at)->code != code)
		at = &(*at)->next;
	return at;
}

static void remove_at(struct inlet **at)
{
	struct inlet *inlet = *at;

	*at = inlet->next;
	free((char *)inlet->to.path);
	free(inlet);
}

static void put(struct system *system, const struct stream *to,
		const void *bytes, size_t length)
{
	struct shell *shell = system->shell;

	if (to->kind == STREAM_BUFFER)
		text_add(to->buffer, bytes, length);
	else if (to->kind == STREAM_FILE)
		shell->ops->append(shell, to->path, bytes, length);
	else
		shell->ops->write(shell, to->console, bytes, length);
}

/* The writer asks whether the shell lives */
static void answer(struct demos *demos, const struct demos_incoming *in)
{
	const struct demos_outgoing empty = { 0 };

	if (in->nlinks)
		demos_send_now(demos, in->links[0], &empty);
}

static void came(struct demos *demos, const struct demos_incoming *in,
		 void *arg)
{
	struct system *system = arg;
	const struct demos_notice *notice = (const void *)in->data;
	bool over = in->flags & DEMOS_F_NOTICE;
	struct inlet **at;

	if (in->error)
		return;
	at = find(system, over ? ntohl(notice->code) : in->code);
	if (*at && !over)
		put(system, &(*at)->to, in->data, in->length);
	if (*at && (over || !in->length))
		remove_at(at);
	if (!over)
		answer(demos, in);
}

/**
 * inlet_begin - be ready to read pipes
 * @system: attached
 *
 * Return: 0 or a negative errno.
 */
int inlet_begin(struct system *system)
{
	return demos_listen(system->demos, 1U << DEMOS_PIPE_CHANNEL, came,
			    system);
}

static bool copy(struct inlet *inlet, const struct stream *to)
{
	inlet->to = *to;
	if (to->kind != STREAM_FILE)
		return true;
	inlet->to.path = strdup(to->path);
	return inlet->to.path;
}

/**
 * inlet_new - make a pipe to the shell
 * @system: the system
 * @job: of the writer
 * @to: where its bytes go
 * @link: gets the writer's link
 *
 * Return: 0 or a negative errno.
 */
int inlet_new(struct system *system, struct job *job,
	      const struct stream *to, __u32 *link)
{
	struct inlet *inlet = calloc(1, sizeof(*inlet));
	struct demos_link wanted = {
		.code = ++system->next, .channel = DEMOS_PIPE_CHANNEL,
		.flags = DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY,
	};
	int err = -ENOMEM;

	if (inlet && copy(inlet, to))
		err = demos_link_create(system->demos, &wanted, link);
	if (err) {
		free(inlet);
		return err;
	}
	inlet->code = wanted.code;
	inlet->job = job;
	inlet->next = system->inlets;
	system->inlets = inlet;
	return 0;
}

/**
 * inlet_is_open - may a job still write to the shell?
 * @system: the system
 * @job: the job
 *
 * Return: may it?
 */
bool inlet_is_open(const struct system *system, const struct job *job)
{
	const struct inlet *inlet;

	for (inlet = system->inlets; inlet; inlet = inlet->next)
		if (inlet->job == job)
			return true;
	return false;
}

/**
 * inlet_drop - read no more of a job
 * @system: the system
 * @job: the job
 */
void inlet_drop(struct system *system, const struct job *job)
{
	struct inlet **at = &system->inlets;

	while (*at) {
		if ((*at)->job == job)
			remove_at(at);
		else
			at = &(*at)->next;
	}
}
