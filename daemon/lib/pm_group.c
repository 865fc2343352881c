// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager: groups of guests.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "pm.h"

int demos_pm_join(struct demos *demos, __u32 pm, __u64 pid, __u64 group)
{
	const struct demos_pm_join asked = {
		.op = __cpu_to_be16(DEMOS_PM_JOIN),
		.pid = __cpu_to_be64(pid),
		.group = __cpu_to_be64(group),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	struct demos_incoming in;
	int err = demos_call_control(demos, pm, &out, DEMOS_NO_LIMIT, &in,
				     sizeof(struct demos_answer));

	return demos_pm_about(demos, err, DEMOS_PM_JOIN, pid);
}

static struct demos_pm_group make(__u64 group, __u16 action, __u16 machine)
{
	return (struct demos_pm_group) {
		.op = __cpu_to_be16(DEMOS_PM_GROUP),
		.action = __cpu_to_be16(action),
		.machine = __cpu_to_be16(machine),
		.group = __cpu_to_be64(group),
	};
}

/* Even if it failed for one guest, the answer says what was done for others */
static void read_answer(const struct demos_incoming *in,
			struct demos_grouped *grouped)
{
	struct demos_pm_grouped said;

	memset(grouped, 0, sizeof(*grouped));
	if (in->error || in->length < sizeof(said))
		return;
	memcpy(&said, in->data, sizeof(said));
	grouped->guests = __be32_to_cpu(said.guests);
	grouped->alive = __be32_to_cpu(said.alive);
	grouped->done = __be32_to_cpu(said.done);
	grouped->instructions = __be64_to_cpu(said.instructions);
	grouped->sent = __be64_to_cpu(said.sent);
	grouped->received = __be64_to_cpu(said.received);
	grouped->moves = __be32_to_cpu(said.moves);
	grouped->status = __be16_to_cpu(said.status);
	grouped->why = said.why;
}

int demos_pm_group(struct demos *demos, __u32 pm, __u64 group,
		   enum demos_pm_op action, __u16 machine, int timeout_ms,
		   struct demos_grouped *said)
{
	const struct demos_pm_group asked = make(group, action, machine);
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	struct demos_incoming in = { .length = 0 };
	int err = demos_call_control(demos, pm, &out, timeout_ms, &in,
				     sizeof(struct demos_pm_grouped));

	read_answer(&in, said);
	return demos_pm_about(demos, err, DEMOS_PM_GROUP, group);
}

int demos_pm_group_post(struct demos *demos, __u32 pm, __u64 group,
			enum demos_pm_op action, __u16 machine,
			demos_receive_fn fn, void *arg)
{
	const struct demos_pm_group asked = make(group, action, machine);
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	int err = demos_call_post(demos, pm, &out, fn, arg);

	return demos_pm_about(demos, err, DEMOS_PM_GROUP, group);
}

int demos_pm_group_result(struct demos *demos, const struct demos_incoming *in,
			  struct demos_grouped *said)
{
	int err = demos_answer_check(demos, in, DEMOS_PM_GROUP,
				     sizeof(struct demos_pm_grouped));

	read_answer(in, said);
	return demos_handle_about(demos, err, "wait for a group");
}
