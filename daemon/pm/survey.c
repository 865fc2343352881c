// SPDX-License-Identifier: GPL-2.0
/*
 * Looks at guests and machines for the decision rule: each is asked for its
 * state, and the answers are kept. Nothing waits for an answer: the rule takes
 * those that have come.
 */
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "lib/clock.h"
#include "lib/look.h"
#include "pm/manager.h"

#define SMOOTH		0.2	/* weight of a new value, once a period */
#define RUNNABLE	0.5	/* least load by which a speed is measured */

/**
 * struct site - what is known of a machine
 * @speed: instructions a second of a guest that has a processor; 0: not known
 * @cpus: processors; 0: not known
 * @room: bytes of memory for guests that are left
 */
struct site {
	float speed;
	float cpus;
	double room;
};

static struct site sites[UINT16_MAX + 1];

/**
 * struct question - a question to a kernel that has not been answered
 * @pm: the process manager
 * @pid: about this guest; 0: about a machine
 * @machine: about this one
 * @seconds: PAIRS: since the last time
 */
struct question {
	struct manager *pm;
	__u64 pid;
	__u16 machine;
	double seconds;
};

/* Ask, if that is possible now; @question is copied */
static bool ask(struct manager *pm, __u32 link, const void *data,
		size_t length, demos_receive_fn fn,
		const struct question *question)
{
	const struct demos_outgoing out = { .data = data, .length = length };
	struct question *kept = malloc(sizeof(*kept));

	if (!kept)
		return false;
	*kept = *question;
	if (!demos_call_post(pm->demos, link, &out, fn, kept))
		return true;
	free(kept);
	return false;
}

/* The guest that was asked about, if it still lives */
static struct guest *settle(const struct question *question)
{
	struct guest *guest = guests_find(&question->pm->guests,
					  question->pid);

	if (guest)
		guest->measured.asked--;
	return guest && guest->state != GUEST_EXITED ? guest : NULL;
}

static void pairs_answered(struct demos *demos,
			   const struct demos_incoming *in, void *arg)
{
	struct question *question = arg;
	struct guest *guest = settle(question);
	struct demos_pair_entry entry;
	size_t at = sizeof(struct demos_answer);

	demos_links_drop(demos, in);
	if (guest && !in->error &&
	    !demos_answer_check(demos, in, DEMOS_OP_PAIRS, at)) {
		measure_begin(&guest->measured, demos_clock_ms());
		for (; at + sizeof(entry) <= in->length; at += sizeof(entry)) {
			memcpy(&entry, in->data + at, sizeof(entry));
			if (entry.kernel)
				continue;
			measure_talk(&guest->measured, question->seconds,
				     __be64_to_cpu(entry.pid),
				     __be16_to_cpu(entry.machine),
				     __be64_to_cpu(entry.sent) +
				     __be64_to_cpu(entry.received));
		}
	}
	free(question);
}

static void ask_pairs(struct manager *pm, struct guest *guest)
{
	const struct demos_op_pairs pairs = {
		.op = __cpu_to_be16(DEMOS_OP_PAIRS),
	};
	struct measured *measured = &guest->measured;
	const struct question question = {
		.pm = pm,
		.pid = guest->pid,
		.seconds = measured->talked ?
			(demos_clock_ms() - measured->talked) / 1000.0 : 0,
	};

	measured->asked += ask(pm, guest->control, &pairs, sizeof(pairs),
			       pairs_answered, &question);
}

static void status_answered(struct demos *demos,
			    const struct demos_incoming *in, void *arg)
{
	struct question *question = arg;
	struct guest *guest = settle(question);
	struct demos_process_info info;
	__u16 machine;

	demos_links_drop(demos, in);
	if (guest && !in->error &&
	    !demos_answer_check(demos, in, DEMOS_OP_STATUS,
				DEMOS_STATUS_SIZE)) {
		demos_look_status(in, &info, &machine);
		measure_look(&guest->measured, demos_clock_ms(),
			     &(struct measure_sample){
			.runnable = info.state == DEMOS_STATE_READY,
			.suspended = info.flags & DEMOS_PROCESS_SUSPENDED,
			.instructions = info.instructions,
			.messages = info.sent + info.received,
			.memory = info.memory,
		});
		if (measure_talks(&guest->measured))
			ask_pairs(question->pm, guest);
	}
	free(question);
}

static void ask_status(struct manager *pm, struct guest *guest)
{
	const struct demos_control status = {
		.op = __cpu_to_be16(DEMOS_OP_STATUS),
	};
	const struct question question = { .pm = pm, .pid = guest->pid };

	guest->measured.asked += ask(pm, guest->control, &status,
				     sizeof(status), status_answered,
				     &question);
}

static void capacity_answered(struct demos *demos,
			      const struct demos_incoming *in, void *arg)
{
	struct question *question = arg;
	struct site *site = &sites[question->machine];
	struct demos_capacity said;

	demos_links_drop(demos, in);
	if (!in->error && !demos_answer_check(demos, in, DEMOS_OP_CAPACITY,
					      sizeof(said))) {
		memcpy(&said, in->data, sizeof(said));
		site->cpus = __be32_to_cpu(said.cpus);
		site->room = (double)__be64_to_cpu(said.memory) -
			     __be64_to_cpu(said.used);
	}
	free(question);
}

static void ask_capacity(struct manager *pm, __u16 machine)
{
	const struct demos_control capacity = {
		.op = __cpu_to_be16(DEMOS_OP_CAPACITY),
	};
	const struct question question = { .pm = pm, .machine = machine };
	__u32 kernel;

	if (demos_link_to_kernel(pm->demos, machine, &kernel))
		return;
	ask(pm, kernel, &capacity, sizeof(capacity), capacity_answered,
	    &question);
	demos_link_destroy(pm->demos, kernel);
}

/**
 * survey() - ask kernels about their machines and guests
 * @pm: the process manager
 */
void survey(struct manager *pm)
{
	struct demos_peer_info *all;
	int count, i;
	size_t n;

	all = manager_machines_list(pm, &count);
	for (i = 0; i < count; i++) {
		if (all[i].state == DEMOS_PEER_UP)
			ask_capacity(pm, all[i].machine);
	}
	free(all);
	for (n = 0; n < pm->guests.count; n++) {
		struct guest *guest = pm->guests.list[n];

		if (guest->state == GUEST_LIVES && guest->started &&
		    !guest->bound && !guest->measured.asked)
			ask_status(pm, guest);
	}
}

/**
 * survey_speeds() - measure how fast machines are, by what their guests did
 * @pm: the process manager
 */
void survey_speeds(struct manager *pm)
{
	static double loads[UINT16_MAX + 1], speeds[UINT16_MAX + 1];
	size_t i;

	memset(loads, 0, sizeof(loads));
	memset(speeds, 0, sizeof(speeds));
	for (i = 0; i < pm->guests.count; i++) {
		const struct guest *guest = pm->guests.list[i];

		if (guest->state != GUEST_LIVES)
			continue;
		loads[guest->machine] += guest->measured.share;
		speeds[guest->machine] += guest->measured.speed;
	}
	for (i = 1; i <= DEMOS_MACHINE_MAX; i++) {
		struct site *site = &sites[i];
		double busy = fmin(loads[i], survey_cpus(i));

		if (busy < RUNNABLE)
			continue;
		if (!site->speed)
			site->speed = speeds[i] / busy;
		site->speed += (speeds[i] / busy - site->speed) * SMOOTH;
	}
}

/* Instructions a second of a guest that has a processor; 0: not known */
double survey_speed(__u16 machine)
{
	return sites[machine].speed;
}

/* Guests that a machine runs at the same time */
double survey_cpus(__u16 machine)
{
	return sites[machine].cpus ? sites[machine].cpus : 1;
}

/* Bytes of memory for guests that are left; negative: not known */
double survey_room(__u16 machine)
{
	return sites[machine].cpus ? sites[machine].room : -1;
}

/**
 * survey_moved() - a guest has moved
 * @pm: the process manager
 * @guest: the guest
 * @bytes: that were moved
 * @ns: that it took
 */
void survey_moved(struct manager *pm, struct guest *guest, __u64 bytes,
		  __u64 ns)
{
	double *bandwidth = &pm->balance.bandwidth;
	double measured = bytes * 1e9 / (ns + 1);

	*bandwidth += (measured - *bandwidth) * (*bandwidth ? SMOOTH : 1);
	guest->measured.moved = demos_clock_ms();
}
