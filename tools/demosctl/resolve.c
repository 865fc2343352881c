// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl resolve: decide about a process whose migration is unsure.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../daemon/lib/demos_admin.h"
#include "../../daemon/lib/demos_control.h"

#include "command.h"
#include "patience.h"
#include "system.h"

static int settle(struct demos *demos, __u64 pid, bool keep)
{
	char text[DEMOS_PID_TEXT];
	struct demos_machine_info info;
	__u32 kernel;
	int err;

	demos_pid_format(pid, text);
	err = demos_machine_get(demos, &info);
	if (!err)
		err = demos_link_to_kernel(demos, info.id, &kernel);
	if (!err)
		err = demos_kernel_resolve(demos, kernel, DEMOS_NO_LIMIT, pid,
					   keep);
	if (err == -EBADFD)
		return fail(FAILED,
			    "nothing to decide about %s: it is not unsure on machine %u",
			    text, info.id);
	if (err)
		return system_refuse(demos, "cannot decide about %s", text);
	fprintf(stderr, "%s %s machine %u; if the other one %s\n", text,
		keep ? "runs on" : "is no longer on", info.id,
		keep ? "keeps it too, there are two of it" :
		       "drops it too, it is lost");
	return DONE;
}

static int resolve(const struct arguments *arguments)
{
	const char *word = arguments->operands[1];
	bool keep = !strcmp(word, "keep");
	struct demos *demos;
	int status;
	__u64 pid;

	if (!keep && strcmp(word, "drop"))
		return fail(MISUSED, "'%s' is neither keep nor drop", word);
	status = system_attach(&demos);
	if (status)
		return status;
	status = local_pid(demos, arguments->operands[0], &pid);
	if (!status)
		status = settle(demos, pid, keep);
	system_detach(demos);
	return status;
}

const struct command command_resolve = {
	.name = "resolve",
	.operands = "PID keep|drop",
	.least = 2,
	.most = 2,
	.summary = "decide about a guest whose migration is unsure",
	.details =
	"If the session with the other machine has ended while a guest migrated (peer del\n"
	"on either side), it is frozen on both machines, in state unsure, until they have\n"
	"met again; then they put it right. If they never will: keep lets it run on this\n"
	"machine, drop gives it up for the other machine's. If both machines keep it\n"
	"there are two of it; if both drop it, it is lost.",
	.waits = true,
	.run = resolve,
};
