// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager: balancing.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "list.h"
#include "look.h"
#include "pm.h"

static int add_load(struct demos_list *list, const void *bytes)
{
	struct demos_load *item = demos_list_add(list);
	struct demos_pm_load entry;

	if (!item)
		return -ENOMEM;
	memcpy(&entry, bytes, sizeof(entry));
	item->machine = __be16_to_cpu(entry.machine);
	item->cpus = __be16_to_cpu(entry.cpus);
	item->load = __be32_to_cpu(entry.load);
	item->speed = __be32_to_cpu(entry.speed);
	item->guests = __be32_to_cpu(entry.guests);
	item->room = __be64_to_cpu(entry.room);
	return 0;
}

/* Take the head away, so that the answer is a page like any other */
static void take_head(struct demos_incoming *in, struct demos_balance *state)
{
	struct demos_pm_balanced head;
	struct demos_answer answer;

	memcpy(&head, in->data, sizeof(head));
	state->on = head.on;
	state->moves = __be32_to_cpu(head.moves);
	state->bandwidth = __be32_to_cpu(head.bandwidth);
	memcpy(&answer, in->data, sizeof(answer));
	in->length -= sizeof(head) - sizeof(answer);
	memmove(in->data + sizeof(answer), in->data + sizeof(head),
		in->length - sizeof(answer));
}

int demos_pm_balance(struct demos *demos, __u32 pm, __u16 action,
		     struct demos_balance *state, struct demos_load **loads)
{
	struct demos_pm_balance asked = {
		.op = __cpu_to_be16(DEMOS_PM_BALANCE),
		.action = __cpu_to_be16(action),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	struct demos_list list = { .size = sizeof(**loads) };
	const struct demos_load *last;
	struct demos_incoming in;
	int err;

	for (;;) {
		err = demos_call_control(demos, pm, &out, DEMOS_NO_LIMIT, &in,
					 sizeof(struct demos_pm_balanced));
		if (!err) {
			take_head(&in, state);
			err = demos_look_page(demos, &in, &list,
					      sizeof(struct demos_pm_load),
					      add_load);
		}
		if (err <= 0)
			break;
		last = list.items;
		last += list.count - 1;
		asked.after = __cpu_to_be16(last->machine);
		asked.action = 0;
	}
	return demos_list_result(&list,
				 demos_handle_about(demos, err, "balance"),
				 (void **)loads);
}

static int add_terms(struct demos_list *list, const void *bytes)
{
	struct demos_terms *item = demos_list_add(list);
	struct demos_pm_terms entry;

	if (!item)
		return -ENOMEM;
	memcpy(&entry, bytes, sizeof(entry));
	item->pid = __be64_to_cpu(entry.pid);
	item->machine = __be16_to_cpu(entry.machine);
	item->to = __be16_to_cpu(entry.to);
	item->why = __be16_to_cpu(entry.why);
	item->share = __be16_to_cpu(entry.share);
	item->age = __be64_to_cpu(entry.age);
	item->processor = __be64_to_cpu(entry.processor);
	item->messages = __be64_to_cpu(entry.messages);
	item->cost = __be64_to_cpu(entry.cost);
	memcpy(item->name, entry.name, sizeof(item->name) - 1);
	return 0;
}

int demos_pm_explain(struct demos *demos, __u32 pm, struct demos_terms **list)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_EXPLAIN, 0, 0);
	struct demos_list terms = { .size = sizeof(**list) };
	const struct demos_terms *last;
	struct demos_incoming in;
	int err;

	for (;;) {
		err = demos_pm_ask(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
				   sizeof(struct demos_answer));
		if (!err)
			err = demos_look_page(demos, &in, &terms,
					      sizeof(struct demos_pm_terms),
					      add_terms);
		if (err <= 0)
			break;
		last = terms.items;
		last += terms.count - 1;
		asked.pid = __cpu_to_be64(last->pid);
	}
	return demos_list_result(&terms, err, (void **)list);
}

const char *demos_stays_text(__u16 why)
{
	static const char *const texts[] = {
		[DEMOS_PM_MOVES] = "it will move",
		[DEMOS_PM_FIXED] = "it is moving, suspended or just unknown",
		[DEMOS_PM_YOUNG] = "it has only just been created",
		[DEMOS_PM_RESTS] = "it has moved not long ago",
		[DEMOS_PM_CLOSED] = "the machine takes no guests",
		[DEMOS_PM_MEMORY] = "not enough memory there",
		[DEMOS_PM_BUSY] = "another guest moves between these machines",
		[DEMOS_PM_GAIN] = "it gains less than the move costs",
	};

	return why < sizeof(texts) / sizeof(*texts) ? texts[why] : "?";
}
