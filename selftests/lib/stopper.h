/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A stopper between two machines: a process that passes frames on in both
 * directions, until it sees a certain control message. From then on nothing
 * passes.
 */
#ifndef SELFTEST_STOPPER_H
#define SELFTEST_STOPPER_H

#include "machine.h"

#include <stdbool.h>
#include <sys/types.h>

/**
 * struct stop - a control message
 * @op: its operation
 * @region: PULL: of what; 0: any
 * @after: it is passed on, and the machine that gets it has sent something
 *	   since
 */
struct stop {
	uint16_t op;
	uint16_t region;
	bool after;
};

/**
 * struct stopper - a stopper
 * @child: its process; 0: there is none
 * @seen: the message has been seen
 */
struct stopper {
	pid_t child;
	int seen;
};

int stopper_join(struct machine *a, struct machine *b, const struct stop *stop,
		 struct stopper *stopper);
int stopper_await(struct stopper *stopper);
void stopper_cut(struct stopper *stopper);

#endif
