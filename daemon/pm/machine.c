// SPDX-License-Identifier: GPL-2.0
/*
 * The machines of the LAN: how many guests each has, and where the next ones
 * go. A guest that moves counts for the machine to which it moves, one that is
 * being created for the machine where it will be.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "pm/manager.h"
#include "pm/place.h"
#include "pm/request.h"

/**
 * struct load - the guests of a machine
 * @there: that live there
 * @arriving: that move there
 * @leaving: of those that live there: they move elsewhere
 */
struct load {
	__u16 there;
	__u16 arriving;
	__u16 leaving;
};

/* By machine; a request may name one that cannot be, until that is refused */
static struct load loads[UINT16_MAX + 1];

static void count_loads(const struct manager *pm)
{
	size_t i;

	memset(loads, 0, sizeof(loads));
	for (i = 0; i < pm->guests.count; i++) {
		const struct guest *guest = pm->guests.list[i];

		if (guest->state == GUEST_EXITED)
			continue;
		loads[guest->machine].there++;
		if (!guest->bound || guest->bound == guest->machine)
			continue;
		loads[guest->machine].leaving++;
		loads[guest->bound].arriving++;
	}
}

static int by_id(const void *one, const void *other)
{
	const struct demos_peer_info *a = one, *b = other;

	return (int)a->machine - b->machine;
}

/**
 * manager_machines_list() - all machines, this one too, by id
 * @pm: the process manager
 * @count: gets how many
 *
 * Return: these, to be freed; NULL, with a count of 0: no memory.
 */
struct demos_peer_info *manager_machines_list(struct manager *pm, int *count)
{
	struct demos_peer_info *peers = NULL, *all;
	int n = demos_peers(pm->demos, &peers);

	*count = 0;
	if (n < 0) {
		log_line("%s", demos_error(pm->demos));
		return NULL;
	}
	all = reallocarray(peers, n + 1, sizeof(*all));
	if (!all) {
		free(peers);
		return NULL;
	}
	memset(&all[n], 0, sizeof(*all));
	all[n].machine = demos_here(pm->demos);
	all[n].state = DEMOS_PEER_UP;
	*count = n + 1;
	qsort(all, *count, sizeof(*all), by_id);
	return all;
}

/**
 * manager_drains() - may a machine take no guests?
 * @pm: the process manager
 * @machine: its id
 *
 * Return: is it so?
 */
bool manager_drains(const struct manager *pm, __u16 machine)
{
	return drains_find(&pm->drains, machine);
}

/**
 * struct wish - which machines a requester wants
 * @asked: the request
 * @count: of @machines
 * @machines: only these, or all but these
 */
struct wish {
	struct demos_pm_place asked;
	size_t count;
	__be16 machines[DEMOS_DATA_MAX / sizeof(__be16)];
};

static bool is_wanted(const struct wish *wish, __u16 machine)
{
	bool only = __be16_to_cpu(wish->asked.flags) & DEMOS_PM_PLACE_ONLY;
	size_t i;

	if (machine == __be16_to_cpu(wish->asked.from))
		return false;
	for (i = 0; i < wish->count; i++) {
		if (__be16_to_cpu(wish->machines[i]) == machine)
			return only;
	}
	return !only;
}

/* Make places of those machines that are wanted and take guests, in place */
static size_t make_places(struct manager *pm, const struct wish *wish,
			  const struct demos_peer_info *all, int count,
			  struct place *places)
{
	size_t n = 0;
	int i;

	count_loads(pm);
	for (i = 0; i < count; i++) {
		__u16 machine = all[i].machine;
		const struct load *load = &loads[machine];

		if (all[i].state != DEMOS_PEER_UP ||
		    manager_drains(pm, machine) || !is_wanted(wish, machine))
			continue;
		places[n++] = (struct place){
			.machine = machine,
			.guests = load->there - load->leaving +
				  load->arriving + pm->creating[machine],
		};
	}
	return n;
}

static size_t choose(struct manager *pm, const struct wish *wish,
		     __be16 *machines)
{
	struct demos_peer_info *all;
	struct place *places;
	size_t chosen = 0;
	int count;

	all = manager_machines_list(pm, &count);
	places = calloc(count + 1, sizeof(*places));
	if (places)
		chosen = places_fill(places,
				     make_places(pm, wish, all, count, places),
				     __be16_to_cpu(wish->asked.skip), machines,
				     __be16_to_cpu(wish->asked.count));
	free(places);
	free(all);
	return chosen;
}

/**
 * manager_place() - choose a machine for a guest whose creator named none
 * @pm: the process manager
 *
 * Return: our own machine, unless that drains.
 */
__u16 manager_place(struct manager *pm)
{
	const struct wish wish = { .asked.count = __cpu_to_be16(1) };
	__u16 here = demos_here(pm->demos);
	__be16 machine;

	if (manager_drains(pm, here) && choose(pm, &wish, &machine))
		return __be16_to_cpu(machine);
	return here;
}

/**
 * manager_place_guests() - DEMOS_PM_PLACE
 * @pm: the process manager
 * @request: the request
 *
 * Return: DEMOS_OK: it has been answered; else the reason why not.
 */
enum demos_result manager_place_guests(struct manager *pm,
				       const struct serve_request *request)
{
	struct {
		struct demos_answer answer;
		__be16 machines[DEMOS_PM_PLACES];
	} said = {
		.answer.op = __cpu_to_be16(DEMOS_PM_PLACE | DEMOS_OP_ANSWER),
	};
	enum demos_result result;
	struct wish wish = {};
	size_t bytes;

	result = request_place(request->data, request->length, &wish.asked);
	if (result != DEMOS_OK)
		return result;
	bytes = request->length - sizeof(wish.asked);
	memcpy(wish.machines,
	       (const __u8 *)request->data + sizeof(wish.asked), bytes);
	wish.count = bytes / sizeof(__be16);
	bytes = choose(pm, &wish, said.machines) * sizeof(__be16);
	serve_answer(pm->demos, request->reply, &said,
		     sizeof(said.answer) + bytes, 0);
	return DEMOS_OK;
}

static void describe(const struct manager *pm,
		     const struct demos_peer_info *info,
		     struct demos_pm_machine *entry)
{
	const struct load *load = &loads[info->machine];
	const struct drain *drain = drains_find(&pm->drains, info->machine);

	*entry = (struct demos_pm_machine){
		.machine = __cpu_to_be16(info->machine),
		.state = info->state,
		.guests = __cpu_to_be32(load->there),
		.arriving = __cpu_to_be32(load->arriving +
					  pm->creating[info->machine]),
		.by = __cpu_to_be64(drain ? drain->holder : 0),
	};
	if (info->machine == demos_here(pm->demos))
		entry->flags |= DEMOS_PM_MACHINE_OWN;
	if (drain)
		entry->flags |= DEMOS_PM_MACHINE_DRAINS;
}

/**
 * manager_machines() - DEMOS_PM_MACHINES
 * @pm: the process manager
 * @request: the request
 * @after: begin after this machine
 *
 * Return: DEMOS_OK: it has been answered; else the reason why not.
 */
enum demos_result manager_machines(struct manager *pm,
				   const struct serve_request *request,
				   __u16 after)
{
	struct {
		struct demos_answer answer;
		struct demos_pm_machine entries[(DEMOS_DATA_MAX -
			sizeof(struct demos_answer)) /
			sizeof(struct demos_pm_machine)];
	} said = {
		.answer.op = __cpu_to_be16(DEMOS_PM_MACHINES |
					   DEMOS_OP_ANSWER),
	};
	const size_t most = sizeof(said.entries) / sizeof(*said.entries);
	struct demos_peer_info *all;
	size_t n = 0;
	int count, i;

	all = manager_machines_list(pm, &count);
	if (!all)
		return DEMOS_EROOM;
	count_loads(pm);
	for (i = 0; i < count && n < most; i++) {
		if (all[i].machine > after)
			describe(pm, &all[i], &said.entries[n++]);
	}
	free(all);
	serve_answer(pm->demos, request->reply, &said,
		     sizeof(said.answer) + n * sizeof(*said.entries), 0);
	return DEMOS_OK;
}
