// SPDX-License-Identifier: GPL-2.0
/*
 * The process manager's name at the switchboard. If the switchboard ends (on
 * this machine), or its machine is restarted, we look for another one; existing
 * guests keep their links to the old one.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <asm/byteorder.h>

#include "common/log.h"
#include "common/rival.h"
#include "lib/clock.h"
#include "pm/manager.h"

/* The name of a former process manager may go only after a while */
#define REGISTER_TRIES	10
#define REGISTER_PAUSE	200	/* ms */

#define LOOK_FOR	100	/* time of a search for a switchboard, ms */
#define LOOK_AGAIN	500	/* from one search to the next, ms */

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

/* Does the process that has our name live? */
static bool is_taken(struct manager *pm, __u32 sb)
{
	__u32 link;
	bool taken;

	if (demos_sb_lookup(pm->demos, sb, DEMOS_PM_NAME, &link))
		return false;
	taken = rival_found(pm->demos, link, "process manager");
	demos_link_destroy(pm->demos, link);
	return taken;
}

/* Return: 0; -EEXIST: another has the name, as was logged; another errno */
static int try_register(struct manager *pm)
{
	__u32 sb;
	int err;

	err = demos_boot_find(pm->demos, DEMOS_NO_LIMIT, &sb);
	if (err)
		return err;
	err = register_at(pm, sb);
	if (err == -EBUSY && is_taken(pm, sb))
		err = -EEXIST;
	if (err)
		demos_link_destroy(pm->demos, sb);
	return err;
}

/**
 * manager_name_take() - wait for a switchboard and register
 * @pm: the process manager
 *
 * Return: 0; -EEXIST: another process manager has the name, as was logged;
 * another negative errno.
 */
int manager_name_take(struct manager *pm)
{
	int tries = REGISTER_TRIES;
	int err;

	log_line("looking for a switchboard");
	do {
		err = try_register(pm);
		/* The name may be a dead one's, or the switchboard dead */
	} while ((err == -EBUSY || err == -ESRCH) && --tries &&
		 demos_wait(pm->demos, REGISTER_PAUSE) >= 0);
	return err;
}

/**
 * manager_name_lost() - check whether the switchboard has ended
 * @pm: the process manager
 * @pid: of a process that ended, or of the kernel of a restarted machine
 *
 * If it was the switchboard, we look for another one.
 */
void manager_name_lost(struct manager *pm, __u64 pid)
{
	if (pid != pm->switchboard_pid &&
	    pid != DEMOS_PID_KERNEL(DEMOS_PID_MACHINE(pm->switchboard_pid)))
		return;
	log_line("the switchboard has ended; looking for another one");
	pm->look = demos_clock_ms();
}

static void checked(struct demos *demos, const struct demos_incoming *in,
		    void *arg)
{
	struct manager *pm = arg;
	struct demos_notice notice;

	demos_links_drop(demos, in);
	if (in->result != DEMOS_EDEAD || in->length < sizeof(notice))
		return;
	memcpy(&notice, in->data, sizeof(notice));
	manager_name_lost(pm, __be64_to_cpu(notice.pid));
}

/**
 * manager_name_check() - ask the switchboard whether it lives
 * @pm: the process manager
 *
 * For when the event that it has ended may be lost. If it has, we look for
 * another one.
 */
void manager_name_check(struct manager *pm)
{
	const struct demos_outgoing empty = {};

	if (pm->look == UINT64_MAX &&
	    demos_call_post(pm->demos, pm->switchboard, &empty, checked, pm))
		log_line("%s", demos_error(pm->demos));
}

/* Look for one other than the one that has ended */
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
 * manager_name_turn() - look for a switchboard when it is time to
 * @pm: the process manager
 *
 * Return: ms to the next time, -1: there is no need.
 */
int manager_name_turn(struct manager *pm)
{
	if (!demos_remaining(pm->look)) {
		if (look(pm))
			log_line("found another switchboard");
		else
			pm->look = demos_clock_ms() + LOOK_AGAIN;
	}
	return demos_remaining(pm->look);
}
