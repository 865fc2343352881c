// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl logs: what a guest has written to its console, as far as the process
 * manager keeps it.
 */
#include "command.h"
#include "follow.h"
#include "patience.h"
#include "system.h"

/* Why there is nothing to show */
static int refuse(struct manager *manager, __u64 pid, int error)
{
	char text[DEMOS_PID_TEXT];

	demos_pid_format(pid, text);
	if (demos_error_result(manager->demos) == DEMOS_ESTATE)
		return fail(FAILED,
			    "%s was given a console of its own by its creator: its output is not kept",
			    text);
	return manager_refuse(manager, pid, error,
			      "cannot read the output of %s", text);
}

/* Everything that there is now; a guest that goes on writing has no end */
static int print_all(struct manager *manager, __u64 pid)
{
	struct follow follow = { .manager = manager, .pid = pid };
	struct demos_output output;
	__u64 end = 0;
	int err;

	do {
		err = demos_pm_output(manager->demos, manager->pm, pid,
				      follow.offset, DEMOS_NO_LIMIT, &output);
		if (err)
			return refuse(manager, pid, err);
		if (!end)
			end = output.end;
		follow_print(&follow, &output);
	} while (!follow.lost && output.length && follow.offset < end);
	return follow.lost ? FAILED : DONE;
}

static int print_on(struct manager *manager, __u64 pid)
{
	struct follow follow = { .manager = manager, .pid = pid };
	int count = 0;

	follow_begin(&follow);
	patience_await(pid);
	while (!follow.over && !follow.lost && count >= 0)
		count = demos_wait(manager->demos, DEMOS_NO_LIMIT);
	if (follow.lost)
		return FAILED;
	if (!follow.over)
		return system_refuse(manager->demos, "cannot receive");
	return follow.error ? refuse(manager, pid, follow.error) : DONE;
}

static int logs(const struct arguments *arguments)
{
	struct manager manager;
	__u64 pid;
	int status;

	status = manager_open_guest(&manager, arguments->operands[0], &pid);
	if (!status)
		status = arguments->values['f'] ? print_on(&manager, pid) :
						  print_all(&manager, pid);
	manager_close(&manager);
	return status;
}

static const struct choice options[] = {
	{ 'f', "follow", NULL, "go on until the guest has ended" },
	{ 0 }
};

const struct command command_logs = {
	.name = "logs",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "show what a guest has written",
	.details =
	"The process manager keeps the last 64 KiB that a guest writes to its console,\n"
	"also when somebody is attached to it or when it has ended, until it is\n"
	"forgotten. If more was written, standard error says how much is missing.",
	.options = options,
	.waits = true,
	.run = logs,
};
