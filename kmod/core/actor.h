/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The actor of a process: the only place where it is controlled, runs and ends.
 */
#ifndef DEMOS_ACTOR_H
#define DEMOS_ACTOR_H

struct demos_process;

void demos_actor_work(struct demos_process *process);

#endif
