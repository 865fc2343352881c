// SPDX-License-Identifier: GPL-2.0
/*
 * Clients that keep calling a server (traffic.h).
 *
 * Invariant: a client has at most one call outstanding, so answer n must follow
 * answer n - 1.
 */
#include "traffic.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#define CALLERS_MAX	32
#define CALLS_MANY	1000000

/**
 * caller_start() - make a client
 * @caller: to be filled in
 * @machine: its machine
 * @giver: a process that has a link to the server
 * @link: that link, which goes to the client
 *
 * The caller is in that machine's namespace afterwards.
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int caller_start(struct caller *caller, const struct machine *machine,
		 struct process *giver, uint32_t link)
{
	int error;

	memset(caller, 0, sizeof(*caller));
	error = process_attach(&caller->process, machine, "caller");
	if (error)
		return error;
	return link_exchange(giver, &caller->process, link, &caller->link);
}

/**
 * caller_stop() - end a client
 * @caller: the client
 */
void caller_stop(struct caller *caller)
{
	process_close(&caller->process);
}

static int caller_ask(struct caller *caller)
{
	const uint32_t number = htonl(caller->asked + 1);
	const struct demos_reply reply = { .code = caller->asked + 1 };
	const struct letter letter = {
		.link = caller->link,
		.data = &number,
		.length = sizeof(number),
		.reply = &reply,
	};
	int error;

	error = process_post(&caller->process, 1, -1, &caller->credit);
	if (!error)
		error = process_send(&caller->process, &letter);
	caller->asked++;
	return error;
}

/* Does this answer the outstanding call, without an error of the server? */
static int caller_check(struct caller *caller, const struct message *message)
{
	const struct tally *tally = (const void *)message->data;

	if (notice_kind(message) > 0)
		return notice_kind(message);
	if (message->length != sizeof(*tally) ||
	    !(message->head.flags & DEMOS_F_REPLY) ||
	    message->head.code != caller->asked ||
	    ntohl(tally->number) != caller->asked || tally->wrong)
		return -EPROTO;
	return 0;
}

/* Take the answer if it is there. Return: 1 if so, 0 if not, else an error. */
static int caller_hear(struct caller *caller)
{
	struct message message;
	int error;

	error = process_await(&caller->process, caller->credit, 0, &message);
	if (error == -ETIMEDOUT)
		return 0;
	if (!error)
		error = caller_check(caller, &message);
	if (error) {
		caller->failed = error;
		return error;
	}
	caller->answered = caller->asked;
	return 1;
}

static int await_any(struct caller *callers, int count,
		     struct client **others, int nothers, int ms)
{
	struct pollfd fds[CALLERS_MAX];
	int i;

	for (i = 0; i < count; i++)
		fds[i].fd = client_fd(&callers[i].process.client);
	for (i = 0; i < nothers; i++)
		fds[count + i].fd = client_fd(others[i]);
	for (i = 0; i < count + nothers; i++)
		fds[i].events = POLLIN;
	if (poll(fds, count + nothers, ms) == 0)
		return ms ? -ETIMEDOUT : 0;
	for (i = 0; i < nothers; i++)
		if (fds[count + i].revents)
			client_poll(others[i], 0);
	return 0;
}

/**
 * callers_turn() - let clients send and receive, each at most once
 * @callers: the clients
 * @count: how many
 * @others: clients whose messages are read and kept in the meantime
 * @nothers: how many
 *
 * Waits if there is nothing to do.
 *
 * Return: how many clients are not done; a negative errno or a positive enum
 * demos_result, made negative, if something went wrong.
 */
int callers_turn(struct caller *callers, int count, struct client **others,
		 int nothers)
{
	int heard = 0;
	int busy = 0;
	int error;
	int i;

	if (count + nothers > CALLERS_MAX)
		return -E2BIG;
	for (i = 0; i < count; i++) {
		struct caller *caller = &callers[i];

		if (caller->asked == caller->answered) {
			if (caller->asked >= caller->limit)
				continue;
			error = caller_ask(caller);
			if (error)
				return error;
		}
		busy++;
		error = caller_hear(caller);
		if (caller->failed)
			return error < 0 ? error : -error;
		heard += error;
	}
	if (busy && (!heard || nothers)) {
		error = await_any(callers, count, others, nothers,
				  heard ? 0 : SOON);
		if (error)
			return error;
	}
	return busy;
}

/**
 * callers_ask() - have each client without an outstanding call make one
 * @callers: the clients
 * @count: how many
 *
 * Return: 0 or a negative errno.
 */
int callers_ask(struct caller *callers, int count)
{
	int error = 0;
	int i;

	for (i = 0; i < count && !error; i++)
		if (callers[i].asked == callers[i].answered)
			error = caller_ask(&callers[i]);
	return error;
}

/**
 * callers_stop() - let clients make no more calls, and wait for all answers
 * @callers: the clients
 * @count: how many
 *
 * Return: 0, or an error as callers_turn().
 */
int callers_stop(struct caller *callers, int count)
{
	int busy;
	int i;

	for (i = 0; i < count; i++)
		callers[i].limit = 0;
	do {
		busy = callers_turn(callers, count, NULL, 0);
	} while (busy > 0);
	return busy;
}

/**
 * callers_go() - have clients make more calls, in callers_turn()
 * @callers: the clients
 * @count: how many
 * @calls: the most calls that each makes
 */
void callers_go(struct caller *callers, int count, uint32_t calls)
{
	int i;

	for (i = 0; i < count; i++)
		callers[i].limit = callers[i].asked + calls;
}

/**
 * callers_run() - have each client make some calls, and wait for all answers
 * @callers: the clients
 * @count: how many
 * @calls: number of calls that each makes
 *
 * Return: 0, or an error as callers_turn().
 */
int callers_run(struct caller *callers, int count, uint32_t calls)
{
	int busy;

	callers_go(callers, count, calls);
	do {
		busy = callers_turn(callers, count, NULL, 0);
	} while (busy > 0);
	return busy;
}

/**
 * callers_until() - have clients keep calling until a credit's message arrives
 * @callers: the clients
 * @count: how many
 * @process: the process that waits
 * @credit: its credit
 * @message: the message
 *
 * Return: 0, or an error as process_await() and callers_turn().
 */
int callers_until(struct caller *callers, int count, struct process *process,
		  uint32_t credit, struct message *message)
{
	struct client *other = &process->client;
	int stopped;
	int error;

	callers_go(callers, count, CALLS_MANY);
	for (;;) {
		error = process_await(process, credit, 0, message);
		if (error != -ETIMEDOUT)
			break;
		error = callers_turn(callers, count, &other, 1);
		if (error < 0)
			return error;
	}
	stopped = callers_stop(callers, count);
	return error ? error : stopped;
}

/**
 * server_tally() - get the server's counts
 * @process: the process that asks
 * @link: link to the server
 * @tally: the counts, in host order
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int server_tally(struct process *process, uint32_t link, struct tally *tally)
{
	const uint32_t question = htonl(QUESTION);
	const struct letter letter = {
		.link = link,
		.data = &question,
		.length = sizeof(question),
	};
	const struct tally *told;
	struct message answer;
	int error;

	error = process_call(process, &letter, &answer);
	if (error)
		return error;
	if (notice_kind(&answer) > 0)
		return notice_kind(&answer);
	told = (const void *)answer.data;
	if (answer.length != sizeof(*told))
		return -EBADMSG;
	tally->number = ntohl(told->number);
	tally->taken = ntohl(told->taken);
	tally->wrong = ntohl(told->wrong);
	return 0;
}
