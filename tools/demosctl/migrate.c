// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl migrate: move a guest to another machine, and report what it took.
 */
#include "command.h"
#include "machines.h"
#include "patience.h"
#include "record.h"
#include "system.h"

static int print_json(const struct demos_migration *report)
{
	struct json_object *record = json_object_new_object();
	int status;

	record_pid(record, "pid", report->pid);
	record_number(record, "machine", report->machine);
	record_number(record, "control_messages", report->control);
	record_number(record, "data_moves", report->moves);
	record_number(record, "pending", report->pending);
	record_number(record, "bytes", report->bytes);
	record_number(record, "packets", report->packets);
	record_number(record, "ns", report->ns);
	status = record_print_line(stdout, record);
	json_object_put(record);
	return status;
}

static int print(const struct demos_migration *report, bool json)
{
	char text[DEMOS_PID_TEXT];

	if (json)
		return print_json(report);
	printf("%s is on machine %u: %llu.%03llu ms without execution, ",
	       demos_pid_format(report->pid, text), report->machine,
	       report->ns / 1000000, report->ns / 1000 % 1000);
	printf("%u control messages, %u data moves (%u bytes in %u packets), ",
	       report->control, report->moves, report->bytes, report->packets);
	printf("%u pending messages forwarded\n", report->pending);
	return output_flush(stdout);
}

static int migrate_guest(struct manager *manager, __u64 pid, uint16_t machine,
			 bool json)
{
	struct demos_migration report;
	struct demos_surveyed guest;
	char text[DEMOS_PID_TEXT], what[64];
	int err;

	demos_pid_format(pid, text);
	err = manager_look(manager, pid, DEMOS_NO_LIMIT, &guest);
	if (!err && guest.machine == machine)
		return fail(FAILED,
			    "cannot migrate %s: it is already on machine %u",
			    text, machine);
	if (!err) {
		patience_act(pid, "%s will be moved to machine %u", text,
			     machine);
		err = demos_pm_migrate(manager->demos, manager->pm, pid,
				       machine, &report);
	}
	if (!err)
		return print(&report, json);
	if (!patience_over() &&
	    demos_error_result(manager->demos) == DEMOS_EBUSY)
		return fail(FAILED,
			    "cannot migrate %s to machine %u: too many guests arrive there now, or too much is asked of this one (try again; see demosctl limits arrivals there)",
			    text, machine);
	snprintf(what, sizeof(what), "cannot migrate %s to machine %u", text,
		 machine);
	if (!patience_over() &&
	    demos_error_result(manager->demos) == DEMOS_EREFUSED)
		return machine_refuse(manager, machine, what);
	return manager_refuse(manager, pid, err, "%s", what);
}

static int migrate(const struct arguments *arguments)
{
	struct manager manager;
	uint16_t machine;
	__u64 pid;
	int status = argument_machine(arguments->operands[1], &machine);

	if (status)
		return status;
	status = manager_open_guest(&manager, arguments->operands[0], &pid);
	if (!status)
		status = migrate_guest(&manager, pid, machine,
				       arguments->json);
	manager_close(&manager);
	return status;
}

const struct command command_migrate = {
	.name = "migrate",
	.operands = "PID MACHINE",
	.least = 2,
	.most = 2,
	.summary = "move a guest to another machine",
	.details =
	"Waits until the guest runs there, and reports what that took. If the migration\n"
	"fails, the guest stays where it was.",
	.shows = true,
	.waits = true,
	.run = migrate,
};
