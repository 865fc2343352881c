// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl attach: be the console of a guest that runs already.
 */
#include "command.h"
#include "console.h"
#include "patience.h"
#include "system.h"

static int attach_to(struct manager *manager, __u64 pid)
{
	struct console console = { .manager = manager, .pid = pid };
	char text[DEMOS_PID_TEXT];
	int err, status;

	patience_ask(pid, 0);
	err = demos_pm_attach(manager->demos, manager->pm, pid,
			      &console.session, &console.output.offset);
	demos_pid_format(pid, text);
	if (err && demos_error_result(manager->demos) == DEMOS_ESTATE)
		return fail(FAILED,
			    "%s was given a console of its own by its creator",
			    text);
	if (err)
		return manager_refuse(manager, pid, err, "cannot attach to %s",
				      text);
	status = console_begin(&console);
	return status ? status : console_run(&console);
}

static int attach(const struct arguments *arguments)
{
	struct manager manager;
	__u64 pid;
	int status;

	status = manager_open_guest(&manager, arguments->operands[0], &pid);
	if (!status)
		status = attach_to(&manager, pid);
	manager_close(&manager);
	return status;
}

const struct command command_attach = {
	.name = "attach",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "be the console of a guest",
	.details =
	"Prints what the guest writes from now on, and gives it standard input when it\n"
	"reads, until it has ended; then it exits with the guest's exit status, as run\n"
	"--wait does. Ctrl-C and Ctrl-\\ kill the guest. Ctrl-Z detaches: the guest goes\n"
	"on, and waits when it reads. SIGTERM, SIGHUP and the end of --timeout detach,\n"
	"too, and so does another attach.",
	.waits = true,
	.run = attach,
};
