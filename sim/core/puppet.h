/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puppets: processes of the simulator, which do what the seed says: send,
 * pass links, call each other, receive, manipulate each other over
 * DELIVERTOKERNEL links, move each other around, and end.
 */
#ifndef SIM_PUPPET_H
#define SIM_PUPPET_H

#include "history.h"
#include "process.h"

extern struct history *the_history;

/* What a puppet may do altogether; 0: it only receives */
extern u32 puppet_energy[HISTORY_PROCESSES];

struct demos_process *puppet_create(struct demos_machine *machine,
				    const struct demos_guest_spec *spec);
struct demos_process *puppet_start(struct demos_machine *machine, u64 pid);
void puppet_check(struct demos_process *process);

#endif
