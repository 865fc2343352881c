/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An evacuation: it moves the guests of a machine to others, some at a time,
 * until none is left that can move. Guests that arrive meanwhile are moved,
 * too.
 */
#ifndef DEMOSCTL_EVACUATION_H
#define DEMOSCTL_EVACUATION_H

#include "evacuee.h"
#include "progress.h"
#include "system.h"

#define EVACUATION_MACHINES	256

/**
 * struct destination - a machine that guests are sent to
 * @machine: its id
 * @arrived: guests that have arrived
 * @refusals: since the last arrival
 * @overdue: guests that have been on their way there for long
 */
struct destination {
	__u16 machine;
	int arrived;
	int refusals;
	int overdue;
};

/**
 * struct evacuation - an evacuation
 * @manager: open
 * @machine: the machine
 * @to: the only machines to use
 * @nto: how many; 0: the process manager chooses from all
 * @jobs: guests that move at the same time
 * @dry: only say what would be done
 * @lines: print a line for each guest
 * @began: ms
 * @guests: of the machine
 * @destinations: that were used
 * @ndestinations: how many
 * @awaits: when to say that guests take long to arrive, ms; 0: not known
 * @look: when to look at guests that are overdue again, ms
 * @progress: the bar
 * @cause: a signal, or TIMED_OUT: start no more; 0: go on
 * @patience_until: after @cause: when to leave what is under way, ms
 * @failed: an error message has said that this cannot go on
 */
struct evacuation {
	struct manager *manager;
	__u16 machine;
	__u16 to[EVACUATION_MACHINES];
	unsigned int nto;
	unsigned int jobs;
	bool dry;
	bool lines;
	__u64 began;
	struct evacuees guests;
	struct destination destinations[EVACUATION_MACHINES];
	int ndestinations;
	__u64 awaits;
	__u64 look;
	struct progress progress;
	int cause;
	__u64 patience_until;
	bool failed;
};

int evacuation_run(struct evacuation *evacuation);

/* account.c */
void evacuation_show(struct evacuation *evacuation);
void evacuation_say_moved(struct evacuation *evacuation,
			  const struct evacuee *guest);
void evacuation_ask(const struct evacuation *evacuation);
int evacuation_broken(struct evacuation *evacuation, const char *what);

/* census.c */
int evacuation_find(struct evacuation *evacuation, bool survey);
int evacuation_plan(struct evacuation *evacuation);

/* migration.c */
void evacuation_start(struct evacuee *guest);
void evacuation_end(struct evacuee *guest, const struct demos_surveyed *found);

/* overdue.c */
int evacuation_overdue(struct evacuation *evacuation);

/* destination.c */
struct destination *evacuation_destination(struct evacuation *evacuation,
					   __u16 machine);
int evacuation_choose(struct evacuation *evacuation,
		      const struct evacuee *guest, __u16 *machine);

#endif
