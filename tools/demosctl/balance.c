// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl balance: the process manager moves guests for the sake of load, or
 * does not; what it has measured; why each guest stays or moves.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "machines.h"
#include "patience.h"
#include "record.h"

/* Read the state, and change it if @action says so; *@count: machines */
static int request(struct manager *manager, __u16 action,
		   struct demos_balance *state, struct demos_load **loads,
		   int *count)
{
	*count = demos_pm_balance(manager->demos, manager->pm, action, state,
				  loads);
	return *count < 0 ? system_refuse(manager->demos,
					  "cannot ask about balancing") : DONE;
}

static int change(__u16 action)
{
	struct demos_balance state;
	struct demos_load *loads;
	struct manager manager;
	int count, status = manager_open(&manager);

	if (!status)
		status = request(&manager, action, &state, &loads, &count);
	if (!status)
		free(loads);
	manager_close(&manager);
	return status;
}

static int balance_on(const struct arguments *arguments)
{
	(void)arguments;
	return change(DEMOS_PM_BALANCE_ON);
}

static int balance_off(const struct arguments *arguments)
{
	(void)arguments;
	return change(DEMOS_PM_BALANCE_OFF);
}

static double thousandths(__u32 number)
{
	return number / 1000.0;
}

static struct json_object *make_load(const struct demos_load *load)
{
	struct json_object *record = json_object_new_object();

	record_number(record, "machine", load->machine);
	record_number(record, "guests", load->guests);
	record_decimal(record, "load", thousandths(load->load), 2);
	record_number(record, "cpus", load->cpus);
	record_decimal(record, "speed", thousandths(load->speed), 2);
	record_number(record, "memory_left", load->room);
	return record;
}

static int show_status(const struct demos_balance *state,
		       const struct demos_load *loads, int count,
		       const struct table *table)
{
	struct json_object *records = json_object_new_array();
	int i, status;

	for (i = 0; i < count; i++)
		json_object_array_add(records, make_load(&loads[i]));
	if (!table->json && !table->bare && !table->chosen) {
		printf("balancing is %s; moves: %u", state->on ? "on" : "off",
		       state->moves);
		if (state->bandwidth)
			printf("; migrations: %u KiB/s", state->bandwidth);
		putchar('\n');
	}
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int balance_status(const struct arguments *arguments)
{
	struct demos_balance state;
	struct demos_load *loads;
	struct manager manager;
	int count, status = manager_open(&manager);

	if (!status)
		status = request(&manager, 0, &state, &loads, &count);
	if (!status) {
		status = show_status(&state, loads, count, &arguments->table);
		free(loads);
	}
	manager_close(&manager);
	return status;
}

static struct json_object *make_terms(const struct demos_terms *terms)
{
	struct json_object *record = json_object_new_object();

	record_pid(record, "pid", terms->pid);
	record_text(record, "name", terms->name);
	record_number(record, "machine", terms->machine);
	record_number(record, "best", terms->to);
	record_decimal(record, "share", thousandths(terms->share), 2);
	record_decimal(record, "age", terms->age / 1e6, 1);
	record_decimal(record, "load", terms->processor / 1e6, 2);
	record_decimal(record, "messages", terms->messages / 1e6, 2);
	record_decimal(record, "cost", terms->cost / 1e6, 2);
	record_text(record, "why", demos_stays_text(terms->why));
	return record;
}

static int show_terms(struct manager *manager, const struct table *table)
{
	struct json_object *records = json_object_new_array();
	struct demos_terms *terms;
	int count, i, status;

	count = demos_pm_explain(manager->demos, manager->pm, &terms);
	for (i = 0; i < count; i++)
		json_object_array_add(records, make_terms(&terms[i]));
	if (count >= 0) {
		status = table_print(stdout, records, table);
		free(terms);
	} else if (demos_error_result(manager->demos) == DEMOS_ESTATE) {
		status = fail(FAILED,
			      "balancing is off, so nothing has been measured (see demosctl balance on)");
	} else {
		status = system_refuse(manager->demos,
				       "cannot explain balancing");
	}
	json_object_put(records);
	return status;
}

static int balance_explain(const struct arguments *arguments)
{
	struct manager manager;
	int status = manager_open(&manager);

	if (!status)
		status = show_terms(&manager, &arguments->table);
	manager_close(&manager);
	return status;
}

const struct command command_balance_on = {
	.name = "balance on",
	.operands = "",
	.summary = "have guests moved for the sake of load",
	.details =
	"The process manager looks at guests and machines every five seconds, and moves\n"
	"a guest if what it gains, by less load and nearer correspondents, is more than\n"
	"twice the measured cost of the move. demos-pm(8) has the rule and its\n"
	"parameters.",
	.waits = true,
	.run = balance_on,
};

const struct command command_balance_off = {
	.name = "balance off",
	.operands = "",
	.summary = "move no more guests for the sake of load",
	.waits = true,
	.run = balance_off,
};

static const struct field load_fields[] = {
	{ "machine", "MACHINE" },
	{ "guests", "GUESTS" },
	{ "load", "LOAD" },
	{ "cpus", "CPUS" },
	{ "speed", "SPEED" },
	{ "memory_left", "MEMORY-LEFT" },
	{ 0 }
};

const struct command command_balance_status = {
	.name = "balance status",
	.operands = "",
	.summary = "show the load of machines, as balancing has measured it",
	.details =
	"LOAD: guests that run or could run, on the average of ten seconds. SPEED: of a\n"
	"guest that has a processor, beside the fastest machine. Nothing is measured\n"
	"while balancing is off.",
	.fields = load_fields,
	.waits = true,
	.run = balance_status,
};

static const struct field explain_fields[] = {
	{ "pid", "PID" },
	{ "name", "NAME" },
	{ "machine", "ON" },
	{ "best", "BEST" },
	{ "age", "AGE" },
	{ "load", "LOAD" },
	{ "messages", "MESSAGES" },
	{ "cost", "COST" },
	{ "why", "WHY" },
	{ 0 }
};

const struct command command_balance_explain = {
	.name = "balance explain",
	.operands = "",
	.summary = "show why each guest stays where it is, or moves",
	.details =
	"For each guest the other machine that would be best for it, and the terms of\n"
	"the rule, in seconds: AGE, processor time that it has used; LOAD, gained by less\n"
	"load; MESSAGES, gained by nearer correspondents; COST, twice that of the move.\n"
	"It moves if LOAD and MESSAGES together are more than COST.",
	.fields = explain_fields,
	.waits = true,
	.run = balance_explain,
};
