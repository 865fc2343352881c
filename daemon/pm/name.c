// SPDX-License-Identifier: GPL-2.0
/*
 * The process manager's name at the switchboard. If the switchboard ends (on
 * this machine), or its machine is restarted or gone, we look for another one;
 * existing guests keep their links to the old one. A switchboard whose machine
 * had deleted ours as a peer has forgotten our name: when we are connected
 * again, we look whether it knows it.
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

/* This is our switchboard from now on */
static void adopt(struct manager *pm, __u32 sb, __u64 pid)
{
	pm->switchboard = sb;
	pm->switchboard_pid = pid;
	pm->look = UINT64_MAX;
}

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
	pm->token = token;
	adopt(pm, sb, body.to.pid);
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
	int err;

	demos_links_drop(demos, in);
	if (in->result == DEMOS_EDEAD && in->length >= sizeof(notice)) {
		memcpy(&notice, in->data, sizeof(notice));
		manager_name_lost(pm, __be64_to_cpu(notice.pid));
		return;
	}
	err = demos_answer_check(demos, in, DEMOS_SB_LOOKUP,
				 sizeof(struct demos_answer));
	if (err != -ENOENT || pm->look != UINT64_MAX)
		return;
	log_line("the switchboard has forgotten our name");
	pm->look = demos_clock_ms();
}

/**
 * manager_name_check() - ask the switchboard whether it knows our name
 * @pm: the process manager
 *
 * For when an event that matters may be lost, or the switchboard may have
 * forgotten us. If it has ended, we look for another one.
 */
void manager_name_check(struct manager *pm)
{
	const struct demos_sb_request lookup = {
		.op = __cpu_to_be16(DEMOS_SB_LOOKUP),
		.name = DEMOS_PM_NAME,
	};
	const struct demos_outgoing out = { .data = &lookup,
					    .length = sizeof(lookup) };

	if (pm->look == UINT64_MAX &&
	    demos_call_post(pm->demos, pm->switchboard, &out, checked, pm))
		log_line("%s", demos_error(pm->demos));
}

/**
 * manager_name_up() - a machine is connected again
 * @pm: the process manager
 * @machine: its id
 */
void manager_name_up(struct manager *pm, __u16 machine)
{
	if (machine == DEMOS_PID_MACHINE(pm->switchboard_pid))
		manager_name_check(pm);
}

/* Does it know our name, from before? */
static bool knows_us(struct manager *pm, __u32 sb)
{
	struct demos_link body;
	__u32 link;
	bool ours;

	if (demos_sb_lookup(pm->demos, sb, DEMOS_PM_NAME, &link))
		return false;
	ours = !demos_link_inspect(pm->demos, link, &body) &&
	       body.to.pid == demos_self(pm->demos);
	demos_link_destroy(pm->demos, link);
	return ours;
}

/* Look for a switchboard: another one, or the one that we had */
static bool look(struct manager *pm)
{
	struct demos_link body;
	__u32 old = pm->switchboard;
	__u32 sb;
	int err;

	if (demos_boot_find(pm->demos, LOOK_FOR, &sb))
		return false;
	err = demos_link_inspect(pm->demos, sb, &body);
	if (!err)
		err = register_at(pm, sb);
	if (err == -EBUSY && knows_us(pm, sb)) {
		adopt(pm, sb, body.to.pid);
		err = 0;
	}
	demos_link_destroy(pm->demos, err ? sb : old);
	return !err;
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
			log_line("registered at a switchboard again");
		else
			pm->look = demos_clock_ms() + LOOK_AGAIN;
	}
	return demos_remaining(pm->look);
}
