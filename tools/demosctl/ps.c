// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl ps: the guests of the whole LAN, as the process manager and their
 * kernels know them, or all processes of this machine.
 */
#include <stdlib.h>

#include "command.h"
#include "process.h"
#include "system.h"

static const struct field fields[] = {
	{ "pid", "PID" },
	{ "name", "NAME" },
	{ "machine", "MACHINE" },
	{ "model", "MODEL" },
	{ "state", "STATE" },
	{ "status", "STATUS" },
	{ "moves", "MOVES" },
	{ "sent", "SENT" },
	{ "received", "RECEIVED" },
	{ "queued", "QUEUED" },
	{ "why", "WHY" },
	{ "fault", "FAULT" },
	{ "links", "LINKS" },
	{ "pairs", "PAIRS" },
	{ "queue_bytes", "QUEUE-BYTES" },
	{ "held", "HELD" },
	{ "memory", "MEMORY" },
	{ "instructions", "INSTRUCTIONS" },
	{ "pc", "PC" },
	{ "fault_meaning", "FAULT-MEANING" },
	{ "ended_ago", "ENDED-AGO" },
	{ "killed_by", "KILLED-BY" },
	{ "output", "OUTPUT" },
	{ "group", "GROUP" },
	{ "instruction", "INSTRUCTION" },
	{ 0 }
};

static const char columns_local[] =
	"pid,name,model,state,moves,links,sent,received,queued";

/* Ask for the guests that have not ended. Return: the answers, in order */
static struct demos_surveyed *ask(struct manager *manager,
				  const struct demos_managed *list, int count)
{
	struct demos_surveyed *guests = calloc(count + 1, sizeof(*guests));
	int i, living = 0;

	if (!guests) {
		fail(FAILED, "no memory");
		return NULL;
	}
	for (i = 0; i < count; i++) {
		if (list[i].ended == 1)
			continue;
		guests[living].pid = list[i].pid;
		guests[living++].machine = list[i].machine;
	}
	if (!demos_pm_survey(manager->demos, manager->pm, guests, living,
			     LOOK_PATIENCE))
		return guests;
	system_refuse(manager->demos, "cannot look at the guests");
	free(guests);
	return NULL;
}

/*
 * A guest may end, or its machine be cut off, at any time: then show what the
 * process manager last knew.
 */
static struct json_object *make_records(const struct demos_managed *list,
					int count, bool all,
					const struct demos_surveyed *guest)
{
	struct json_object *records = json_object_new_array(), *record;
	int i;

	for (i = 0; i < count; i++) {
		record = NULL;
		if (list[i].ended != 1) {
			if (!guest->error)
				record = process_record(&guest->info,
							guest->machine);
			guest++;
		}
		if (list[i].ended == 1 && !all)
			continue;
		if (!record)
			record = process_record_managed(&list[i]);
		process_record_ending(record, &list[i]);
		json_object_array_add(records, record);
	}
	return records;
}

static int show_guests(struct manager *manager, bool all,
		       const struct table *table)
{
	struct demos_surveyed *guests;
	struct demos_managed *list;
	struct json_object *records;
	int count, status = FAILED;

	count = demos_pm_list(manager->demos, manager->pm, &list);
	if (count < 0)
		return system_refuse(manager->demos,
				     "cannot list the guests");
	guests = ask(manager, list, count);
	if (guests) {
		records = make_records(list, count, all, guests);
		status = table_print(stdout, records, table);
		json_object_put(records);
	}
	free(guests);
	free(list);
	return status;
}

static int show_local(struct demos *demos, const struct table *table)
{
	struct demos_process_info *list;
	struct demos_machine_info here;
	struct json_object *records;
	int count, i, status;

	if (demos_machine_get(demos, &here))
		return system_refuse(demos, "cannot list the processes");
	count = demos_processes(demos, &list);
	if (count < 0)
		return system_refuse(demos, "cannot list the processes");
	records = json_object_new_array();
	for (i = 0; i < count; i++)
		json_object_array_add(records,
				      process_record(&list[i], here.id));
	free(list);
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int ps_local(const struct arguments *arguments)
{
	struct table table = arguments->table;
	struct demos *demos;
	int status = system_open(&demos);

	if (status)
		return status;
	if (!table.chosen)
		table_choose(&table, fields, columns_local);
	status = show_local(demos, &table);
	demos_close(demos);
	return status;
}

static int ps(const struct arguments *arguments)
{
	struct manager manager;
	int status;

	if (arguments->values['l'])
		return ps_local(arguments);
	status = manager_open(&manager);
	if (!status)
		status = show_guests(&manager, arguments->values['a'],
				     &arguments->table);
	manager_close(&manager);
	return status;
}

static const struct choice options[] = {
	{ 'a', "all", NULL, "show those that have ended, too" },
	{ 'l', "local", NULL,
	  "show all processes of this machine, and only these" },
	{ 0 }
};

const struct command command_ps = {
	.name = "ps",
	.operands = "",
	.summary = "show the guests of the LAN",
	.options = options,
	.fields = fields,
	.waits = true,
	.columns =
	"pid,name,machine,model,state,status,moves,sent,received,queued,why",
	.run = ps,
};
