/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a process loses when a machine is lost: when its life has ended.
 */
#ifndef DEMOS_LOST_H
#define DEMOS_LOST_H

#include <linux/list.h>
#include <linux/types.h>

struct demos_machine;
struct demos_process;
struct demos_transfer;

void demos_lost_greeted(struct demos_machine *machine, u16 peer,
			u64 incarnation, bool new);
void demos_lost_goodbye(struct demos_machine *machine, u16 peer,
			u64 incarnation);
void demos_lost_deleted(struct demos_machine *machine, u16 peer);

bool demos_lost_transfer(const struct demos_process *process,
			 const struct demos_transfer *transfer, u16 peer);
void demos_lost_hear(struct demos_process *process, u16 peer,
		     struct list_head *out);

#endif
