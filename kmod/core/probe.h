/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PROBE: the question that a process's kernel asks about a wait of it. What
 * begins it, and what the answer means, depends on the wait: doubt_reply.c has
 * those for answers, doubt_move.c for data moves, doubt_pair.c for messages.
 */
#ifndef DEMOS_PROBE_H
#define DEMOS_PROBE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

struct demos_address;
struct demos_machine;
struct demos_process;

/*
 * Seconds for which a holder must deny that it has the reply link, or cannot be
 * found, until the call ends: the answer, or HOLDS, may be on its way. If the
 * holder is dead, nothing can be far.
 */
#define DEMOS_DENIED_MAX	30
#define DEMOS_DEAD_MAX		2

bool demos_probe_cut(struct demos_machine *machine, u16 to);
void demos_probe_send(struct demos_process *process,
		      const struct demos_address *to,
		      const struct demos_op_probe *about,
		      struct list_head *out);

#endif
