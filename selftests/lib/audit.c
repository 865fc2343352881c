// SPDX-License-Identifier: GPL-2.0
/*
 * The audit of a tour (audit.h). Some promises are about what happens in the
 * end: so each check is repeated until it holds, for a time; then its faults
 * are told.
 */
#include "audit.h"

#include <errno.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TIMES		75		/* that a check is repeated */
#define BETWEEN		1000000000L	/* ns */
#define CALL_MAX	40000		/* ms, until a call has ended */

/* Count a wrong thing; say what it is if @last */
#define WRONG(tour, last, ...) ({ \
	if (last) \
		tour_fault(tour, __VA_ARGS__); \
	1; \
})

/* Return: 0 if it holds in the end, or if its faults have been told; or the
 * negative errno for which it cannot be made
 */
static int repeat(struct tour *tour,
		  int (*check)(struct tour *tour, bool last, void *arg),
		  void *arg)
{
	const struct timespec pause = { .tv_nsec = BETWEEN % 1000000000,
					.tv_sec = BETWEEN / 1000000000 };
	int i, wrong = 1;

	for (i = 1; i <= TIMES && wrong > 0; i++) {
		wrong = check(tour, i == TIMES, arg);
		if (wrong > 0)
			nanosleep(&pause, NULL);
	}
	return wrong < 0 ? wrong : 0;
}

/* ---- One owner */

/**
 * audit_owners() - is each tourist on one machine?
 * @tour: the tour; tourists that are moving are left out
 *
 * Return: 0.
 */
int audit_owners(struct tour *tour)
{
	uint16_t place = 0;
	uint8_t flags = 0;
	int i, count;

	for (i = 0; i < TOURISTS; i++) {
		if (tour->party.tourist[i].doubt ||
		    (tour->guides[i % GUIDES].busy &&
		     tour->moving[i % GUIDES] == i))
			continue;
		count = tour_places(tour, i, &place, &flags);
		if (count != 1 || flags)
			tour_fault(tour, "%d is on %d machines (%#x)", i,
				   count, flags);
		else if (place != tour->party.tourist[i].place)
			tour_fault(tour, "%d is on %u, not on %u", i, place,
				   tour->party.tourist[i].place);
	}
	return 0;
}

/* ---- Messages between two that live */

static int look_at_partner(struct tour *tour, bool last, struct audit *audit,
			   const struct tour_report *reports, int i, int slot)
{
	const struct tour_partner *sent = &reports[i].partner[slot];
	const struct tour_sender *got = &reports[sent->index].sender[i];
	uint32_t missing = sent->sent;
	int wrong = 0;

	if (sent->life != tour->party.tourist[sent->index].life)
		return WRONG(tour, last, "%d has an old partner", i);
	if (got->life == tour->party.tourist[i].life)
		missing = sent->sent - got->last + got->missing;
	audit->sent += sent->sent;
	audit->missing += missing;
	audit->told += sent->told;
	if (missing > sent->told)
		wrong |= WRONG(tour, last, "%d to %d: %u lost, %u told of",
			       i, sent->index, missing, sent->told);
	if (missing && !tour->crashes)
		wrong |= WRONG(tour, last, "%u lost without a crash", missing);
	if (sent->told && !tour->crashes)
		wrong |= WRONG(tour, last, "%u told of without a crash",
			       sent->told);
	if (sent->dead)
		wrong |= WRONG(tour, last, "%d hears that %d is dead", i,
			       sent->index);
	return wrong;
}

static int look_at_report(struct tour *tour, bool last, struct audit *audit,
			  const struct tour_report *reports, int i)
{
	const struct tour_report *report = &reports[i];
	int slot, wrong = 0;

	if (report->wrong)
		wrong |= WRONG(tour, last, "%d: %u wrong messages", i,
			       report->wrong);
	if (report->failed)
		wrong |= WRONG(tour, last, "%d: %u bad ends of calls, %u", i,
			       report->failed, report->why);
	if (!tour->crashes && (report->unknown || report->dead ||
			       report->unread))
		wrong |= WRONG(tour, last, "%d: %u calls, %u reads fail", i,
			       report->unknown + report->dead,
			       report->unread);
	audit->calls += report->calls;
	audit->unknown += report->unknown;
	audit->dead += report->dead;
	audit->reads += report->reads;
	audit->unread += report->unread;
	for (slot = 0; slot < PARTNERS; slot++)
		wrong |= look_at_partner(tour, last, audit, reports, i, slot);
	return wrong;
}

/* A message of a tourist that rests has been read when its kernel says so */
static int look_at_messages(struct tour *tour, bool last, void *arg)
{
	static struct tour_report reports[TOURISTS];
	struct audit *audit = arg;
	int i, error, wrong = 0;

	memset(audit, 0, sizeof(*audit));
	error = party_report(&tour->party, reports, CALL_MAX);
	if (error) {
		tour_fault(tour, "a tourist does not answer: %d", error);
		return -ETIMEDOUT;
	}
	for (i = 0; i < TOURISTS; i++)
		wrong |= look_at_report(tour, last, audit, reports, i);
	return wrong;
}

/**
 * audit_messages() - did messages arrive once and in order, and calls end?
 * @tour: at rest, and the tourists, too
 * @audit: gets sums
 *
 * Return: 0 or a negative errno.
 */
int audit_messages(struct tour *tour, struct audit *audit)
{
	return repeat(tour, look_at_messages, audit);
}

/* ---- Nothing is left over */

struct left_over {
	struct tour *tour;
	bool last;
	int forwards;
	int pairs;
};

static bool lives(const struct tour *tour, uint64_t pid)
{
	int i;

	for (i = 0; i < TOURISTS; i++)
		if (tour->party.tourist[i].guest.pid == pid)
			return true;
	return pid == tour->p.pid;
}

static int see_forward(const struct answer *answer, void *arg)
{
	struct left_over *left = arg;
	struct demos_address address;

	if (answer_copy(answer, DEMOS_A_FORWARD, &address, sizeof(address)))
		return -EBADMSG;
	left->forwards += !lives(left->tour, address.pid);
	return 0;
}

static int see_pair(const struct demos_pair_entry *entry, void *arg)
{
	struct left_over *left = arg;
	uint64_t pid = be64toh(entry->pid);

	/* Guides are on the machine that does not fail */
	if (lives(left->tour, pid) || DEMOS_PID_MACHINE(pid) == TOUR_HOME + 1)
		return 0;
	if (entry->unread)
		left->pairs++;
	else
		left->tour->silent++;
	return 0;
}

static int see_forwards(struct machine *machine, struct left_over *left)
{
	struct nl_msg *msg = client_request(&machine->admin,
					    DEMOS_CMD_FORWARD_GET, NLM_F_DUMP);
	int error;

	left->forwards = 0;
	error = client_dump(&machine->admin, msg, see_forward, left);
	return error < 0 ? error : 0;
}

static int look_at_forwards(struct tour *tour, bool last)
{
	struct left_over left = { .tour = tour };
	int i, error, wrong = 0;

	for (i = 0; i <= TOUR_MACHINES; i++) {
		error = see_forwards(&tour->m[i], &left);
		if (error)
			return error;
		if (left.forwards)
			wrong |= WRONG(tour, last, "%d: %d dead forwards",
				       i + 1, left.forwards);
	}
	return wrong;
}

static int look_at_tourist(struct tour *tour, bool last, int i)
{
	struct tourist *tourist = &tour->party.tourist[i];
	struct left_over left = { .tour = tour };
	struct demos_process_info info;
	int error, wrong = 0;

	error = process_info(&tour->m[tourist->place - 1], tourist->guest.pid,
			     &info);
	if (error)
		return error;
	if (info.queued || info.held)
		wrong |= WRONG(tour, last, "%d: %u wait, %u are held",
			       i, info.queued, info.held);
	error = guest_pairs(&tour->p, &tourist->guest, see_pair, &left);
	if (error)
		return error;
	if (left.pairs)
		wrong |= WRONG(tour, last, "%d: %d pair records of the dead",
			       i, left.pairs);
	return wrong;
}

static int look_at_left_over(struct tour *tour, bool last, void *arg)
{
	int i, wrong = look_at_forwards(tour, last);

	(void)arg;
	tour->silent = 0;
	for (i = 0; i < TOURISTS && wrong >= 0; i++) {
		int one = look_at_tourist(tour, last, i);

		wrong = one < 0 ? one : wrong | one;
	}
	return wrong;
}

/**
 * audit_left_over() - is anything left of tourists that have died?
 * @tour: at rest, and the tourists, too
 *
 * Return: 0 or a negative errno.
 */
int audit_left_over(struct tour *tour)
{
	return repeat(tour, look_at_left_over, NULL);
}

static int look_at_empty(struct tour *tour, bool last, void *arg)
{
	static const int limits[] = {
		DEMOS_LIMIT_PROCESSES, DEMOS_LIMIT_MEMORY, DEMOS_LIMIT_LINKS,
		DEMOS_LIMIT_QUEUES, DEMOS_LIMIT_ARRIVALS, DEMOS_LIMIT_PAIRS,
	};
	uint64_t most[__DEMOS_LIMIT_MAX], used[__DEMOS_LIMIT_MAX], forwards;
	int i, k, error, wrong = 0;

	(void)arg;
	for (i = 0; i < TOUR_MACHINES; i++) {
		error = machine_show(&tour->m[i], DEMOS_A_FORWARDS, &forwards);
		if (!error)
			error = machine_limits(&tour->m[i], most, used);
		if (error)
			return error;
		if (forwards)
			wrong |= WRONG(tour, last, "machine %d: %d forwards",
				       i + 1, (int)forwards);
		for (k = 0; k < (int)(sizeof(limits) / sizeof(*limits)); k++)
			if (used[limits[k]])
				wrong |= WRONG(tour, last,
					       "machine %d: %d of limit %d",
					       i + 1, (int)used[limits[k]],
					       limits[k]);
	}
	return wrong;
}

/**
 * audit_empty() - have all tourists end: is anything left on machines?
 * @tour: at rest
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int audit_empty(struct tour *tour)
{
	int i, error = 0;

	for (i = 0; i < TOURISTS && !error; i++)
		error = guest_control(&tour->p, &tour->party.tourist[i].guest,
				      DEMOS_OP_KILL);
	return error ? error : repeat(tour, look_at_empty, NULL);
}
