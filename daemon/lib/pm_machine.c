// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager: the machines of the LAN, which of them take
 * guests, and where guests go.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "list.h"
#include "look.h"
#include "pm.h"

static int add_machine(struct demos_list *list, const void *bytes)
{
	struct demos_managed_machine *item = demos_list_add(list);
	struct demos_pm_machine entry;

	if (!item)
		return -ENOMEM;
	memcpy(&entry, bytes, sizeof(entry));
	item->machine = __be16_to_cpu(entry.machine);
	item->state = entry.state;
	item->own = entry.flags & DEMOS_PM_MACHINE_OWN;
	item->drains = entry.flags & DEMOS_PM_MACHINE_DRAINS;
	item->by = __be64_to_cpu(entry.by);
	item->guests = __be32_to_cpu(entry.guests);
	item->arriving = __be32_to_cpu(entry.arriving);
	return 0;
}

int demos_pm_machines(struct demos *demos, __u32 pm, int timeout_ms,
		      struct demos_managed_machine **list)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_MACHINES, 0, 0);
	struct demos_list machines = { .size = sizeof(**list) };
	const struct demos_managed_machine *last;
	struct demos_incoming in;
	int err;

	for (;;) {
		err = demos_pm_ask(demos, pm, &asked, timeout_ms, &in,
				   sizeof(struct demos_answer));
		if (!err)
			err = demos_look_page(demos, &in, &machines,
					      sizeof(struct demos_pm_machine),
					      add_machine);
		if (err <= 0)
			break;
		last = machines.items;
		last += machines.count - 1;
		asked.machine = __cpu_to_be16(last->machine);
	}
	return demos_list_result(&machines, err, (void **)list);
}

/* Return: how many machines, or a negative errno */
static int read_places(struct demos *demos, const struct demos_incoming *in,
		       __u16 *places, unsigned int most)
{
	const __u8 *from = in->data + sizeof(struct demos_answer);
	unsigned int i, count;
	__be16 machine;

	count = (in->length - sizeof(struct demos_answer)) / sizeof(machine);
	if (count && count != most)
		return demos_handle_fail(demos, -EPROTO,
					 "choose machines: the answer is invalid");
	for (i = 0; i < count; i++) {
		memcpy(&machine, from + i * sizeof(machine), sizeof(machine));
		places[i] = __be16_to_cpu(machine);
	}
	return count;
}

int demos_pm_place(struct demos *demos, __u32 pm,
		   const struct demos_wish *wish, __u16 *places,
		   unsigned int most)
{
	struct {
		struct demos_pm_place place;
		__be16 machines[DEMOS_PM_PLACES];
	} asked = {
		.place.op = __cpu_to_be16(DEMOS_PM_PLACE),
		.place.flags = __cpu_to_be16(wish->only ?
					     DEMOS_PM_PLACE_ONLY : 0),
		.place.from = __cpu_to_be16(wish->from),
		.place.skip = __cpu_to_be16(wish->skip),
		.place.count = __cpu_to_be16(most),
	};
	struct demos_outgoing out = { .data = &asked };
	struct demos_incoming in;
	unsigned int i;
	int err;

	if (wish->count > DEMOS_PM_PLACES || most > DEMOS_PM_PLACES)
		return demos_handle_fail(demos, -E2BIG,
					 "choose machines: too many at once");
	for (i = 0; i < wish->count; i++)
		asked.machines[i] = __cpu_to_be16(wish->machines[i]);
	out.length = sizeof(asked.place) + wish->count * sizeof(__be16);
	err = demos_call_control(demos, pm, &out, DEMOS_NO_LIMIT, &in,
				 sizeof(struct demos_answer));
	if (err)
		return demos_handle_about(demos, err, "choose machines");
	return read_places(demos, &in, places, most);
}

static int ask_drain(struct demos *demos, __u32 pm, __u16 machine,
		     __u16 action, struct demos_incoming *in)
{
	const struct demos_pm_drain asked = {
		.op = __cpu_to_be16(DEMOS_PM_DRAIN),
		.machine = __cpu_to_be16(machine),
		.action = __cpu_to_be16(action),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	int err = demos_call_control(demos, pm, &out, DEMOS_NO_LIMIT, in,
				     sizeof(struct demos_answer));

	return demos_handle_about(demos, err, "%s machine %u",
				  action == DEMOS_PM_DRAIN_END ? "release" :
				  "drain", machine);
}

int demos_pm_drain(struct demos *demos, __u32 pm, __u16 machine, __u32 *claim)
{
	struct demos_incoming in;
	int err;

	err = ask_drain(demos, pm, machine, DEMOS_PM_DRAIN_BEGIN, &in);
	if (!err && !in.nlinks)
		err = demos_handle_fail(demos, -EPROTO,
					"drain machine %u: the answer encloses no link",
					machine);
	if (!err)
		*claim = in.links[0];
	return err;
}

int demos_pm_drain_keep(struct demos *demos, __u32 pm, __u16 machine)
{
	struct demos_incoming in;

	return ask_drain(demos, pm, machine, DEMOS_PM_DRAIN_KEEP, &in);
}

int demos_pm_drain_end(struct demos *demos, __u32 pm, __u16 machine)
{
	struct demos_incoming in;

	return ask_drain(demos, pm, machine, DEMOS_PM_DRAIN_END, &in);
}
