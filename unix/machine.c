// SPDX-License-Identifier: GPL-2.0
/*
 * The machine in this process: starts the module, opens the door, and brings
 * the machine up by a request through that door.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/log.h"
#include "host/host.h"
#include "lib/demos.h"
#include "lib/life.h"
#include "machine.h"
#include "module.h"
#include "net/door.h"

/* Time limit for closing the door and its connections, s */
#define END_MOST	10

/* The default path of the door; creates its folder */
static int default_path(struct machine *machine)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	static char path[PATH_MAX];
	static char folder[PATH_MAX - 16];

	if (!geteuid())
		runtime = "/run";
	if (!runtime || !*runtime) {
		log_line("XDG_RUNTIME_DIR is not set: --socket PATH is needed");
		return -EINVAL;
	}
	snprintf(folder, sizeof(folder), "%s/demos", runtime);
	if (mkdir(folder, 0700) && errno != EEXIST) {
		log_line("cannot make %s: %s", folder, strerror(errno));
		return -errno;
	}
	snprintf(path, sizeof(path), "%s/%u", folder, machine->id);
	machine->path = path;
	return 0;
}

static int open_door(struct machine *machine)
{
	int err;

	machine->door = unix_door_open(machine->path, UNIX_DOOR_MODE);
	/* As the kernel's ERR_PTR() */
	if ((unsigned long)machine->door >= -4095UL) {
		err = (long)machine->door;
		machine->door = NULL;
		log_line("cannot open the door %s: %s", machine->path,
			 err == -EADDRINUSE ? "another process has it" :
			 strerror(-err));
		return err;
	}
	err = unix_door_serve(machine->door);
	if (err)
		log_line("cannot serve the door: %s", strerror(-err));
	return err;
}

/* Open the files with the machine's numbers */
static int open_numbers(const struct machine *machine, struct demos_life *life)
{
	static char folder[DEMOS_LIFE_ROOM];
	const char *state = machine->state;
	int err;

	if (!state) {
		err = demos_life_folder(folder);
		if (err == -ENOENT)
			log_line("no home for numbers: see --state");
		else if (err)
			log_line("cannot make %s, for numbers: %s", folder,
				 strerror(-err));
		if (err)
			return err;
		state = folder;
	}
	err = demos_life_open(life, state);
	if (err)
		log_line("%s", life->error);
	return err;
}

static int bring_up(struct machine *machine, struct demos_life *life)
{
	struct demos_machine_info info;
	int err;

	err = demos_life_begin(life, machine->id, machine->next);
	if (err) {
		log_line("%s", life->error);
		return err;
	}
	err = demos_machine_up(machine->demos, machine->id, life->next,
			       life->kept.life, &info);
	if (err) {
		log_line("%s", demos_error(machine->demos));
		demos_life_restore(life);
		return err;
	}
	err = demos_life_began(life, info.next_local, info.incarnation);
	if (err) {
		log_line("%s", life->error);
		demos_machine_down(machine->demos);
	}
	machine->incarnation = info.incarnation;
	return err;
}

static int begin_life(struct machine *machine)
{
	struct demos_life life;
	int err;

	err = open_numbers(machine, &life);
	if (err)
		return err;
	err = demos_open(&machine->demos);
	if (err)
		log_line("%s", demos_error(machine->demos));
	else
		err = bring_up(machine, &life);
	demos_life_close(&life);
	return err;
}

/**
 * machine_lives() - is the machine up, and the one that we have brought up?
 * @machine: from machine_begin()
 *
 * Return: true if so, and for a place without a machine.
 */
bool machine_lives(struct machine *machine)
{
	struct demos_machine_info info;

	return !machine->id || (!demos_machine_get(machine->demos, &info) &&
				info.incarnation == machine->incarnation);
}

/**
 * machine_ended() - record that a program has taken the machine down
 * @machine: from machine_begin()
 * @next: local number of its next process
 *
 * machine_end() keeps its numbers.
 */
void machine_ended(struct machine *machine, __u64 next)
{
	machine->last = next;
}

/* Take the machine down, unless a program has done so */
static void end_life(struct machine *machine)
{
	struct demos_machine_info info;

	if (demos_machine_get(machine->demos, &info))
		return;
	if (demos_machine_down(machine->demos))
		log_line("%s", demos_error(machine->demos));
	else if (info.incarnation == machine->incarnation)
		machine_ended(machine, info.next_local);
}

/* If this fails, its next life skips some numbers */
static void keep_numbers(const struct machine *machine)
{
	struct demos_life life;

	if (open_numbers(machine, &life))
		return;
	if (demos_life_end(&life, machine->id, machine->last,
			   machine->incarnation))
		log_line("%s", life.error);
	demos_life_close(&life);
}

static int begin_module(void)
{
	int err = unix_host_init();

	if (!err) {
		err = unix_module_init();
		if (err)
			unix_host_exit();
	}
	if (err)
		log_line("cannot begin: %s", strerror(-err));
	return err;
}

static void end_module(struct machine *machine)
{
	demos_close(machine->demos);
	if (machine->door)
		unix_door_close(machine->door);
	unix_module_exit();
	unix_host_exit();
}

/**
 * machine_begin() - start the machine
 * @machine: its settings; @door is filled in
 *
 * Reports failures in the log.
 *
 * Return: 0 or a negative errno; then all is undone.
 */
int machine_begin(struct machine *machine)
{
	int err = 0;

	if (!machine->path)
		err = default_path(machine);
	if (err)
		return err;
	err = begin_module();
	if (err)
		return err;
	err = open_door(machine);
	if (!err) {
		setenv(DEMOS_MACHINE_VARIABLE, machine->path, 1);
		if (machine->id)
			err = begin_life(machine);
	}
	if (!err)
		return 0;
	end_module(machine);
	return err;
}

/* The machine is down, and its next life skips some numbers: no more is lost */
static void end_at_once(int signal_number)
{
	(void)signal_number;
	log_line("ending: to close a program's file takes too long");
	_exit(0);
}

/**
 * machine_end() - end the machine in good order
 * @machine: from machine_begin()
 *
 * Its processes end, and other machines are told. The numbers come last, when
 * no program has descriptors here any more. To close what a program has handed
 * in may take any time (SO_LINGER, a file system in user space): that is not
 * waited for.
 */
void machine_end(struct machine *machine)
{
	if (machine->id && !machine->last)
		end_life(machine);
	signal(SIGALRM, end_at_once);
	alarm(END_MOST);
	end_module(machine);
	alarm(0);
	if (machine->last)
		keep_numbers(machine);
}
