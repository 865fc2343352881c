/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What this machine itself knows of the place of a process: its answer to the
 * look-ups of others, and the beginning and the end of its own.
 */
#ifndef DEMOS_WHEREIS_H
#define DEMOS_WHEREIS_H

#include <linux/types.h>

struct demos_address;
struct demos_entry;
struct demos_machine;
struct demos_message;
struct demos_op_found;

bool demos_whereis_here(struct demos_machine *machine, u64 pid,
			struct demos_address *forward);
bool demos_whereis_dead(struct demos_machine *machine, u64 pid);
bool demos_whereis_process(struct demos_machine *machine, u64 pid,
			   struct demos_entry *where);
bool demos_whereis_heard(struct demos_machine *machine,
			 const struct demos_message *msg,
			 struct demos_entry *where);
void demos_whereis_answer(struct demos_machine *machine, u64 pid,
			  struct demos_op_found *said);

#endif
