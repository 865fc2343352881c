/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: groups of guests. A group is a job: its guests are started, moved,
 * stopped, killed, counted and waited for as one. It has the identifier of its
 * first guest. Each guest begins in a group of its own.
 */
#ifndef DEMOS_GROUPS_H
#define DEMOS_GROUPS_H

#include "demos_service.h"

/**
 * struct demos_grouped - what has become of a group
 * @guests: how many belong to it, those included that ended not long ago
 * @alive: how many of them had not ended
 * @done: for how many it was done
 * @instructions: STATUS, WAIT: what all of them have executed
 * @sent: the same: messages sent
 * @received: the same: messages received
 * @moves: the same: how often they have moved
 * @why: why the first guest has ended
 * @status: if it has: exit status, DEMOS_STATUS_LOST, or enum demos_fault
 */
struct demos_grouped {
	__u32 guests;
	__u32 alive;
	__u32 done;
	__u64 instructions;
	__u64 sent;
	__u64 received;
	__u32 moves;
	enum demos_pm_why why;
	__u16 status;
};

/**
 * demos_pm_join() - let a guest that was not started yet join a group
 * @demos: attached handle
 * @pm: link to the process manager
 * @pid: which guest; no other guest has joined it
 * @group: the group
 *
 * Return: 0; -ESRCH: no such guest, or no such group; another negative errno.
 */
int demos_pm_join(struct demos *demos, __u32 pm, __u64 pid, __u64 group);

/**
 * demos_pm_group() - do something about all guests of a group
 * @demos: attached handle
 * @pm: link to the process manager
 * @group: the group
 * @action: DEMOS_PM_START, DEMOS_PM_MIGRATE, DEMOS_PM_SUSPEND,
 *	    DEMOS_PM_RESUME, DEMOS_PM_KILL, DEMOS_PM_STATUS (count only) or
 *	    DEMOS_PM_WAIT (until all have ended)
 * @machine: DEMOS_PM_MIGRATE: to where, else 0
 * @timeout_ms: time limit, or DEMOS_NO_LIMIT
 * @said: gets the result
 *
 * A guest that has ended counts as done with, not as a failure.
 *
 * Return: 0; -ESRCH: no such group; another negative errno: why it failed for
 * the first guest for which it did; @said->done tells for how many it did not.
 */
int demos_pm_group(struct demos *demos, __u32 pm, __u64 group,
		   enum demos_pm_op action, __u16 machine, int timeout_ms,
		   struct demos_grouped *said);

/**
 * demos_pm_group_post() - begin to do so
 * @demos: attached handle
 * @pm: link to the process manager
 * @group: the group
 * @action: as for demos_pm_group()
 * @machine: the same
 * @fn: called with the answer, for demos_pm_group_result()
 * @arg: for @fn
 *
 * Return: 0 or a negative errno (@fn will not be called).
 */
int demos_pm_group_post(struct demos *demos, __u32 pm, __u64 group,
			enum demos_pm_op action, __u16 machine,
			demos_receive_fn fn, void *arg);

/**
 * demos_pm_group_result() - what the answer says
 * @demos: attached handle
 * @in: the answer
 * @said: gets the result
 *
 * Return: as demos_pm_group().
 */
int demos_pm_group_result(struct demos *demos, const struct demos_incoming *in,
			  struct demos_grouped *said);

#endif
