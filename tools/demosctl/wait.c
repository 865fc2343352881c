// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl wait: wait until a guest has ended.
 */
#include <errno.h>

#include "command.h"
#include "ending.h"
#include "patience.h"
#include "system.h"

static int wait_for(struct manager *manager, __u64 pid)
{
	struct demos_surveyed guest;
	char text[DEMOS_PID_TEXT];
	struct demos_end end;
	int err;

	/* Only to say so if its machine does not answer */
	err = manager_look(manager, pid, DEMOS_NO_LIMIT, &guest);
	if (err != -ECANCELED) {
		patience_await(pid);
		err = demos_pm_wait(manager->demos, manager->pm, pid,
				    DEMOS_NO_LIMIT, &end);
	}
	if (err)
		return manager_refuse(manager, pid, err, "cannot wait for %s",
				      demos_pid_format(pid, text));
	return ending_status(manager, &end);
}

static int wait_guest(const struct arguments *arguments)
{
	struct manager manager;
	__u64 pid;
	int status;

	status = manager_open_guest(&manager, arguments->operands[0], &pid);
	if (!status)
		status = wait_for(&manager, pid);
	manager_close(&manager);
	return status;
}

const struct command command_wait = {
	.name = "wait",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "wait until a guest has ended",
	.details =
	"Exits with the guest's exit status (255 if that is larger), 137 if it was\n"
	"killed, 1 if it was stopped by a fault or is lost with its machine.",
	.waits = true,
	.run = wait_guest,
};
