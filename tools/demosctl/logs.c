// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl logs: what a guest has written to its console, as far as the process
 * manager keeps it.
 */
#include <stdio.h>

#include "command.h"
#include "system.h"

/* Why there is nothing to show */
static int refuse(struct manager *manager, __u64 pid, int error)
{
	char text[DEMOS_PID_TEXT];

	demos_pid_format(pid, text);
	if (demos_error_result(manager->demos) == DEMOS_ESTATE)
		return fail(FAILED,
			    "%s was given a console of its own (run --wait): its output is not kept",
			    text);
	return manager_refuse(manager, pid, error,
			      "cannot read the output of %s", text);
}

static int print(const struct demos_output *output)
{
	fwrite(output->bytes, 1, output->length, stdout);
	return output_flush(stdout);
}

/* Everything that there is now; a guest that goes on writing has no end */
static int print_all(struct manager *manager, __u64 pid)
{
	struct demos_output output;
	__u64 offset = 0, end = 0;
	int err, status;

	do {
		err = demos_pm_output(manager->demos, manager->pm, pid,
				      offset, DEMOS_NO_LIMIT, &output);
		if (err)
			return refuse(manager, pid, err);
		if (output.offset > offset)
			fprintf(stderr,
				"demosctl: %llu bytes before this are not kept\n",
				output.offset - offset);
		if (!end)
			end = output.end;
		status = print(&output);
		offset = output.offset + output.length;
	} while (!status && output.length && offset < end);
	return status;
}

static int logs(const struct arguments *arguments)
{
	struct manager manager;
	__u64 pid;
	int status;

	status = manager_open_guest(&manager, arguments->operands[0], &pid);
	if (!status)
		status = print_all(&manager, pid);
	manager_close(&manager);
	return status;
}

const struct command command_logs = {
	.name = "logs",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "show what a guest has written",
	.details =
	"The process manager keeps the last 64 KiB that a guest writes to its console,\n"
	"also when the guest has ended, until it is forgotten. If more was written,\n"
	"standard error says how much is missing. A guest run with --wait has another\n"
	"console: nothing is kept.",
	.waits = true,
	.run = logs,
};
