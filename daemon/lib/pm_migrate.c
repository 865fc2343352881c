// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the process manager: move guests.
 */
#include <errno.h>
#include <string.h>

#include <asm/byteorder.h>

#include "handle.h"
#include "pm.h"

static void read_migrated(const struct demos_incoming *in,
			  struct demos_migration *report)
{
	struct demos_migrated migrated;

	memcpy(&migrated, in->data, sizeof(migrated));
	report->pid = __be64_to_cpu(migrated.pid);
	report->machine = __be16_to_cpu(migrated.machine);
	report->control = __be16_to_cpu(migrated.control);
	report->moves = __be16_to_cpu(migrated.moves);
	report->pending = __be16_to_cpu(migrated.pending);
	report->bytes = __be32_to_cpu(migrated.bytes);
	report->packets = __be32_to_cpu(migrated.packets);
	report->ns = __be64_to_cpu(migrated.ns);
}

int demos_pm_migrate(struct demos *demos, __u32 pm, __u64 pid, __u16 machine,
		     struct demos_migration *report)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_MIGRATE, pid,
						      machine);
	struct demos_incoming in;
	int err;

	err = demos_pm_ask(demos, pm, &asked, DEMOS_NO_LIMIT, &in,
			   sizeof(struct demos_migrated));
	if (!err && report)
		read_migrated(&in, report);
	return err;
}

int demos_pm_migrate_post(struct demos *demos, __u32 pm, __u64 pid,
			  __u16 machine, demos_receive_fn fn, void *arg)
{
	struct demos_pm_request asked = demos_pm_make(DEMOS_PM_MIGRATE, pid,
						      machine);
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };
	int err = demos_call_post(demos, pm, &out, fn, arg);

	return demos_pm_about(demos, err, DEMOS_PM_MIGRATE, pid);
}

int demos_pm_migrate_result(struct demos *demos,
			    const struct demos_incoming *in,
			    struct demos_migration *report)
{
	int err = demos_answer_check(demos, in, DEMOS_PM_MIGRATE,
				     sizeof(struct demos_migrated));

	if (err)
		return demos_handle_about(demos, err, "migrate a guest");
	read_migrated(in, report);
	return 0;
}
