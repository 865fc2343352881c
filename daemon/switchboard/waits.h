/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Those who wait for a name: pure, knows nothing of messages.
 *
 * Invariants: in the order in which they came; at most WAITS_MAX, and
 * WAITS_EACH_MAX of one process.
 */
#ifndef DEMOS_WAITS_H
#define DEMOS_WAITS_H

#include <linux/demos.h>

#define WAITS_MAX	1024
#define WAITS_EACH_MAX	32

/**
 * struct wait - one that waits
 * @text: for this name
 * @from: process identifier
 * @machine: where it was when it asked
 * @reply: its reply link
 * @until: when it has waited long enough, ms
 */
struct wait {
	char text[DEMOS_SB_NAME_MAX];
	__u64 from;
	__u16 machine;
	__u32 reply;
	__u64 until;
};

/**
 * struct waits - all of them
 * @list: these
 * @count: how many
 */
struct waits {
	struct wait list[WAITS_MAX];
	unsigned int count;
};

enum demos_result waits_add(struct waits *waits, const struct wait *wait);
int waits_take(struct waits *waits, const char *text, struct wait *taken);
int waits_expire(struct waits *waits, __u64 now, struct wait *taken);
int waits_left(const struct waits *waits, __u64 now);

#endif
