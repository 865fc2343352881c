// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl monitor: the events on this machine as they happen, one a line.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "colour.h"
#include "command.h"
#include "near.h"
#include "record.h"
#include "system.h"
#include "text.h"

static struct json_object *make_record(const struct demos_event *event)
{
	struct json_object *record = json_object_new_object();

	record_text(record, "event", demos_event_name(event->kind));
	record_number(record, "time", event->time);
	record_number(record, "machine", event->machine);
	record_pid(record, "pid", event->pid);
	record_pid(record, "from", event->from);
	if (event->peer)
		record_number(record, "peer", event->peer);
	else
		json_object_object_add(record, "peer", NULL);
	record_number(record, "value", event->value);
	record_number(record, "value2", event->value2);
	record_number(record, "value3", event->value3);
	return record;
}

static int print_json(const struct demos_event *event)
{
	struct json_object *record = make_record(event);
	int status = record_print_line(stdout, record);

	json_object_put(record);
	return status;
}

static bool is_trouble(const struct demos_event *event)
{
	return event->kind == DEMOS_EVENT_FAULTED ||
	       event->kind == DEMOS_EVENT_ABORTED ||
	       event->kind == DEMOS_EVENT_UNSURE ||
	       event->kind == DEMOS_EVENT_PEER_DOWN;
}

static int print_text(const struct demos_event *event, bool colour)
{
	time_t seconds = event->time / 1000000000;
	char clock[16], text[TEXT_EVENT];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(clock, sizeof(clock), "%H:%M:%S", &tm);
	text_event(event, text);
	printf("%s.%06llu m%u ", clock, event->time % 1000000000 / 1000,
	       event->machine);
	colour_print(stdout, colour, is_trouble(event) ? RED : NULL, text);
	putchar('\n');
	return output_flush(stdout);
}

/**
 * struct filter - which events to show
 * @name: only events of this kind, or NULL
 * @pid: only events about this process, or 0
 * @peer: only events about this peer, or 0
 * @count: how many are still to come; then demosctl ends
 * @colour: show them in colour
 */
struct filter {
	const char *name;
	__u64 pid;
	uint16_t peer;
	__u64 count;
	bool colour;
};

static bool wanted(const struct filter *filter,
		   const struct demos_event *event)
{
	if (filter->pid && event->pid != filter->pid &&
	    event->from != filter->pid)
		return false;
	if (filter->peer && event->peer != filter->peer)
		return false;
	return !filter->name ||
	       !strcmp(filter->name, demos_event_name(event->kind));
}

static int watch(struct demos_events *events, struct filter *filter,
		 bool json)
{
	struct demos_event event;
	int got, status;

	while (filter->count) {
		got = demos_events_next(events, DEMOS_NO_LIMIT, &event);
		if (got == -ENOBUFS) {
			fail(FAILED,
			     "some events were lost: they came faster than they could be printed");
			continue;
		}
		if (got == -EINTR || !got)
			continue;
		if (got < 0)
			return fail(FAILED,
				    "cannot read events: %s",
				    got == -ENONET ? "the machine has ended" :
						     strerror(-got));
		if (!wanted(filter, &event))
			continue;
		status = json ? print_json(&event) :
			print_text(&event, filter->colour);
		if (status)
			return status;
		filter->count--;
	}
	return DONE;
}

/* Return: DONE, or MISUSED after saying why */
static int check_event(const char *name)
{
	char hint[NEAR_TEXT];
	struct near near;
	unsigned int i;

	near_begin(&near, name, strlen(name));
	for (i = 0; i < __DEMOS_EVENT_MAX; i++) {
		if (!strcmp(name, demos_event_name(i)))
			return DONE;
		near_try(&near, demos_event_name(i));
	}
	return fail(MISUSED, "there is no event '%s'%s", name,
		    near_hint(&near, "see 'demosctl help monitor'", hint));
}

static int make_filter(const struct arguments *arguments,
		       struct filter *filter)
{
	const char *count = arguments->values['c'];
	const char *pid = arguments->values['p'];
	const char *peer = arguments->values[LONG('p')];

	memset(filter, 0, sizeof(*filter));
	filter->count = UINT64_MAX;
	filter->name = arguments->values['e'];
	if (filter->name && check_event(filter->name))
		return MISUSED;
	if (pid && demos_pid_parse(pid, &filter->pid))
		return fail(MISUSED,
			    "'%s' is not a process identifier like 3.17", pid);
	if (peer && argument_machine(peer, &filter->peer))
		return MISUSED;
	if (count && argument_number("--count", count, 1, UINT64_MAX,
				     &filter->count))
		return MISUSED;
	return colour_choose(arguments->values[LONG('c')], &filter->colour);
}

/* Without a machine no event would ever come */
static int check_machine(void)
{
	struct demos_machine_info info;
	struct demos *demos;
	int status = system_open(&demos);

	if (status)
		return status;
	if (demos_machine_get(demos, &info))
		status = system_refuse(demos, "nothing to monitor");
	demos_close(demos);
	return status;
}

static int monitor(const struct arguments *arguments)
{
	struct demos_events *events;
	struct filter filter;
	int err, status = make_filter(arguments, &filter);

	if (!status)
		status = check_machine();
	if (status)
		return status;
	err = demos_events_open(&events);
	if (err)
		return fail(FAILED,
			    "cannot listen for events: %s", strerror(-err));
	fputs("ready\n", stderr);
	status = watch(events, &filter, arguments->json);
	demos_events_close(events);
	return status;
}

static const struct choice options[] = {
	{ 'c', "count", "N", "end after N events" },
	{ 'e', "event", "EVENT", "show only events of this kind" },
	{ 'p', "process", "PID", "show only events about this process" },
	{ LONG('p'), "peer", "N", "show only events about machine N" },
	COLOUR_CHOICE(LONG('c')),
	{ 0 }
};

const struct command command_monitor = {
	.name = "monitor",
	.operands = "",
	.summary = "show the events on this machine as they happen",
	.details =
	"Prints 'ready' on standard error when it has begun to listen, then a line for\n"
	"each event: created, exited, faulted, step, migrated, aborted, forwarded,\n"
	"updated, peer-up, peer-down, peer-gone, machine-down.",
	.options = options,
	.shows = true,
	.run = monitor,
};
