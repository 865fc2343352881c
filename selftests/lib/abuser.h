/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program that sends random requests to the netlink family: right ones,
 * nearly right ones, and bytes that are no request at all; over several
 * sockets at once, two of which are processes, and twice at a time: a child
 * shares them. It uses the names of links and areas that it is told.
 *
 * What it does follows from its seed, but for who of the two comes first.
 */
#ifndef SELFTEST_ABUSER_H
#define SELFTEST_ABUSER_H

#include "machine.h"

#include <stdbool.h>
#include <sys/types.h>

#define ABUSER_FDS	48	/* file descriptors for it to hand in */

/**
 * struct abuser - one such program
 * @machine: where it is
 * @everything: it may end the machine, cut it off and change its limits
 * @joins: it may hand in sockets (what others use of them it may cut so)
 * @seed: of its random numbers
 * @requests: how many it sends
 * @fds: file descriptors that others have, too
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
