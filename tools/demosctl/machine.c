// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl machine: make this network namespace a machine, end it, show it.
 *
 * A file keeps the number of the next process from one life of a machine to the
 * next. While the machine is up, the file holds a number far ahead: if the
 * machine is never brought down (a crash, a removed namespace), identifiers are
 * skipped and never used twice. The file keeps the incarnation too, so that the
 * next one is later even if the clock has been set back.
 *
 * Without a file, a machine begins with 1 if its file will survive a reboot.
 * Else it begins with the clock, since it will have forgotten its numbers after
 * the reboot, while other machines still hold links to its processes.
 *
 * Two namespaces may be machines with the same id, for separate LANs. Each gets
 * a range of its own. Only the one brought up last gives the rest of it back.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "command.h"
#include "counter.h"
#include "record.h"
#include "system.h"

#define LOCAL_MAX	((1ULL << DEMOS_PID_LOCAL_BITS) - 1)
/* More processes than a machine creates in one life */
#define RESERVED	0x10000000ULL
/* More processes than are created between the last look and the end */
#define MARGIN		1024

/**
 * struct numbers - the numbers of a machine that is brought up
 * @counter: from counter_open()
 * @machine: its id
 * @kept: from its file; 0: there is none
 * @next: local number to begin with; 0: the kernel takes the clock
 */
struct numbers {
	int counter;
	uint16_t machine;
	struct counter_numbers kept;
	__u64 next;
};

static __u64 ahead(__u64 next, __u64 by)
{
	return next > LOCAL_MAX - by ? LOCAL_MAX : next + by;
}

static int numbers_read(struct numbers *numbers)
{
	if (!counter_read(numbers->counter, numbers->machine, &numbers->kept))
		return DONE;
	if (errno == ENOENT)
		return DONE;
	if (errno == EBADMSG)
		return fail(FAILED,
			    "%s/%u.next does not hold a local number and an incarnation: correct it, or remove it and use --next clock",
			    COUNTER_FOLDER, numbers->machine);
	return fail(FAILED, "cannot read %s/%u.next: %m", COUNTER_FOLDER,
		    numbers->machine);
}

/* The clock as the kernel takes it (kmod/door/host.c): in units of 16 us */
static __u64 clock_number(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return ((__u64)now.tv_sec * 1000000000 + now.tv_nsec) >> 14;
}

static int numbers_choose(struct numbers *numbers, const char *asked)
{
	if (!asked) {
		numbers->next = numbers->kept.next;
		if (!numbers->next && counter_lasts(numbers->counter))
			numbers->next = 1;
		return DONE;
	}
	if (!strcmp(asked, "clock"))
		numbers->next = clock_number();
	else if (argument_number("--next", asked, 1, LOCAL_MAX,
				 &numbers->next))
		return MISUSED;
	if (numbers->next >= numbers->kept.next)
		return DONE;
	return fail(FAILED,
		    "--next %llu: process identifiers up to %u.%llu may have been used already (%s/%u.next); leave out --next",
		    numbers->next, numbers->machine, numbers->kept.next - 1,
		    COUNTER_FOLDER, numbers->machine);
}

/* Write the file. @but: what has been done nevertheless, or "" */
static int numbers_keep(const struct numbers *numbers, __u64 next, __u64 life,
			const char *but)
{
	const struct counter_numbers kept = { .next = next, .life = life };

	if (!counter_write(numbers->counter, numbers->machine, &kept))
		return DONE;
	return fail(FAILED, "%scannot write %s/%u.next: %m", but,
		    COUNTER_FOLDER, numbers->machine);
}

/* The machine did not come up: put back its file as it was */
static void numbers_restore(const struct numbers *numbers)
{
	if (!numbers->next)
		return;
	if (numbers->kept.next)
		numbers_keep(numbers, numbers->kept.next, numbers->kept.life,
			     "");
	else
		counter_remove(numbers->counter, numbers->machine);
}

static int up_locked(struct demos *demos, struct numbers *numbers)
{
	struct demos_machine_info info;
	int status = DONE;

	if (numbers->next)
		status = numbers_keep(numbers, ahead(numbers->next, RESERVED),
				      numbers->kept.life, "");
	if (status)
		return status;
	if (demos_machine_up(demos, numbers->machine, numbers->next,
			     numbers->kept.life, &info)) {
		numbers_restore(numbers);
		return system_refuse(demos, "cannot bring machine %u up",
				     numbers->machine);
	}
	status = numbers_keep(numbers, ahead(numbers->next ?: info.next_local,
					     RESERVED), info.incarnation, "");
	if (status)
		demos_machine_down(demos);
	return status;
}

static int up_with(struct demos *demos, uint16_t machine, const char *next)
{
	struct numbers numbers = { .machine = machine };
	struct demos_machine_info info;
	int status;

	if (!demos_machine_get(demos, &info))
		return fail(FAILED,
			    "this network namespace is already machine %u (see demosctl machine down)",
			    info.id);
	numbers.counter = counter_open(COUNTER_FOLDER);
	if (numbers.counter < 0)
		return fail(FAILED,
			    "cannot open %s, where local numbers are kept: %m",
			    COUNTER_FOLDER);
	status = numbers_read(&numbers);
	if (!status)
		status = numbers_choose(&numbers, next);
	if (!status)
		status = up_locked(demos, &numbers);
	counter_close(numbers.counter);
	return status;
}

static int machine_up(const struct arguments *arguments)
{
	const char *id = arguments->values['i'];
	struct demos *demos;
	uint16_t machine;
	int status;

	if (!id)
		return fail(MISUSED,
			    "machine up needs --id N, a number that no other machine of the LAN has");
	status = argument_machine(id, &machine);
	if (status)
		return status;
	status = system_open(&demos);
	if (status)
		return status;
	status = up_with(demos, machine, arguments->values['n']);
	demos_close(demos);
	return status;
}

static const struct choice up_options[] = {
	{ 'i', "id", "N", "its machine id, 1 to 65534" },
	{ 'n', "next", "N", "first local number of a process, or clock" },
	{ 0 }
};

const struct command command_machine_up = {
	.name = "machine up",
	.operands = "",
	.summary = "make this network namespace a machine",
	.details =
	"Process identifiers continue where the machine's last life ended, as kept in\n"
	COUNTER_FOLDER "/ID.next. Without that file they begin with 1, or\n"
	"with the clock if the file would not survive a reboot. If the file was lost\n"
	"while other machines may still know old identifiers, use --next clock.",
	.options = up_options,
	.run = machine_up,
};

static int down_locked(struct demos *demos, struct numbers *numbers)
{
	struct demos_machine_info info;

	if (demos_machine_get(demos, &info) || demos_machine_down(demos))
		return system_refuse(demos, "cannot bring the machine down");
	numbers->machine = info.id;
	/* Another namespace has come up with this id: the file is its own */
	if (!counter_read(numbers->counter, info.id, &numbers->kept) &&
	    numbers->kept.life != info.incarnation)
		return DONE;
	return numbers_keep(numbers, ahead(info.next_local, MARGIN),
			    info.incarnation, "the machine is down, but ");
}

static int machine_down(const struct arguments *arguments)
{
	struct numbers numbers;
	struct demos *demos;
	int status;

	(void)arguments;
	status = system_open(&demos);
	if (status)
		return status;
	numbers.counter = counter_open(COUNTER_FOLDER);
	if (numbers.counter < 0) {
		status = fail(FAILED,
			      "cannot open %s, where local numbers are kept: %m",
			      COUNTER_FOLDER);
	} else {
		status = down_locked(demos, &numbers);
		counter_close(numbers.counter);
	}
	demos_close(demos);
	return status;
}

const struct command command_machine_down = {
	.name = "machine down",
	.operands = "",
	.summary = "end this machine and all its processes",
	.run = machine_down,
};

static const struct field fields[] = {
	{ "machine", "machine" },
	{ "incarnation", "incarnation" },
	{ "next_local", "next local number" },
	{ "processes", "processes" },
	{ "forwards", "forwarding addresses" },
	{ 0 }
};

static int show_info(const struct demos_machine_info *info,
		     const struct table *table)
{
	struct json_object *record = json_object_new_object();
	int status;

	record_number(record, "machine", info->id);
	record_number(record, "incarnation", info->incarnation);
	record_number(record, "next_local", info->next_local);
	record_number(record, "processes", info->processes);
	record_number(record, "forwards", info->forwards);
	status = table_print_list(stdout, record, table);
	json_object_put(record);
	return status;
}

static int machine_show(const struct arguments *arguments)
{
	struct demos_machine_info info;
	struct demos *demos;
	int status = system_open(&demos);

	if (status)
		return status;
	if (demos_machine_get(demos, &info))
		status = system_refuse(demos, "cannot show the machine");
	else
		status = show_info(&info, &arguments->table);
	demos_close(demos);
	return status;
}

const struct command command_machine_show = {
	.name = "machine show",
	.operands = "",
	.summary = "show this machine",
	.fields = fields,
	.single = true,
	.run = machine_show,
};
