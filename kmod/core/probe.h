/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PROBE: the question that a process's kernel asks about a wait of it. What
 * begins it, and what the answer means, depends on the wait: doubt.c has those
 * for calls, doubt_move.c for data moves, doubt_pair.c for messages.
 */
#ifndef DEMOS_PROBE_H
#define DEMOS_PROBE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

struct demos_address;
struct demos_machine;
struct demos_process;

bool demos_probe_cut(struct demos_machine *machine, u16 to);
void demos_probe_send(struct demos_process *process,
		      const struct demos_address *to,
		      const struct demos_op_probe *about,
		      struct list_head *out);

#endif
