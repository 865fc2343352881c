/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A tour: tourists (party.h) are moved about machines, one of which crashes and
 * comes back from time to time. They are moved by guides (guide.h), which are
 * on a machine that does not fail, as is their manager. A tourist that dies
 * with its machine gets a successor.
 */
#ifndef SELFTEST_TOUR_LIB_H
#define SELFTEST_TOUR_LIB_H

#include "compiler.h"
#include "guide.h"
#include "machine.h"
#include "party.h"

#include <stdio.h>

#define TOUR_MACHINES	8		/* those that crash */
#define TOUR_HOME	TOUR_MACHINES	/* index of the one that does not */

/**
 * struct tour - a tour
 * @m: the machines
 * @p: the manager
 * @party: the tourists
 * @guides: they move the tourists
 * @moving: index of the tourist that each is moving
 * @seeds: by guide, so that none depends on how fast the others are
 * @seed: for machines that crash
 * @begun: migrations begun
 * @ended: migrations with an outcome
 * @moved: of these, successful
 * @dead: tourists that have died
 * @crashes: of machines
 * @doomed: by index of a tourist: TOUR_DOOMED and its DEMOS_PROCESS_* flags, if
 *	    it was on a machine that crashed
 * @absent: how often each was looked for in vain
 * @looked: when that was last, ns
 * @ns: of migrations since the last sample: time without execution
 * @wall: and until the answer
 * @count: and how many they were
 * @silent: pair records of the dead that are left, with nothing unread: nobody
 *	    asks about a process that had moved since it was last heard of
 * @faults: promises that were not kept
 */
struct tour {
	struct machine m[TOUR_MACHINES + 1];
	struct process p;
	struct party party;
	struct guide guides[GUIDES];
	int moving[GUIDES];
	unsigned int seeds[GUIDES];
	unsigned int seed;
	unsigned int begun;
	unsigned int ended;
	unsigned int moved;
	unsigned int dead;
	unsigned int crashes;
	uint8_t doomed[TOURISTS];
	uint8_t absent[TOURISTS];
	uint64_t looked;
	uint64_t ns;
	uint64_t wall;
	unsigned int count;
	unsigned int silent;
	int faults;
};

/* The tourist was on a machine that crashed */
#define TOUR_DOOMED	0x80

void tour_fault(struct tour *tour, const char *format, ...) __printf(2, 3);
int tour_begin(struct tour *tour, unsigned int seed, uint16_t pace);
void tour_end(struct tour *tour);
int tour_turn(struct tour *tour, unsigned int until);
int tour_rest(struct tour *tour);
int tour_crash(struct tour *tour);
int tour_places(struct tour *tour, int index, uint16_t *place, uint8_t *flags);

#endif
