/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two honest processes on two machines. The first has a link to the second, and
 * whatever liars do, they must still reach each other.
 */
#ifndef SELFTEST_HONEST_H
#define SELFTEST_HONEST_H

#include "machine.h"
#include "process.h"

int honest_begin(struct machine *machines, struct process *processes,
		 uint32_t *there);
void honest_end(struct machine *machines, struct process *processes);
int honest_work_on(struct process *processes, uint32_t there);

#endif
