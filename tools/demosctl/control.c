// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl suspend, resume, kill: requests to the process manager about a
 * guest that print nothing.
 */
#include "command.h"
#include "system.h"

static int with_guest(const struct arguments *arguments,
		      int (*request)(struct demos *demos, __u32 pm, __u64 pid),
		      const char *what)
{
	struct manager manager;
	char text[DEMOS_PID_TEXT];
	int err, status;
	__u64 pid;

	status = manager_open(&manager);
	if (!status)
		status = manager_pid(&manager, arguments->operands[0], &pid);
	if (!status) {
		err = request(manager.demos, manager.pm, pid);
		if (err)
			status = manager_refuse(&manager, pid, err,
						"cannot %s %s", what,
						demos_pid_format(pid, text));
	}
	manager_close(&manager);
	return status;
}

static int suspend(const struct arguments *arguments)
{
	return with_guest(arguments, demos_pm_suspend, "suspend");
}

const struct command command_suspend = {
	.name = "suspend",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "stop a guest until it is resumed",
	.run = suspend,
};

static int resume(const struct arguments *arguments)
{
	return with_guest(arguments, demos_pm_resume, "resume");
}

const struct command command_resume = {
	.name = "resume",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "let a suspended guest run again",
	.run = resume,
};

static int kill_guest(const struct arguments *arguments)
{
	return with_guest(arguments, demos_pm_kill, "kill");
}

const struct command command_kill = {
	.name = "kill",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "end a guest",
	.run = kill_guest,
};
