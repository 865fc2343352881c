// SPDX-License-Identifier: GPL-2.0
/*
 * The report about an evacuation.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../daemon/lib/clock.h"
#include "report.h"

static int by_id(const void *one, const void *other)
{
	const struct destination *a = one, *b = other;

	return (int)a->machine - b->machine;
}

/* " (5 to machine 2, 7 to machine 3)" */
static void print_destinations(struct evacuation *evacuation)
{
	const char *before = " (";
	int i;

	qsort(evacuation->destinations, evacuation->ndestinations,
	      sizeof(*evacuation->destinations), by_id);

	for (i = 0; i < evacuation->ndestinations; i++) {
		const struct destination *to = &evacuation->destinations[i];

		if (!to->arrived)
			continue;
		printf("%s%d to machine %u", before, to->arrived, to->machine);
		before = ", ";
	}
	if (*before == ',')
		putchar(')');
}

static void print_summary(struct evacuation *evacuation)
{
	int moved = evacuation->guests.in[EVACUEE_MOVED];
	__u64 ms = demos_clock_ms() - evacuation->began;

	printf("%d guest%s %s from machine %u", moved, moved == 1 ? "" : "s",
	       evacuation->dry ? "would move" :
	       moved == 1 ? "has moved" : "have moved", evacuation->machine);
	print_destinations(evacuation);
	if (!evacuation->dry)
		printf(" in %llu.%llu s", ms / 1000, ms / 100 % 10);
	putchar('\n');
}

static struct json_object *moved_records(const struct evacuees *guests)
{
	struct json_object *records = json_object_new_array(), *record;
	int i;

	for (i = 0; i < guests->count; i++) {
		const struct evacuee *guest = guests->list[i];

		if (guest->state != EVACUEE_MOVED)
			continue;
		record = json_object_new_object();
		record_pid(record, "pid", guest->pid);
		record_text(record, "name", guest->name);
		record_number(record, "machine", guest->to);
		record_number(record, "ns", guest->ns);
		json_object_array_add(records, record);
	}
	return records;
}

static int print_json(const struct evacuation *evacuation,
		      const struct remains *remains, bool drains)
{
	struct json_object *record = json_object_new_object();
	int status;

	record_number(record, "machine", evacuation->machine);
	record_flag(record, "dry_run", evacuation->dry);
	record_flag(record, "drains", drains);
	record_flag(record, "complete", remains->complete);
	record_number(record, "ms", demos_clock_ms() - evacuation->began);
	json_object_object_add(record, "moved",
			       moved_records(&evacuation->guests));
	json_object_object_add(record, "remaining", remains_records(remains));
	status = record_print_line(stdout, record);
	json_object_put(record);
	return status;
}

/**
 * report - print what an evacuation has done
 * @evacuation: the evacuation
 * @remains: what remains
 * @drains: the machine takes no guests from now on
 * @json: as JSON
 *
 * Return: DONE, or FAILED after saying why.
 */
int report(struct evacuation *evacuation, const struct remains *remains,
	   bool drains, bool json)
{
	unsigned int machine = evacuation->machine;

	if (json)
		return print_json(evacuation, remains, drains);
	remains_print(remains);
	if (!remains->complete && !evacuation->failed)
		fprintf(stdout,
			"what else is on machine %u is known only there: demosctl ps --local\n",
			machine);
	print_summary(evacuation);
	if (drains)
		fprintf(stdout,
			"machine %u takes no guests until it is restarted, or: demosctl evacuate --release %u\n",
			machine, machine);
	return output_flush(stdout);
}
