/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Doubt about pairs: messages may have been lost with a machine, or the reports
 * that they were read. A process's kernel asks the other process's how far it
 * has come; numbers that stay missing get fillers, and the sender a notice.
 */
#ifndef DEMOS_DOUBT_PAIR_H
#define DEMOS_DOUBT_PAIR_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

struct demos_address;
struct demos_message;
struct demos_pair;
struct demos_process;

/*
 * Seconds for which numbers must be missing, or the other process cannot be
 * found, until the messages count as lost
 */
#define DEMOS_MISSING_MAX	30

void demos_doubt_pairs_now(struct demos_process *process, u16 peer,
			   struct list_head *out);
void demos_doubt_pairs_warn(struct demos_process *process,
			    struct list_head *out);
void demos_doubt_pairs_soon(struct demos_process *process);
void demos_doubt_pair_soon(struct demos_process *process,
			   struct demos_pair *pair);
void demos_doubt_pair_strayed(struct demos_process *process,
			      struct demos_pair *pair);
void demos_doubt_pair_answer(struct demos_process *process, u64 asker,
			     bool kernel, bool held,
			     struct demos_op_progress *said);
void demos_doubt_pair_reported(struct demos_process *process,
			       const struct demos_message *msg,
			       struct list_head *out);
void demos_doubt_pairs_second(struct demos_process *process,
			      struct list_head *out);

#endif
