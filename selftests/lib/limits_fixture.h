/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fixture of tests about limits, which are those of machine 1: it lets them
 * be reached, and set back.
 */
#ifndef SELFTEST_LIMITS_FIXTURE_H
#define SELFTEST_LIMITS_FIXTURE_H

#include "harness.h"

#include <stdio.h>
#include <string.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)

FIXTURE(limits)
{
	struct machine m[2];
	struct process p;	/* both on machine 1 */
	struct process a;
	uint64_t limits[__DEMOS_LIMIT_MAX];
	uint64_t used[__DEMOS_LIMIT_MAX];
	uint64_t reserve[__DEMOS_LIMIT_MAX];
};

FIXTURE_SETUP(limits)
{
	ASSERT_OK(machine_lan(self->m, 2));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "p"));
	ASSERT_OK(process_attach(&self->a, &self->m[0], "a"));
	ASSERT_OK(machine_limits(&self->m[0], self->limits, self->used));
	ASSERT_OK(machine_reserves(&self->m[0], self->reserve));
}

FIXTURE_TEARDOWN(limits)
{
	process_close(&self->p);
	process_close(&self->a);
	machine_leave(&self->m[0]);
	machine_leave(&self->m[1]);
}

static inline uint64_t used(struct machine *machine, int limit)
{
	uint64_t limits[__DEMOS_LIMIT_MAX];
	uint64_t all[__DEMOS_LIMIT_MAX];

	return machine_limits(machine, limits, all) ? UINT64_MAX : all[limit];
}

/* Wait until the usage has a value: ends are reported asynchronously */
static inline int until_used(struct machine *machine, struct process *process,
			     int limit, uint64_t value)
{
	struct message message;
	int tries;

	for (tries = SOON / 5; tries; tries--) {
		if (used(machine, limit) == value)
			return 0;
		process_receive(process, 1 << 9, 5, &message);
	}
	return -ETIMEDOUT;
}

static inline int set_back(struct machine *machine, const uint64_t *limits,
			   int limit)
{
	return machine_set_limit(machine, limit, limits[limit]);
}

/* Did the kernel say this about the last refusal? */
static inline bool said(const struct client *client, const char *words)
{
	if (strstr(client->text, words))
		return true;
	printf("# the kernel: %s\n", client->text);
	return false;
}

#define USED(limit) used(&self->m[0], limit)
#define UNTIL_USED(limit, value) \
	EXPECT_OK(until_used(&self->m[0], &self->p, limit, value))
#define SET(limit, value) \
	ASSERT_OK(machine_set_limit(&self->m[0], limit, value))
/* Does the notice name this limit? */
#define EXPECT_NAMED(limit, message) \
	EXPECT_EQ(htons(DEMOS_ROOM_LIMIT(limit)), \
		  ((const struct demos_notice *)(message)->data)->flags)
#define SET_BACK(limit) ASSERT_OK(set_back(&self->m[0], self->limits, limit))

/* Give @from a link to @to, on channel 3 */
static inline int introduce(struct process *to, struct process *from,
			    uint32_t *link)
{
	uint32_t made;
	int error = link_create(to, 11, 3, FREE, &made);

	return error ? error : link_exchange(to, from, made, link);
}

#endif
