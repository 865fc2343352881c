// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl forget: have the process manager forget guests that have ended.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "patience.h"
#include "system.h"

static int forget_pid(struct manager *manager, __u64 pid)
{
	char text[DEMOS_PID_TEXT];
	int err;

	patience_act(0, "%s will be forgotten", demos_pid_format(pid, text));
	err = demos_pm_forget(manager->demos, manager->pm, pid);
	if (err >= 0)
		return DONE;
	if (demos_error_result(manager->demos) == DEMOS_ESTATE)
		return fail(FAILED,
			    "cannot forget %s: it has not ended (see demosctl kill)",
			    text);
	if (demos_error_result(manager->demos) == DEMOS_EDEAD)
		return fail(FAILED,
			    "cannot forget %s: there is no guest %s (see demosctl ps --all)",
			    text, text);
	return system_refuse(manager->demos, "cannot forget %s", text);
}

/* All guests of that name that have ended */
static int forget_name(struct manager *manager, const char *name)
{
	struct demos_managed *list;
	int count, i, status = DONE, found = 0, living = 0;

	patience_ask(0, 0);
	count = demos_pm_list(manager->demos, manager->pm, &list);
	if (count < 0)
		return system_refuse(manager->demos, "cannot look for '%s'",
				     name);
	for (i = 0; i < count && !status; i++) {
		if (strncmp(list[i].name, name, DEMOS_NAME_MAX))
			continue;
		if (list[i].ended != 1) {
			living++;
			continue;
		}
		found++;
		status = forget_pid(manager, list[i].pid);
	}
	free(list);
	if (found)
		return status;
	if (living)
		return fail(FAILED,
			    "cannot forget '%s': it has not ended (see demosctl kill)",
			    name);
	return fail(FAILED, "there is no guest '%s' (see demosctl ps --all)",
		    name);
}

static int forget_all(struct manager *manager)
{
	patience_act(0, "the guests will be forgotten");
	if (demos_pm_forget(manager->demos, manager->pm, 0) >= 0)
		return DONE;
	return system_refuse(manager->demos, "cannot forget the guests");
}

/* Each is tried, even if another cannot be forgotten */
static int forget_each(struct manager *manager,
		       const struct arguments *arguments)
{
	int i, status = DONE;

	for (i = 0; i < arguments->count && !patience_over(); i++) {
		const char *text = arguments->operands[i];
		__u64 pid;

		if (demos_pid_parse(text, &pid))
			status |= forget_name(manager, text);
		else
			status |= forget_pid(manager, pid);
	}
	return status;
}

/* Until the process manager has answered, the command can be given up */
static int await_manager(struct manager *manager)
{
	struct demos_managed guest;
	int err;

	patience_ask(0, 0);
	err = demos_pm_find(manager->demos, manager->pm, 0, DEMOS_NO_LIMIT,
			    &guest);
	if (!err || err == -ESRCH)
		return DONE;
	return system_refuse(manager->demos,
			     "cannot ask the process manager");
}

static int forget_guests(const struct arguments *arguments)
{
	struct manager manager;
	int status;

	if (!arguments->values['a'] == !arguments->count)
		return fail(MISUSED,
			    arguments->count ?
			    "forget: name guests or use --all, not both" :
			    "forget: name guests that have ended, or use --all");
	status = manager_open(&manager);
	if (!status)
		status = await_manager(&manager);
	if (!status)
		status = arguments->count ? forget_each(&manager, arguments) :
					    forget_all(&manager);
	manager_close(&manager);
	return status;
}

static const struct choice options[] = {
	{ 'a', "all", NULL, "forget all that have ended" },
	{ 0 }
};

const struct command command_forget = {
	.name = "forget",
	.operands = "PID...",
	.most = OPERANDS_MAX,
	.summary = "forget guests that have ended",
	.details =
	"Forgets how they ended, and what they have written. A name stands for all guests\n"
	"of that name that have ended. The process manager forgets by itself: guests that\n"
	"ended an hour ago, and all but the last 256.",
	.options = options,
	.waits = true,
	.run = forget_guests,
};
