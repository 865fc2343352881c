// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stddef.h>

#include "pm/measure.h"

#define SMOOTH		10.0	/* time constant of averages, s */
#define TALKATIVE	1.0	/* messages a second that matter */

/* An average that forgets: @seconds have passed since the last value */
static void smooth(double *average, double value, double seconds)
{
	*average += (value - *average) * (1 - exp(-seconds / SMOOTH));
}

/**
 * measure_look() - a guest has been looked at
 * @measured: what is known; changed
 * @now: ms
 * @sample: what was seen
 */
void measure_look(struct measured *measured, __u64 now,
		  const struct measure_sample *sample)
{
	double seconds = (now - measured->when) / 1000.0;

	measured->memory = sample->memory;
	measured->suspended = sample->suspended;
	if (measured->when && now > measured->when) {
		smooth(&measured->share, sample->runnable, seconds);
		smooth(&measured->speed,
		       (sample->instructions - measured->instructions) /
		       seconds, seconds);
		smooth(&measured->traffic,
		       (sample->messages - measured->messages) / seconds,
		       seconds);
	}
	measured->when = now;
	measured->instructions = sample->instructions;
	measured->messages = sample->messages;
}

/**
 * measure_talks() - is a guest worth asking with whom it talks?
 * @measured: the guest
 *
 * Return: is it?
 */
bool measure_talks(const struct measured *measured)
{
	return measured->traffic >= TALKATIVE;
}

/**
 * measure_begin() - its correspondents will be told now
 * @measured: the guest
 * @now: ms
 *
 * One that is not told of any more has ended, or says nothing.
 */
void measure_begin(struct measured *measured, __u64 now)
{
	double seconds = (now - measured->talked) / 1000.0;
	size_t i;

	for (i = 0; i < MEASURE_TALKS; i++)
		smooth(&measured->talks[i].rate, 0, seconds);
	measured->talked = now;
}

/* That of the process, or else of the one with the fewest messages */
static struct measure_talk *find_talk(struct measured *measured, __u64 pid)
{
	struct measure_talk *least = &measured->talks[0];
	size_t i;

	for (i = 0; i < MEASURE_TALKS; i++) {
		struct measure_talk *talk = &measured->talks[i];

		if (talk->pid == pid)
			return talk;
		if (!talk->pid || (least->pid && talk->rate < least->rate))
			least = talk;
	}
	return least;
}

/**
 * measure_talk() - a guest has exchanged messages with another process
 * @measured: the guest
 * @seconds: since the last look at its correspondents
 * @pid: the other process
 * @machine: where it was last known to be
 * @total: messages so far, both ways
 */
void measure_talk(struct measured *measured, double seconds, __u64 pid,
		  __u16 machine, __u64 total)
{
	struct measure_talk *talk = find_talk(measured, pid);

	if (talk->pid != pid) {
		/* A new one takes the place of one that is silent only */
		if (talk->pid && talk->rate >= TALKATIVE)
			return;
		*talk = (struct measure_talk){ .pid = pid, .total = total };
	}
	if (total > talk->total && seconds > 0)
		talk->rate += (total - talk->total) / seconds *
			      (1 - exp(-seconds / SMOOTH));
	talk->machine = machine;
	talk->total = total;
}
