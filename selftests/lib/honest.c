// SPDX-License-Identifier: GPL-2.0
/*
 * Two honest processes on two machines (honest.h).
 */
#include "honest.h"

#include <errno.h>

/**
 * honest_begin() - have two machines with a process on each
 * @machines: two, to be filled in: 1 and 2, connected
 * @processes: two, to be filled in
 * @there: the first one's link to the second, on channel 1
 *
 * Return: 0 or a negative errno.
 */
int honest_begin(struct machine *machines, struct process *processes,
		 uint32_t *there)
{
	uint32_t link;
	int error = machine_lan(machines, 2);
	int i;

	for (i = 0; i < 2 && !error; i++)
		error = process_attach(&processes[i], &machines[i], "honest");
	if (!error)
		error = link_create(&processes[1], 1, 1,
				    DEMOS_LINK_DUP | DEMOS_LINK_PASS, &link);
	if (!error)
		error = link_exchange(&processes[1], &processes[0], link,
				      there);
	return error;
}

/**
 * honest_end() - undo honest_begin()
 * @machines: the machines
 * @processes: the processes
 */
void honest_end(struct machine *machines, struct process *processes)
{
	int i;

	for (i = 0; i < 2; i++) {
		process_close(&processes[i]);
		machine_leave(&machines[i]);
	}
}

/**
 * honest_work_on() - check that the processes still reach each other
 * @processes: the processes
 * @there: the first one's link to the second
 *
 * Return: 0 or a negative errno.
 */
int honest_work_on(struct process *processes, uint32_t there)
{
	const struct letter letter = {
		.link = there,
		.data = "still",
		.length = 5,
	};
	struct message message;
	int error;

	error = process_send_patiently(&processes[0], &letter);
	if (!error)
		error = process_receive(&processes[1], 1 << 1, SOON, &message);
	if (!error && message.length != 5)
		error = -EBADMSG;
	return error;
}
