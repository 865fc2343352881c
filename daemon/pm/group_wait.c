// SPDX-License-Identifier: GPL-2.0
/*
 * Those that wait until all guests of a group have ended.
 */
#include <string.h>

#include <asm/byteorder.h>

#include "pm/group.h"
#include "pm/manager.h"

/**
 * group_add() - count a guest that has ended
 * @sums: of its group
 * @guest: the guest
 */
void group_add(struct group_sums *sums, const struct guest *guest)
{
	sums->guests++;
	sums->instructions += __be64_to_cpu(guest->ended.instructions);
	sums->sent += __be64_to_cpu(guest->ended.sent);
	sums->received += __be64_to_cpu(guest->ended.received);
	sums->moves += __be32_to_cpu(guest->ended.moves);
}

/**
 * group_answer() - answer a request about a group
 * @pm: the process manager
 * @reply: its reply link
 * @sums: the answer
 */
void group_answer(struct manager *pm, __u32 reply,
		  const struct group_sums *sums)
{
	const struct guest *first = guests_find(&pm->guests, sums->group);
	struct demos_pm_grouped said = {
		.op = __cpu_to_be16(DEMOS_PM_GROUP | DEMOS_OP_ANSWER),
		.result = __cpu_to_be16(sums->result),
		.guests = __cpu_to_be32(sums->guests),
		.alive = __cpu_to_be32(sums->alive),
		.done = __cpu_to_be32(sums->done),
		.instructions = __cpu_to_be64(sums->instructions),
		.sent = __cpu_to_be64(sums->sent),
		.received = __cpu_to_be64(sums->received),
		.moves = __cpu_to_be32(sums->moves),
	};

	if (first) {
		said.why = first->why;
		said.status = guest_lost(first) ?
			__cpu_to_be16(DEMOS_STATUS_LOST) : first->ended.status;
	}
	serve_answer(pm->demos, reply, &said, sizeof(said), 0);
}

/* A guest that a fault has stopped does nothing any more */
static void count(struct manager *pm, struct group_sums *sums)
{
	struct guest *guest;
	__u64 pid = 0;

	while ((guest = guests_next_in(&pm->guests, sums->group, pid))) {
		pid = guest->pid;
		sums->alive += guest->state == GUEST_LIVES;
		group_add(sums, guest);
	}
}

/**
 * group_wait() - DEMOS_PM_WAIT for a group
 * @pm: the process manager
 * @group: the group
 * @request: the request
 *
 * If too many wait, the one that has waited longest gives way.
 *
 * Return: DEMOS_OK: it has been or will be answered.
 */
enum demos_result group_wait(struct manager *pm, __u64 group,
			     const struct serve_request *request)
{
	struct group_wait *waits = pm->group_waits;
	struct group_sums sums = { .group = group };

	count(pm, &sums);
	if (!sums.alive) {
		group_answer(pm, request->reply, &sums);
		return DEMOS_OK;
	}
	if (waits[0].group)
		demos_link_destroy(pm->demos, waits[0].reply);
	memmove(&waits[0], &waits[1],
		(MANAGER_GROUP_WAITS - 1) * sizeof(waits[0]));
	waits[MANAGER_GROUP_WAITS - 1] = (struct group_wait) {
		.group = group, .reply = request->reply,
	};
	return DEMOS_OK;
}

/**
 * manager_group_ended() - a guest of a group has ended
 * @pm: the process manager
 * @group: the group
 *
 * If it was the last one, those that wait for the group are told.
 */
void manager_group_ended(struct manager *pm, __u64 group)
{
	struct group_sums sums = { .group = group };
	struct group_wait *wait;
	int i;

	count(pm, &sums);
	for (i = 0; i < MANAGER_GROUP_WAITS && !sums.alive; i++) {
		wait = &pm->group_waits[i];
		if (wait->group != group)
			continue;
		group_answer(pm, wait->reply, &sums);
		wait->group = 0;
	}
}
