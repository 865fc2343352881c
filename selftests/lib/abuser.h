/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program that sends random requests to the netlink family: right ones,
 * nearly right ones, and bytes that are no request at all. It uses several
 * sockets at once, two of which are processes, and a child sends over the same
 * sockets at the same time. It uses the names of links and areas that answers
 * contain.
 *
 * Its requests follow from its seed, except for the order between the two.
 */
#ifndef SELFTEST_ABUSER_H
#define SELFTEST_ABUSER_H

#include "machine.h"

#include <stdbool.h>
#include <sys/types.h>

#define ABUSER_FDS	48	/* file descriptors that it can hand in */

/**
 * struct abuser - an abuser's parameters
 * @machine: its machine
 * @everything: it may end the machine, cut it off and change its limits
 * @joins: it may hand in sockets (and so cut connections that others use)
 * @seed: seed of its random numbers
 * @requests: number of requests that it sends
 * @fds: file descriptors that it shares with others
 */
struct abuser {
	const struct machine *machine;
	bool everything;
	bool joins;
	uint64_t seed;
	uint32_t requests;
	const int *fds;
};

uint64_t random_next(uint64_t *state);
uint32_t random_below(uint64_t *state, uint32_t bound);

void abuser_fds(int *fds);
pid_t abuser_start(const struct abuser *abuser);

#endif
