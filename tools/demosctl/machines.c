// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl machine list: the machines of the LAN, as the process manager sees
 * them: which are connected, how many guests each has, and which take none.
 */
#include <stdlib.h>

#include "command.h"
#include "machines.h"
#include "patience.h"
#include "record.h"

/* Does the machine drain? 0: the process manager's own */
static bool drains(struct manager *manager, __u16 machine)
{
	struct demos_managed_machine *list;
	bool found = false;
	int count, i;

	count = demos_pm_machines(manager->demos, manager->pm, LOOK_PATIENCE,
				  &list);
	for (i = 0; i < count; i++)
		if (machine ? list[i].machine == machine : list[i].own)
			found = list[i].drains;
	if (count >= 0)
		free(list);
	return found;
}

/**
 * machine_refuse - say that a machine has refused a guest (DEMOS_EREFUSED)
 * @manager: open
 * @machine: the machine; 0: whichever the process manager chose
 * @what: what could not be done
 *
 * Return: FAILED, or TIMED_OUT.
 */
int machine_refuse(struct manager *manager, __u16 machine, const char *what)
{
	bool evacuated = drains(manager, machine);

	if (patience_over())
		return patience_end();
	if (!evacuated)
		return fail(FAILED, "%s: %s", what,
			    demos_result_text(DEMOS_EREFUSED));
	if (!machine)
		return fail(FAILED,
			    "%s: no machine takes guests (see demosctl machine list)",
			    what);
	return fail(FAILED,
		    "%s: it is evacuated and takes no guests (demosctl evacuate --release %u)",
		    what, machine);
}

static struct json_object *
make_record(const struct demos_managed_machine *machine, __u16 here)
{
	struct json_object *record = json_object_new_object();

	record_number(record, "machine", machine->machine);
	record_text(record, "state", demos_peer_state_name(machine->state));
	record_number(record, "guests", machine->guests);
	record_number(record, "arriving", machine->arriving);
	record_flag(record, "drains", machine->drains);
	if (machine->by)
		record_pid(record, "evacuated_by", machine->by);
	else
		json_object_object_add(record, "evacuated_by", NULL);
	record_flag(record, "pm", machine->own);
	record_flag(record, "here", machine->machine == here);
	return record;
}

static int show(struct manager *manager, const struct table *table)
{
	struct json_object *records = json_object_new_array();
	struct demos_managed_machine *list;
	int count, i, status;

	count = demos_pm_machines(manager->demos, manager->pm, DEMOS_NO_LIMIT,
				  &list);
	for (i = 0; i < count; i++)
		json_object_array_add(records,
				      make_record(&list[i],
						  demos_here(manager->demos)));
	if (count < 0) {
		status = system_refuse(manager->demos,
				       "cannot list the machines");
	} else {
		status = table_print(stdout, records, table);
		free(list);
	}
	json_object_put(records);
	return status;
}

static int machine_list(const struct arguments *arguments)
{
	struct manager manager;
	int status = manager_open(&manager);

	if (!status)
		status = show(&manager, &arguments->table);
	manager_close(&manager);
	return status;
}

static const struct field fields[] = {
	{ "machine", "MACHINE" },
	{ "state", "STATE" },
	{ "guests", "GUESTS" },
	{ "arriving", "ARRIVING" },
	{ "drains", "DRAINS" },
	{ "evacuated_by", "EVACUATED-BY" },
	{ "pm", "PM" },
	{ "here", "HERE" },
	{ 0 }
};

const struct command command_machine_list = {
	.name = "machine list",
	.operands = "",
	.summary = "show the machines of the LAN, and which take no guests",
	.details =
	"As the process manager sees them. A machine that drains takes no guests: it is\n"
	"being evacuated, or was.",
	.fields = fields,
	.waits = true,
	.run = machine_list,
};
