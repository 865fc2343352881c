// SPDX-License-Identifier: GPL-2.0
/*
 * Machines that crash and come back (crash.h).
 */
#include "crash.h"

/**
 * crash_cut() - cut a machine off from all others
 * @machines: all machines; their ids are 1 to @count
 * @count: how many
 * @which: index of that machine
 */
void crash_cut(struct machine *machines, int count, int which)
{
	int i;

	for (i = 0; i < count; i++)
		if (i != which)
			peer_command(&machines[which], DEMOS_CMD_PEER_RESET,
				     i + 1);
}

/**
 * crash_restart() - end a machine that is cut off, and have it come back
 * @machines: all machines; their ids are 1 to @count
 * @count: how many
 * @which: index of that machine
 *
 * It can say good-bye to nobody. As demos-netd does, it names all its peers
 * before it is connected with the first one: a look-up must ask all of them.
 *
 * Return: 0 or a negative errno.
 */
int crash_restart(struct machine *machines, int count, int which)
{
	struct machine *machine = &machines[which];
	int i, error;

	error = machine_down(machine);
	if (!error)
		error = machine_up(machine, which + 1, 0, NULL);
	for (i = 0; i < count && !error; i++)
		if (i != which)
			error = peer_command(machine, DEMOS_CMD_PEER_ADD,
					     i + 1);
	for (i = 0; i < count && !error; i++)
		if (i != which)
			error = peer_join(machine, &machines[i]);
	return error;
}
