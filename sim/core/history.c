// SPDX-License-Identifier: GPL-2.0
/*
 * The judge: exactly once, in the order sent, nothing lost, nobody left
 * waiting.
 */
#include <stdarg.h>
#include <stdio.h>

#include "history.h"

/**
 * history_wrong - something happened that must not
 * @history: the history
 * @format: what, as for printf(); the first one is kept
 */
void history_wrong(struct history *history, const char *format, ...)
{
	va_list args;

	if (history->first_wrong[0])
		return;
	va_start(args, format);
	vsnprintf(history->first_wrong, sizeof(history->first_wrong), format,
		  args);
	va_end(args);
}

/**
 * history_add - a process has come to life
 * @history: the history
 * @pid: its identifier
 *
 * Return: its index.
 */
int history_add(struct history *history, u64 pid)
{
	history->pids[history->count] = pid;
	return history->count++;
}

/**
 * history_index - which process is this?
 * @history: the history
 * @pid: its identifier
 *
 * Return: its index, or -1: there never was one.
 */
int history_index(const struct history *history, u64 pid)
{
	int i;

	for (i = 0; i < history->count; i++) {
		if (history->pids[i] == pid)
			return i;
	}
	return -1;
}

/**
 * history_sent - a process is about to send a message to another
 * @history: the history
 * @from: sender
 * @to: receiver
 *
 * Return: the message's number among those of the two, from 1.
 */
u64 history_sent(struct history *history, u64 from, u64 to)
{
	return ++history->pair[history_index(history, from)]
			      [history_index(history, to)].sent;
}

/**
 * history_received - a process has received a message
 * @history: the history
 * @from: who had sent it
 * @to: who has received it
 * @number: the number it was sent with
 */
void history_received(struct history *history, u64 from, u64 to, u64 number)
{
	int sender = history_index(history, from);
	int receiver = history_index(history, to);
	struct history_pair *pair;

	if (sender < 0 || receiver < 0) {
		history_wrong(history, "message between unknown processes");
		return;
	}
	pair = &history->pair[sender][receiver];
	if (number != ++pair->received)
		history_wrong(history, "%d to %d: number %llu, expected %llu",
			      sender, receiver, (unsigned long long)number,
			      (unsigned long long)pair->received);
}

/**
 * history_dead - a process has ended
 * @history: the history
 * @pid: which
 */
void history_dead(struct history *history, u64 pid)
{
	int who = history_index(history, pid);

	if (who >= 0)
		history->dead[who] = true;
}

static struct history_pair *find_pair(struct history *history, u64 from,
				      u64 to)
{
	int sender = history_index(history, from);
	int receiver = history_index(history, to);

	/* Kernels send too, and hold no links to be updated */
	if (sender < 0 || receiver < 0)
		return NULL;
	return &history->pair[sender][receiver];
}

/**
 * history_forwarded - a message has met a forwarding address
 * @history: the history
 * @from: who had sent it
 * @to: whose forwarding address
 */
void history_forwarded(struct history *history, u64 from, u64 to)
{
	struct history_pair *pair = find_pair(history, from, to);

	if (pair)
		pair->forwarded++;
}

/**
 * history_updated - the kernel of a process was told of a new address
 * @history: the history
 * @holder: the process
 * @moved: whose address it is
 */
void history_updated(struct history *history, u64 holder, u64 moved)
{
	struct history_pair *pair = find_pair(history, holder, moved);

	if (pair)
		pair->updated++;
}

static void judge_pair(struct history *history, int from, int to)
{
	const struct history_pair *pair = &history->pair[from][to];
	u64 accounted = pair->received + pair->noticed;

	if (!history->dead[to] && pair->received != pair->sent)
		history_wrong(history, "%d to %d: sent %llu, received %llu",
			      from, to, (unsigned long long)pair->sent,
			      (unsigned long long)pair->received);
	if (!history->dead[from] && pair->forwarded != pair->updated)
		history_wrong(history, "%d to %d: forwarded %llu, updated %llu",
			      from, to, (unsigned long long)pair->forwarded,
			      (unsigned long long)pair->updated);
	if (history->dead[to] && !history->dead[from] &&
	    accounted != pair->sent)
		history_wrong(history,
			      "%d to dead %d: sent %llu, received %llu, noticed %llu",
			      from, to, (unsigned long long)pair->sent,
			      (unsigned long long)pair->received,
			      (unsigned long long)pair->noticed);
}

/**
 * history_judge - nothing more will happen: is all accounted for?
 * @history: the history; @first_wrong says what is not
 */
void history_judge(struct history *history)
{
	int from;
	int to;

	for (from = 0; from < history->count; from++) {
		for (to = 0; to < history->count; to++)
			judge_pair(history, from, to);
		if (!history->dead[from] && history->replies_due[from])
			history_wrong(history, "%d waits for %llu replies",
				      from, (unsigned long long)
				      history->replies_due[from]);
	}
}
