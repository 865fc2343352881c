// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl suspend, resume, kill: requests to the process manager about a
 * guest that print nothing.
 */
#include "command.h"
#include "patience.h"
#include "system.h"

/**
 * struct order - what to do with a guest
 * @request: does it
 * @action: the same, for the group: DEMOS_PM_*
 * @verb: "kill"
 * @done: "killed"
 */
struct order {
	int (*request)(struct demos *demos, __u32 pm, __u64 pid);
	enum demos_pm_op action;
	const char *verb;
	const char *done;
};

static const struct choice options[] = {
	{ 'g', "group", NULL, "with all guests of its group" },
	{ 0 }
};

static int carry_out(const struct order *order, struct manager *manager,
		     __u64 pid)
{
	struct demos_surveyed guest;
	char text[DEMOS_PID_TEXT];
	int err;

	demos_pid_format(pid, text);
	err = manager_look(manager, pid, DEMOS_NO_LIMIT, &guest);
	if (!err) {
		patience_act(pid, "%s will be %s", text, order->done);
		err = order->request(manager->demos, manager->pm, pid);
	}
	if (!err)
		return DONE;
	return manager_refuse(manager, pid, err, "cannot %s %s", order->verb,
			      text);
}

/* Any guest of a group stands for it */
static int carry_out_group(const struct order *order, struct manager *manager,
			   __u64 pid)
{
	struct demos_managed guest;
	struct demos_grouped said;
	char text[DEMOS_PID_TEXT];
	int err;

	demos_pid_format(pid, text);
	err = demos_pm_find(manager->demos, manager->pm, pid, DEMOS_NO_LIMIT,
			    &guest);
	if (!err) {
		patience_act(pid, "the group of %s will be %s", text,
			     order->done);
		err = demos_pm_group(manager->demos, manager->pm, guest.group,
				     order->action, 0, DEMOS_NO_LIMIT, &said);
	}
	if (!err)
		return DONE;
	return manager_refuse(manager, pid, err, "cannot %s the group of %s",
			      order->verb, text);
}

static int with_guest(const struct arguments *arguments,
		      const struct order *order)
{
	struct manager manager;
	int status;
	__u64 pid;

	status = manager_open_guest(&manager, arguments->operands[0], &pid);
	if (!status)
		status = arguments->values['g'] ?
			carry_out_group(order, &manager, pid) :
			carry_out(order, &manager, pid);
	manager_close(&manager);
	return status;
}

static int suspend(const struct arguments *arguments)
{
	static const struct order order = {
		demos_pm_suspend, DEMOS_PM_SUSPEND, "suspend", "suspended"
	};

	return with_guest(arguments, &order);
}

const struct command command_suspend = {
	.name = "suspend",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "stop a guest until it is resumed",
	.options = options,
	.waits = true,
	.run = suspend,
};

static int resume(const struct arguments *arguments)
{
	static const struct order order = {
		demos_pm_resume, DEMOS_PM_RESUME, "resume", "resumed"
	};

	return with_guest(arguments, &order);
}

const struct command command_resume = {
	.name = "resume",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "let a suspended guest run again",
	.options = options,
	.waits = true,
	.run = resume,
};

static int kill_guest(const struct arguments *arguments)
{
	static const struct order order = {
		demos_pm_kill, DEMOS_PM_KILL, "kill", "killed"
	};

	return with_guest(arguments, &order);
}

const struct command command_kill = {
	.name = "kill",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "end a guest",
	.options = options,
	.waits = true,
	.run = kill_guest,
};
