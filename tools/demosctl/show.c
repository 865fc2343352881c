// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl show: everything known about a process.
 */
#include <errno.h>

#include "command.h"
#include "origin.h"
#include "process.h"
#include "system.h"

static const struct field fields[] = {
	{ "pid", "process" },
	{ "name", "name" },
	{ "machine", "machine" },
	{ "model", "model" },
	{ "state", "state" },
	{ "activity", "activity" },
	{ "moves", "moves" },
	{ "memory", "memory (bytes)" },
	{ "spaces", "code and data" },
	{ "instructions", "instructions" },
	{ "sent", "messages sent" },
	{ "received", "messages received" },
	{ "queued", "messages waiting" },
	{ "queue_bytes", "in queues (bytes)" },
	{ "held", "messages held back" },
	{ "links", "links" },
	{ "pairs", "pair records" },
	{ "program", "program" },
	{ "pc", "pc" },
	{ "fcw", "fcw" },
	{ "fault_meaning", "fault" },
	{ "fault_address", "fault at" },
	{ "place", "in" },
	{ "fault_word", "faulting word" },
	{ "instruction", "instruction" },
	{ 0 }
};

static void print_registers(struct json_object *record)
{
	struct json_object *regs, *value;
	size_t i;

	if (!json_object_object_get_ex(record, "registers", &regs))
		return;
	for (i = 0; i < json_object_array_length(regs); i++) {
		value = json_object_array_get_idx(regs, i);
		printf("r%-2zu %s%s", i, json_object_get_string(value),
		       i % 8 == 7 ? "\n" : "  ");
	}
}

/* The activity is worth a line only if it differs from the state */
static void drop_activity(struct json_object *record)
{
	struct json_object *state, *activity;

	if (json_object_object_get_ex(record, "state", &state) &&
	    json_object_object_get_ex(record, "activity", &activity) &&
	    json_object_equal(state, activity))
		json_object_object_del(record, "activity");
}

static int print(struct json_object *record, const struct table *table)
{
	int status;

	if (!table->json)
		drop_activity(record);
	status = table_print_list(stdout, record, table);
	if (!status && !table->json && !table->chosen)
		print_registers(record);
	json_object_put(record);
	return status ? status : output_flush(stdout);
}

/* A process of this machine. Return: -1: it cannot be shown, no message yet */
static int show_local(struct demos *demos, __u64 pid, const struct table *table)
{
	struct demos_process_info info;
	struct demos_machine_info here;

	if (demos_machine_get(demos, &here) ||
	    demos_process_get(demos, pid, &info))
		return -1;
	return print(process_record(&info, here.id), table);
}

/* Which file its program is from, and where in its source it is */
static void record_origin(struct json_object *record, struct manager *manager,
			  const struct demos_process_info *info)
{
	char text[Z8K_PLACE_TEXT];
	struct origin origin;

	origin_find(manager, info->pid, &origin);
	origin_place(&origin, info->fault ? info->fault_address : info->pc,
		     text);
	if (*origin.text)
		record_text(record, "program", origin.text);
	else
		json_object_object_add(record, "program", NULL);
	if (*text)
		record_text(record, "place", text);
	else
		json_object_object_add(record, "place", NULL);
	origin_free(&origin);
}

/* A guest on any machine; if there is none, perhaps a native process here */
static int show_guest(struct manager *manager, __u64 pid,
		      const struct table *table)
{
	struct demos_surveyed guest;
	struct json_object *record;
	char text[DEMOS_PID_TEXT];
	int status, err;

	err = manager_look(manager, pid, LOOK_PATIENCE, &guest);
	if (!err) {
		record = process_record(&guest.info, guest.machine);
		record_origin(record, manager, &guest.info);
		return print(record, table);
	}
	if (err == -ESRCH) {
		status = show_local(manager->demos, pid, table);
		if (status >= 0)
			return status;
	}
	return manager_refuse(manager, pid, err, "cannot show %s",
			      demos_pid_format(pid, text));
}

static int show_here(const struct arguments *arguments)
{
	struct demos *demos;
	__u64 pid;
	int status = system_open(&demos);

	if (status)
		return status;
	status = local_pid(demos, arguments->operands[0], &pid);
	if (!status)
		status = show_local(demos, pid, &arguments->table);
	if (status < 0)
		status = system_refuse(demos, "cannot show %s",
				       arguments->operands[0]);
	demos_close(demos);
	return status;
}

static int show(const struct arguments *arguments)
{
	struct manager manager;
	__u64 pid;
	int status;

	if (arguments->values['l'])
		return show_here(arguments);
	status = manager_open_guest(&manager, arguments->operands[0], &pid);
	if (!status)
		status = show_guest(&manager, pid, &arguments->table);
	manager_close(&manager);
	return status;
}

static const struct choice options[] = {
	{ 'l', "local", NULL,
	  "look on this machine only, without a process manager" },
	{ 0 }
};

const struct command command_show = {
	.name = "show",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "show everything known about a process",
	.details =
	"For a guest also its registers and, if a fault stopped it, which, and where.",
	.options = options,
	.fields = fields,
	.single = true,
	.waits = true,
	.run = show,
};
