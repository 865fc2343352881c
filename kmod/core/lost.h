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

void demos_lost_hear(struct demos_process *process, u16 peer,
		     struct list_head *out);

#endif
