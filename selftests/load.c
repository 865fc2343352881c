// SPDX-License-Identifier: GPL-2.0
/*
 * Everything at once, until it is killed: machines, connections, guests that
 * run, wait and move, clients that call. For the test that unloads the module
 * under all this. Prints "ready" when everything runs.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "traffic.h"

#define MACHINES	3
#define CALLERS		3

static struct machine machines[MACHINES];
static struct caller callers[CALLERS];
static struct process manager;
static struct guest server, spinner;

static int set_up(void)
{
	const struct program serve = Z8002(server);
	const struct program spin = Z8001(spin);
	uint32_t links[SERVER_LINKS];
	int error;
	int i;

	error = machine_lan(machines, MACHINES);
	if (!error)
		error = process_attach(&manager, &machines[0], "manager");
	if (!error)
		error = guest_start(&manager, 1, &serve, &server);
	for (i = 0; i < SERVER_LINKS && !error; i++)
		error = guest_hello(&manager, &links[i]);
	if (!error)
		error = guest_start(&manager, 2, &spin, &spinner);
	for (i = 0; i < CALLERS && !error; i++)
		error = caller_start(&callers[i], &machines[i], &manager,
				     links[i]);
	return error;
}

int main(void)
{
	struct demos_migrated migrated;
	struct message message;
	uint32_t credit;
	int error;
	int i;

	error = set_up();
	if (error) {
		printf("load: %d\n", error);
		return 1;
	}
	printf("ready\n");
	fflush(stdout);
	for (i = 1;; i++) {
		error = guest_migrate_begin(&manager, &server,
					    i % MACHINES + 1, &credit);
		if (!error)
			error = callers_until(callers, CALLERS, &manager,
					      credit, &message);
		if (!error)
			error = guest_migrate_end(&message, &migrated);
		if (error)
			break;
	}
	/* The module is gone: wait to be killed. */
	printf("load ends: %d\n", error);
	fflush(stdout);
	pause();
	return 0;
}
