/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the process manager measures of a guest, by looking at it from time to
 * time. Pure: gets what kernels answered, and the time.
 */
#ifndef DEMOS_MEASURE_H
#define DEMOS_MEASURE_H

#include <stdbool.h>
#include <linux/types.h>

#define MEASURE_TALKS	8	/* correspondents, those with most messages */

/**
 * struct measure_talk - messages with another process
 * @pid: that process; 0: nobody
 * @machine: where it was last known to be
 * @total: messages so far, both ways
 * @rate: messages a second
 */
struct measure_talk {
	__u64 pid;
	__u16 machine;
	__u64 total;
	double rate;
};

/**
 * struct measured - a guest
 * @when: it was looked at last, ms; 0: never
 * @instructions: that it had executed by then
 * @messages: that it had sent and received by then
 * @memory: bytes
 * @share: of time in which it is runnable
 * @speed: instructions a second
 * @traffic: messages a second
 * @suspended: it does not run
 * @created: ms
 * @moved: when it moved last, ms; 0: never
 * @talked: when its correspondents were looked at last, ms; 0: never
 * @talks: these
 * @asked: how many questions about it have not been answered yet
 */
struct measured {
	__u64 when;
	__u64 instructions;
	__u64 messages;
	__u64 memory;
	double share;
	double speed;
	double traffic;
	bool suspended;
	__u64 created;
	__u64 moved;
	__u64 talked;
	struct measure_talk talks[MEASURE_TALKS];
	unsigned int asked;
};

/**
 * struct measure_sample - a look at a guest
 * @runnable: it ran, or would have
 * @suspended: it does not run
 * @instructions: executed so far
 * @messages: sent and received so far
 * @memory: bytes
 */
struct measure_sample {
	bool runnable;
	bool suspended;
	__u64 instructions;
	__u64 messages;
	__u64 memory;
};

void measure_look(struct measured *measured, __u64 now,
		  const struct measure_sample *sample);
bool measure_talks(const struct measured *measured);
void measure_begin(struct measured *measured, __u64 now);
void measure_talk(struct measured *measured, double seconds, __u64 pid,
		  __u16 machine, __u64 total);

#endif
