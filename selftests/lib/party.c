// SPDX-License-Identifier: GPL-2.0
/*
 * Parties (party.h).
 *
 * Invariant: tourists with an odd index have partners with an even one, but for
 * the last partner, which they do not call.
 */
#include "party.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#define REPORT_CHANNEL	26
#define FREE		(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

/* The partners of tourist n are n and each of these, modulo TOURISTS */
static const int steps[PARTNERS] = { 1, 7, 13, 25, 2 };

static int hear_hello(struct party *party, struct tourist *tourist)
{
	struct message message;
	int error;

	error = guest_hello(party->p, &tourist->orders);
	if (!error)
		error = process_receive(party->p, 1U << HELLO_CHANNEL, SOON,
					&message);
	if (!error && message.nlinks != 2)
		error = -EBADMSG;
	if (error)
		return error;
	tourist->hail = message.links[0];
	tourist->area = message.links[1];
	return 0;
}

static int order(struct party *party, int index, struct tour_order *order,
		 const uint32_t *links, int nlinks)
{
	const struct letter letter = {
		.link = party->tourist[index].orders,
		.data = order,
		.length = sizeof(*order),
		.links = links,
		.nlinks = nlinks,
	};

	return process_send_patiently(party->p, &letter);
}

/* Make one a partner of another one */
static int introduce(struct party *party, int index, int slot)
{
	int other = (index + steps[slot]) % TOURISTS;
	const struct tourist *partner = &party->tourist[other];
	struct tour_order words = {
		.op = htons(TOUR_PARTNER),
		.slot = htons(slot),
		.index = htons(other),
		.life = htonl(partner->life),
	};
	uint32_t links[2];
	int error;

	if (!partner->life || !party->tourist[index].life)
		return 0;
	error = link_dup(party->p, partner->hail, FREE, &links[0]);
	if (!error)
		error = link_dup(party->p, partner->area,
				 FREE | DEMOS_LINK_READ, &links[1]);
	return error ? error : order(party, index, &words, links, 2);
}

static int name(struct party *party, int index)
{
	struct tour_order words = {
		.op = htons(TOUR_NAME),
		.index = htons(index),
		.life = htonl(party->tourist[index].life),
	};

	return order(party, index, &words, NULL, 0);
}

static int start(struct party *party, int index, uint16_t machine)
{
	const struct program programs[2] = { Z8002(tourist), Z8001(tourist) };
	struct tourist *tourist = &party->tourist[index];
	int error, slot;

	error = guest_start(party->p, machine, &programs[index / 2 % 2],
			    &tourist->guest);
	if (!error)
		error = hear_hello(party, tourist);
	tourist->life++;
	tourist->place = machine;
	tourist->doubt = false;
	if (!error)
		error = name(party, index);
	for (slot = 0; slot < PARTNERS && !error; slot++)
		error = introduce(party, index, slot);
	for (slot = 0; slot < PARTNERS && !error; slot++)
		error = introduce(party, (index + TOURISTS - steps[slot]) %
				  TOURISTS, slot);
	return error;
}

/**
 * party_start() - make all tourists; they rest
 * @party: zeroed, but for its manager
 * @machines: how many machines they are spread over, from the first on
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int party_start(struct party *party, int machines)
{
	int i, error = 0;

	for (i = 0; i < TOURISTS && !error; i++)
		error = start(party, i, 1 + i % machines);
	return error;
}

/**
 * party_replace() - make the successor of a tourist that has died
 * @party: the party
 * @index: of the tourist
 * @machine: where it is made
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int party_replace(struct party *party, int index, uint16_t machine)
{
	const struct tourist *tourist = &party->tourist[index];
	struct tour_order go = {
		.op = htons(TOUR_GO),
		.value = htons(party->pace),
	};
	int error;

	error = link_destroy(party->p, tourist->guest.control);
	if (!error)
		error = link_destroy(party->p, tourist->orders);
	if (!error)
		error = link_destroy(party->p, tourist->hail);
	if (!error)
		error = link_destroy(party->p, tourist->area);
	if (!error)
		error = start(party, index, machine);
	return error || !party->pace ? error : order(party, index, &go, NULL,
						     0);
}

/**
 * party_order() - give all an order
 * @party: the party
 * @op: TOUR_GO or TOUR_STOP
 * @value: TOUR_GO: ms between two hails
 *
 * Return: 0 or a negative errno.
 */
int party_order(struct party *party, int op, uint16_t value)
{
	struct tour_order words = { .op = htons(op), .value = htons(value) };
	int i, error = 0;

	party->pace = op == TOUR_GO ? value : 0;
	for (i = 0; i < TOURISTS && !error; i++)
		error = order(party, i, &words, NULL, 0);
	return error;
}

static int ask_for_report(struct party *party, struct tourist *tourist)
{
	const struct demos_reply reply = {
		.code = ++party->p->calls,
		.channel = REPORT_CHANNEL,
	};
	const struct tour_order words = { .op = htons(TOUR_REPORT) };
	const struct letter letter = {
		.link = tourist->orders,
		.data = &words,
		.length = sizeof(words),
		.reply = &reply,
	};

	return process_send_patiently(party->p, &letter);
}

static void to_host(struct tour_report *report)
{
	uint32_t *word;
	int i;

	for (i = 0; i < PARTNERS; i++) {
		report->partner[i].index = ntohs(report->partner[i].index);
		report->partner[i].dead = ntohs(report->partner[i].dead);
		report->partner[i].life = ntohl(report->partner[i].life);
		report->partner[i].sent = ntohl(report->partner[i].sent);
		report->partner[i].told = ntohl(report->partner[i].told);
	}
	for (word = &report->sender[0].life; word <= &report->wrong; word++)
		*word = ntohl(*word);
}

/* Whose report it is, by the sender */
static int who(const struct party *party, uint64_t pid)
{
	int i;

	for (i = 0; i < TOURISTS; i++)
		if (party->tourist[i].guest.pid == pid)
			return i;
	return -EBADMSG;
}

/**
 * party_report() - get everyone's account
 * @party: the party; all live
 * @reports: by index, in host order
 * @ms: milliseconds to wait at most for the next one
 *
 * Return: 0, a negative errno, or a positive enum demos_result: DEMOS_ETIME.
 */
int party_report(struct party *party, struct tour_report *reports, int ms)
{
	struct message message;
	int i, index, error = 0;

	for (i = 0; i < TOURISTS && !error; i++)
		error = ask_for_report(party, &party->tourist[i]);
	for (i = 0; i < TOURISTS && !error; i++) {
		error = process_receive(party->p, 1U << REPORT_CHANNEL, ms,
					&message);
		if (error)
			break;
		index = who(party, message.head.from.pid);
		if (index < 0 || message.length != sizeof(*reports))
			return -EBADMSG;
		memcpy(&reports[index], message.data, sizeof(*reports));
		to_host(&reports[index]);
	}
	return error;
}
