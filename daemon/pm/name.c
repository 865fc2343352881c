// SPDX-License-Identifier: GPL-2.0
/*
 * The process manager's name at the switchboard. If the switchboard ends (on
 * this machine), or its machine is restarted, another one is looked for; the
 * guests of before keep their links to the former.
 */
#include <errno.h>
#include <stdint.h>

#include "common/log.h"
#include "lib/clock.h"
#include "pm/manager.h"

/* A former process manager's name may not have gone yet: so often, so long */
#define REGISTER_TRIES	10
#define REGISTER_PAUSE	200	/* ms */

/* Looking for another switchboard: so long, then again after so long, ms */
#define LOOK_FOR	100
#define LOOK_AGAIN	500

static int register_at(struct manager *pm, __u32 sb)
{
	const struct demos_link wanted = {
		.code = CODE_REQUESTS,
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS,
		.channel = CHANNEL_REQUESTS,
	};
	struct demos_link body;
	__u32 token;
	__u32 link;
	int err;

	err = demos_link_inspect(pm->demos, sb, &body);
	if (!err)
		err = demos_link_create(pm->demos, &wanted, &link);
	if (!err)
		err = demos_sb_register(pm->demos, sb, DEMOS_PM_NAME, link,
					&token);
	if (err)
		return err;
	pm->switchboard = sb;
	pm->switchboard_pid = body.to.pid;
	pm->token = token;
	pm->look = UINT64_MAX;
	return 0;
}

/**
 * manager_name_take() - wait for a switchboard and register
 * @pm: the process manager
 *
 * Return: 0 or a negative errno.
 */
int manager_name_take(struct manager *pm)
{
	int tries = REGISTER_TRIES;
	__u32 sb;
	int err;

	log_line("looks for a switchboard");
	do {
		err = demos_boot_find(pm->demos, DEMOS_NO_LIMIT, &sb);
		if (err)
			return err;
		err = register_at(pm, sb);
		if (err)
			demos_link_destroy(pm->demos, sb);
		/* Our name may not be free yet, the one we found just gone */
	} while ((err == -EBUSY || err == -ESRCH) && --tries &&
		 demos_wait(pm->demos, REGISTER_PAUSE) >= 0);
	return err;
}

/**
 * manager_name_lost() - a process has ended, or a machine was restarted
 * @pm: the process manager
 * @pid: of the process, or of the machine's kernel
 *
 * If that was the switchboard, another one will be looked for.
 */
void manager_name_lost(struct manager *pm, __u64 pid)
{
	if (pid != pm->switchboard_pid &&
	    pid != DEMOS_PID_KERNEL(DEMOS_PID_MACHINE(pm->switchboard_pid)))
		return;
	log_line("the switchboard has ended; looks for another one");
	pm->look = demos_clock_ms();
}

/* Is there one, and not the one that has ended? */
static bool look(struct manager *pm)
{
	struct demos_link body;
	__u32 old = pm->switchboard;
	__u32 sb;

	if (demos_boot_find(pm->demos, LOOK_FOR, &sb))
		return false;
	if (!demos_link_inspect(pm->demos, sb, &body) &&
	    body.to.pid != pm->switchboard_pid && !register_at(pm, sb)) {
		demos_link_destroy(pm->demos, old);
		return true;
	}
	demos_link_destroy(pm->demos, sb);
	return false;
}

/**
 * manager_name_turn() - look for a switchboard if it is time to
 * @pm: the process manager
 *
 * Return: ms to the next time, -1: there is no need.
 */
int manager_name_turn(struct manager *pm)
{
	if (!demos_remaining(pm->look)) {
		if (look(pm))
			log_line("has found another switchboard");
		else
			pm->look = demos_clock_ms() + LOOK_AGAIN;
	}
	return demos_remaining(pm->look);
}
