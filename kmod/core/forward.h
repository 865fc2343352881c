/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Forwarding addresses: degenerate processes (sections 3.1 and 4), left where
 * a process was to say where it went. They take the place of the process in
 * the process table, and cost 32 bytes.
 */
#ifndef DEMOS_FORWARD_H
#define DEMOS_FORWARD_H

#include "core/process.h"

struct demos_entry *demos_forward_create(struct demos_machine *here, u64 pid,
					 u16 machine, u32 moves);
struct demos_entry *demos_forward_create_sure(struct demos_machine *here,
					      u64 pid, u16 machine, u32 moves);
bool demos_forward_find(struct demos_machine *machine, u64 pid,
			struct demos_entry *forward);
enum demos_found_state demos_forward_found(struct demos_machine *here,
					   const struct demos_entry *forward,
					   u64 *life);
void demos_forward_update(struct demos_machine *machine,
			  const struct demos_entry *forward,
			  const struct demos_address *to,
			  struct list_head *out);
bool demos_forward_fold(struct demos_machine *machine,
			const struct demos_address *where, u16 via);
bool demos_forward_hear(struct demos_machine *machine,
			struct demos_message *msg);
void demos_forward_ended(struct demos_process *process,
			 struct list_head *out);
void demos_forward_apply(struct demos_machine *machine,
			 const struct demos_entry *forward,
			 struct demos_message *msg, struct list_head *out);
int demos_forward_each(struct demos_machine *machine,
		       int (*visit)(const struct demos_entry *forward,
				    void *arg), void *arg);

#endif
