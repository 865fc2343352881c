/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guides (guests/guide.c), through which a test makes calls that surely end.
 * Each makes one call at a time. All are on one machine, which should not fail.
 */
#ifndef SELFTEST_GUIDE_H
#define SELFTEST_GUIDE_H

#include "guest.h"

#define GUIDES		8
#define GUIDE_CHANNEL	1	/* of the first one's answers; the test's */

/**
 * struct guide - a guide
 * @link: to it
 * @channel: of the answers
 * @credit: for its next answer
 * @busy: a call is outstanding
 * @since: when it began, ns
 */
struct guide {
	uint32_t link;
	uint8_t channel;
	uint32_t credit;
	bool busy;
	uint64_t since;
};

uint64_t guide_clock(void);
int guides_start(struct process *p, uint16_t machine, struct guide *guides);
int guide_take(struct process *p, struct guide *guide, int slot, uint32_t link);
int guide_ask(struct process *p, struct guide *guide, int slot,
	      const void *request, size_t length);
int guide_hear(struct process *p, struct guide *guide, void *answer,
	       size_t size, size_t *length);

#endif
