// SPDX-License-Identifier: GPL-2.0
/*
 * Makes what the process manager has measured into a view for the rule.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "pm/manager.h"

#define NOWHERE		SIZE_MAX
#define NATIVES_MAX	4096	/* native processes with which guests talk */

/* By machine id: its index in the view, or NOWHERE */
static size_t places[UINT16_MAX + 1];

/* The round trip to a machine, s */
static double round_trip(const struct demos_peer_info *info)
{
	return info->round_trip / 1e6;
}

/* Only round trips of our own machine are known: ways between others are taken
 * to be as long as ours to them, on the average
 */
static double way(const struct manager *pm, const struct demos_peer_info *one,
		  const struct demos_peer_info *other)
{
	__u16 here = demos_here(pm->demos);
	double both = round_trip(one) + round_trip(other);

	if (one->machine == other->machine)
		return 0;
	if (one->machine != here && other->machine != here)
		both /= 2;
	return pm->balance.message + both / 2;
}

static void put_machine(const struct manager *pm,
			const struct demos_peer_info *info, double fastest,
			struct rule_machine *machine)
{
	double speed = survey_speed(info->machine);

	*machine = (struct rule_machine){
		.id = info->machine,
		.cpus = survey_cpus(info->machine),
		.speed = speed && fastest ? speed / fastest : 1,
		.room = survey_room(info->machine),
		.closed = manager_drains(pm, info->machine),
	};
}

static int put_machines(struct manager *pm, struct rule_view *lan,
			double *fastest)
{
	struct demos_peer_info *all;
	double *costs;
	size_t n = 0, i, j;
	int count;

	all = manager_machines_list(pm, &count);
	if (!all)
		return -ENOMEM;
	memset(places, 0xff, sizeof(places));
	*fastest = 0;
	for (i = 0; i < (size_t)count; i++) {
		if (all[i].state != DEMOS_PEER_UP)
			continue;
		if (survey_speed(all[i].machine) > *fastest)
			*fastest = survey_speed(all[i].machine);
		places[all[i].machine] = n;
		all[n++] = all[i];
	}
	lan->nmachines = n;
	lan->machines = calloc(n, sizeof(*lan->machines));
	costs = calloc(n * n, sizeof(*costs));
	lan->costs = costs;
	lan->busy = calloc(n * n, sizeof(*lan->busy));
	for (i = 0; lan->machines && i < n; i++)
		put_machine(pm, &all[i], *fastest, &lan->machines[i]);
	for (i = 0; costs && i < n; i++)
		for (j = 0; j < n; j++)
			costs[i * n + j] = way(pm, &all[i], &all[j]);
	free(all);
	return lan->machines && costs && lan->busy ? 0 : -ENOMEM;
}

static void put_guest(struct guest *guest, size_t at, double fastest,
		      struct rule_process *process)
{
	const struct measured *measured = &guest->measured;
	__u64 now = demos_clock_ms();

	*process = (struct rule_process){
		.pid = guest->pid,
		.at = at,
		.age = fastest ? measured->instructions / fastest : 0,
		.share = measured->share,
		.memory = measured->memory,
		.lived = (now - measured->created) / 1000.0,
		.stayed = measured->moved ?
			(now - measured->moved) / 1000.0 : 1e9,
		.fixed = guest->state != GUEST_LIVES || !guest->started ||
			 guest->bound || !measured->when ||
			 measured->suspended,
	};
}

static void put_guests(struct manager *pm, struct balance_view *view,
		       double fastest)
{
	struct rule_view *lan = &view->lan;
	bool *busy = (bool *)lan->busy;
	size_t i;

	for (i = 0; i < pm->guests.count; i++) {
		struct guest *guest = pm->guests.list[i];
		size_t from = places[guest->machine];
		size_t at = guest->bound ? places[guest->bound] : from;
		size_t n = lan->nprocesses;

		if (guest->state == GUEST_EXITED || at == NOWHERE)
			continue;
		put_guest(guest, at, fastest, &lan->processes[n]);
		lan->machines[at].load += lan->processes[n].share;
		view->guests[n] = guest;
		lan->nprocesses++;
		if (!guest->bound || from == NOWHERE || from == at)
			continue;
		busy[from * lan->nmachines + at] = true;
		busy[at * lan->nmachines + from] = true;
	}
}

static int by_pid(const void *pid, const void *process)
{
	const __u64 wanted = *(const __u64 *)pid;
	const struct rule_process *than = process;

	return wanted < than->pid ? -1 : wanted > than->pid;
}

/* The first @guests are guests, in the order of their identifiers */
static size_t find_process(const struct rule_view *lan, size_t guests,
			   __u64 pid)
{
	const struct rule_process *guest;
	size_t i;

	guest = bsearch(&pid, lan->processes, guests, sizeof(*guest), by_pid);
	if (guest)
		return guest - lan->processes;
	for (i = guests; i < lan->nprocesses; i++) {
		if (lan->processes[i].pid == pid)
			return i;
	}
	return NOWHERE;
}

/* A correspondent that is no guest: it stays where it is */
static size_t put_native(struct rule_view *lan, size_t room,
			 const struct measure_talk *talk)
{
	size_t at = places[talk->machine];

	if (at == NOWHERE || lan->nprocesses == room)
		return NOWHERE;
	lan->processes[lan->nprocesses] = (struct rule_process){
		.pid = talk->pid, .at = at, .fixed = true,
	};
	return lan->nprocesses++;
}

/* Two guests that talk are told of by both: take the first one's figures */
static void put_talks(struct balance_view *view, size_t guests, size_t room,
		      struct rule_talk *talks)
{
	struct rule_view *lan = &view->lan;
	size_t i, n, other;

	for (i = 0; i < guests; i++) {
		for (n = 0; n < MEASURE_TALKS; n++) {
			const struct measure_talk *talk =
				&view->guests[i]->measured.talks[n];

			if (!talk->pid || !talk->rate)
				continue;
			other = find_process(lan, guests, talk->pid);
			if (other < i)
				continue;
			if (other == NOWHERE)
				other = put_native(lan, room, talk);
			if (other == NOWHERE)
				continue;
			talks[lan->ntalks++] = (struct rule_talk){
				.one = i, .other = other, .rate = talk->rate,
			};
		}
	}
	lan->talks = talks;
}

/**
 * balance_view_make() - make a view
 * @pm: the process manager
 * @view: gets it; free it in any case
 *
 * Return: 0 or -ENOMEM.
 */
int balance_view_make(struct manager *pm, struct balance_view *view)
{
	size_t most = pm->guests.count + NATIVES_MAX;
	struct rule_view *lan = &view->lan;
	struct rule_talk *talks;
	double fastest;
	int err;

	memset(view, 0, sizeof(*view));
	err = put_machines(pm, lan, &fastest);
	lan->bandwidth = pm->balance.bandwidth;
	lan->processes = calloc(most, sizeof(*lan->processes));
	view->guests = calloc(most, sizeof(*view->guests));
	talks = calloc(pm->guests.count * MEASURE_TALKS + 1, sizeof(*talks));
	if (err || !lan->processes || !view->guests || !talks) {
		free(talks);
		return -ENOMEM;
	}
	put_guests(pm, view, fastest);
	put_talks(view, lan->nprocesses, most, talks);
	return 0;
}

/**
 * balance_view_free() - free what a view has
 * @view: the view
 */
void balance_view_free(struct balance_view *view)
{
	free(view->lan.machines);
	free(view->lan.processes);
	free((void *)view->lan.talks);
	free((void *)view->lan.costs);
	free((void *)view->lan.busy);
	free(view->guests);
}
