/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fate of a pair record if the other process, or messages to it, are lost.
 */
#ifndef DEMOS_LOST_H
#define DEMOS_LOST_H

#include <linux/list.h>
#include <linux/types.h>

struct demos_pair;
struct demos_process;

void demos_lost_sender(struct demos_process *process, struct demos_pair *pair,
		       struct list_head *out);
void demos_lost_record(struct demos_process *process, struct demos_pair *pair,
		       struct list_head *out);
bool demos_lost_receiver(struct demos_process *process,
			 struct demos_pair *pair, struct list_head *out);
void demos_lost_tell(struct demos_process *process,
		     const struct demos_pair *pair, u64 count,
		     struct list_head *out);
void demos_lost_pending(struct demos_process *process, struct list_head *out);
struct demos_message *demos_lost_filler(struct demos_process *process,
					const struct demos_pair *pair,
					u64 number, u32 length,
					struct list_head *list);

#endif
