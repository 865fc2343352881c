// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl machine: make this network namespace, or a process that waits for
 * that, a machine; end it, show it. The numbers that outlive a machine are kept
 * in a file (daemon/lib/life.h).
 */
#include <errno.h>
#include <string.h>

#include "../../daemon/lib/clock.h"
#include "../../daemon/lib/life.h"
#include "command.h"
#include "record.h"
#include "remains.h"
#include "system.h"

#define LOCAL_MAX	((1ULL << DEMOS_PID_LOCAL_BITS) - 1)
#define PATIENCE	2000	/* for a process to end, ms */

/* Where the numbers of the machine are kept; NULL after saying why not */
static const char *find_folder(char room[DEMOS_LIFE_ROOM])
{
	int err;

	if (!demos_machine_path())
		return DEMOS_LIFE_FOLDER;
	err = demos_life_folder(room);
	if (!err)
		return room;
	fail(FAILED, "there is no place to keep local numbers in: %s",
	     err == -ENOENT ? "HOME is not set" : strerror(-err));
	return NULL;
}

static int up_locked(struct demos *demos, struct demos_life *life,
		     uint16_t machine, __u64 next)
{
	struct demos_machine_info info;

	if (demos_life_begin(life, machine, next))
		return fail(FAILED, "%s", life->error);
	if (demos_machine_up(demos, machine, life->next, life->kept.life,
			     &info)) {
		demos_life_restore(life);
		return system_refuse(demos, "cannot bring machine %u up",
				     machine);
	}
	if (!demos_life_began(life, info.next_local, info.incarnation))
		return DONE;
	demos_machine_down(demos);
	return fail(FAILED, "%s", life->error);
}

static int up_with(struct demos *demos, uint16_t machine, __u64 next)
{
	struct demos_machine_info info;
	char room[DEMOS_LIFE_ROOM];
	struct demos_life life;
	const char *folder;
	int status;

	if (!demos_machine_get(demos, &info))
		return fail(FAILED,
			    "%s is already machine %u (see demosctl machine down)",
			    demos_machine_path() ? "the process" :
						   "this network namespace",
			    info.id);
	folder = find_folder(room);
	if (!folder)
		return FAILED;
	if (demos_life_open(&life, folder))
		return fail(FAILED, "%s", life.error);
	status = up_locked(demos, &life, machine, next);
	demos_life_close(&life);
	return status;
}

/* Return: DONE, or MISUSED after saying why; 0: nothing was asked for */
static int take_next(const char *asked, __u64 *next)
{
	*next = 0;
	if (!asked)
		return DONE;
	if (strcmp(asked, "clock"))
		return argument_number("--next", asked, 1, LOCAL_MAX, next);
	*next = DEMOS_LIFE_CLOCK;
	return DONE;
}

static int machine_up(const struct arguments *arguments)
{
	const char *id = arguments->values['i'];
	struct demos *demos;
	uint16_t machine;
	__u64 next;
	int status;

	if (!id)
		return fail(MISUSED,
			    "machine up needs --id N, a number that no other machine of the LAN has");
	status = argument_machine(id, &machine);
	if (!status)
		status = take_next(arguments->values['n'], &next);
	if (!status)
		status = system_open(&demos);
	if (status)
		return status;
	status = up_with(demos, machine, next);
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
	"With --machine, the process with that door becomes one, if it is none yet.\n"
	"Process identifiers continue where the machine's last life ended, as kept in\n"
	DEMOS_LIFE_FOLDER "/ID.next; for a process of a user but root, in\n"
	"~/.local/state/demos. Without that file they begin with 1, or with the clock\n"
	"if the file would not survive a reboot. If the file was lost while other\n"
	"machines may still know old identifiers, use --next clock.",
	.options = up_options,
	.run = machine_up,
};

static int down_locked(struct demos *demos)
{
	struct demos_machine_info info;
	struct demos_life life;
	int status = DONE;

	/* Whoever brings a machine up waits until the file is written */
	if (demos_life_open(&life, DEMOS_LIFE_FOLDER))
		return fail(FAILED, "%s", life.error);
	if (demos_machine_get(demos, &info) || demos_machine_down(demos))
		status = system_refuse(demos, "cannot bring the machine down");
	else if (demos_life_end(&life, info.id, info.next_local,
				info.incarnation))
		status = fail(FAILED, "the machine is down, but %s",
			      life.error);
	demos_life_close(&life);
	return status;
}

/*
 * A process keeps its numbers itself. It ends with its machine, unless it waits
 * for another one: when this returns, the door can be used again.
 */
static int down_process(struct demos *demos)
{
	__u64 deadline = demos_deadline(PATIENCE);

	if (demos_machine_down(demos))
		return system_refuse(demos, "cannot bring the machine down");
	while (demos_remaining(deadline)) {
		if (demos_wait(demos, demos_remaining(deadline)) < 0)
			return DONE;
	}
	return DONE;
}

/* Guests that are moved off in time live on; here they would be lost */
static int refuse_to_kill(const struct remains *guests)
{
	const struct remaining *first = &guests->list[0];
	char text[DEMOS_PID_TEXT];

	demos_pid_format(first->pid, text);
	return fail(FAILED,
		    "%d guest%s here (%s %s%s): demosctl evacuate moves them to other machines, demosctl machine down --force kills them",
		    guests->count, guests->count == 1 ? " is" : "s are", text,
		    first->name, guests->count > 1 ? ", ..." : "");
}

static int print_killed(const struct remains *guests)
{
	char text[DEMOS_PID_TEXT];
	int i;

	for (i = 0; i < guests->count; i++)
		printf("%s %s is killed\n",
		       demos_pid_format(guests->list[i].pid, text),
		       guests->list[i].name);
	return output_flush(stdout);
}

/* What is no machine is refused later, with the reason */
static int check_guests(struct demos *demos, bool force)
{
	struct demos_machine_info info;
	struct remains guests;
	int status;

	if (demos_machine_get(demos, &info))
		return DONE;
	status = remains_guests(demos, &guests);
	if (!status && guests.count)
		status = force ? print_killed(&guests) :
				 refuse_to_kill(&guests);
	remains_free(&guests);
	return status;
}

static int machine_down(const struct arguments *arguments)
{
	struct demos *demos;
	int status;

	status = system_open(&demos);
	if (status)
		return status;
	status = check_guests(demos, arguments->values['f']);
	if (!status)
		status = demos_machine_path() ? down_process(demos) :
						down_locked(demos);
	demos_close(demos);
	return status;
}

static const struct choice down_options[] = {
	{ 'f', "force", NULL, "even if guests are here; they are killed" },
	{ 0 }
};

const struct command command_machine_down = {
	.name = "machine down",
	.operands = "",
	.summary = "end this machine and all its processes",
	.details =
	"Refuses as long as guests are here: demosctl evacuate moves them to other\n"
	"machines. With --force, says which guests it kills.",
	.options = down_options,
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
