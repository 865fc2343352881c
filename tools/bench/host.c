// SPDX-License-Identifier: GPL-2.0
/*
 * Machines that are processes (bench.h): each has its door in one temporary
 * folder, which goes when this program ends.
 *
 * Invariant: the machines end when this program does, however it ends.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MACHINES_MAX	2000

const char *host_program;

static char folder[32];
static pid_t maker;
static pid_t machines[MACHINES_MAX];
static unsigned int count;

static int drop(const char *path, const struct stat *status, int kind,
		struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path) && errno != ENOENT;
}

static void end_all(void)
{
	if (getpid() != maker)
		return;
	for (; count; count--) {
		kill(machines[count - 1], SIGKILL);
		waitpid(machines[count - 1], NULL, 0);
	}
	nftw(folder, drop, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_folder(void)
{
	if (maker)
		return;
	strcpy(folder, "/tmp/demos-bench-XXXXXX");
	if (!mkdtemp(folder))
		err(1, "%s", folder);
	maker = getpid();
	atexit(end_all);
}

static void door_of(const struct machine *machine, char *path, size_t size)
{
	snprintf(path, size, "%s/%u", folder, machine->id);
}

static void run_machine(const struct machine *machine, int ready)
{
	char id[8], descriptor[16], door[64];

	snprintf(id, sizeof(id), "%u", machine->id);
	snprintf(descriptor, sizeof(descriptor), "%d", ready);
	door_of(machine, door, sizeof(door));
	fcntl(ready, F_SETFD, 0);
	execl(host_program, "demos-machine", "--id", id, "--next", "1",
	      "--socket", door, "--state", folder, "--ready-fd", descriptor,
	      "--with-parent", NULL);
	err(127, "%s", host_program);
}

/**
 * host_start() - start the process that is a machine
 * @machine: filled in, but for @admin
 * @id: machine id
 */
void host_start(struct machine *machine, uint16_t id)
{
	int ready[2];

	if (count == MACHINES_MAX)
		errx(1, "no more than %d machines", MACHINES_MAX);
	make_folder();
	memset(machine, 0, sizeof(*machine));
	machine->id = id;
	bench_errno(pipe2(ready, O_CLOEXEC), "cannot make a pipe");
	machine->pid = fork();
	bench_errno(machine->pid, "cannot fork");
	if (!machine->pid)
		run_machine(machine, ready[1]);
	machines[count++] = machine->pid;
	close(ready[1]);
	machine->ready = ready[0];
}

/**
 * host_await() - wait until a machine is there
 * @machine: from host_start(); @admin is filled in
 *
 * The caller is in that machine's namespace afterwards.
 */
void host_await(struct machine *machine)
{
	char byte;

	if (read(machine->ready, &byte, 1) != 1)
		errx(1, "machine %u does not start", machine->id);
	close(machine->ready);
	host_enter(machine);
	bench_check(demos_open(&machine->admin), machine->admin,
		    "cannot reach a machine");
}

/**
 * host_enter() - have this program's next handles be to this machine
 * @machine: the machine
 */
void host_enter(const struct machine *machine)
{
	char door[64];

	door_of(machine, door, sizeof(door));
	setenv(DEMOS_MACHINE_VARIABLE, door, 1);
}
