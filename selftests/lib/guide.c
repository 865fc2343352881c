// SPDX-License-Identifier: GPL-2.0
/*
 * Guides (guide.h).
 */
#include "guide.h"
#include "../guests/tour.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <time.h>

/**
 * guide_clock() - the time
 *
 * Return: ns.
 */
uint64_t guide_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/**
 * guides_start() - make all guides
 * @p: their manager
 * @machine: where they are
 * @guides: to be filled in, GUIDES
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int guides_start(struct process *p, uint16_t machine, struct guide *guides)
{
	const struct program program = Z8002(guide);
	struct guest guest;
	int i, error = 0;

	memset(guides, 0, GUIDES * sizeof(*guides));
	for (i = 0; i < GUIDES && !error; i++) {
		error = guest_start(p, machine, &program, &guest);
		if (!error)
			error = guest_hello(p, &guides[i].link);
		guides[i].channel = GUIDE_CHANNEL + i;
	}
	return error;
}

/**
 * guide_take() - give a guide a link
 * @p: the process
 * @guide: the guide; if it is busy, it takes the link before its next call
 * @slot: where it keeps the link; one that it has there goes
 * @link: goes to the guide
 *
 * Return: 0 or a negative errno.
 */
int guide_take(struct process *p, struct guide *guide, int slot, uint32_t link)
{
	struct tour_request request = { .slot = htons(slot) };
	const struct letter letter = {
		.link = guide->link,
		.data = &request,
		.length = sizeof(request),
		.links = &link,
		.nlinks = 1,
	};

	return process_send_patiently(p, &letter);
}

/**
 * guide_ask() - have a guide make a call
 * @p: the process
 * @guide: the guide, not busy
 * @slot: over the link that it keeps there
 * @request: what to send
 * @length: bytes of it, at most TOUR_TEXT
 *
 * Return: 0 or a negative errno.
 */
int guide_ask(struct process *p, struct guide *guide, int slot,
	      const void *request, size_t length)
{
	const struct demos_reply reply = {
		.code = ++p->calls,
		.channel = guide->channel,
	};
	struct tour_request ask = {
		.slot = htons(slot),
		.length = htons(length),
	};
	const struct letter letter = {
		.link = guide->link,
		.data = &ask,
		.length = sizeof(ask),
		.reply = &reply,
	};
	int error;

	memcpy(ask.text, request, length);
	guide->busy = true;
	guide->since = guide_clock();
	error = process_post(p, 1U << reply.channel, -1, &guide->credit);
	return error ? error : process_send(p, &letter);
}

/**
 * guide_hear() - has a guide's call ended?
 * @p: the process
 * @guide: the guide, busy
 * @answer: gets what the kernel has answered
 * @size: bytes of @answer
 * @length: gets how many these are
 *
 * Return: 0, -ETIMEDOUT: not yet, another negative errno, or the positive enum
 * demos_result with which it has ended.
 */
int guide_hear(struct process *p, struct guide *guide, void *answer,
	       size_t size, size_t *length)
{
	const struct tour_answer *said;
	struct message message;
	int error;

	error = process_await(p, guide->credit, 0, &message);
	if (error == -ETIMEDOUT)
		return error;
	guide->busy = false;
	said = (const void *)message.data;
	if (!error && message.length != sizeof(*said))
		error = -EBADMSG;
	if (error)
		return error;
	*length = ntohs(said->length);
	memcpy(answer, said->text, *length < size ? *length : size);
	return ntohs(said->result);
}
