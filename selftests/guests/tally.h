/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages between server.c and its clients, for guests and for tests. All
 * numbers are big-endian.
 */
#ifndef SELFTEST_TALLY_H
#define SELFTEST_TALLY_H

#include <stdint.h>

#define SERVER_LINKS	16		/* that it gives at first */
#define QUESTION	0xffffffffU	/* in the place of a number */

/**
 * struct tally - the server's answer
 * @number: the number that it answers
 * @taken: how many numbers it has accepted
 * @wrong: how many of these were not their client's next
 */
struct tally {
	uint32_t number;
	uint32_t taken;
	uint32_t wrong;
};

#endif
