/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Doubt about data moves: the process at the other end may have been lost, or
 * packets on their way to it. A packet that writes must not be sent twice, so
 * lost packets end the move.
 */
#ifndef DEMOS_DOUBT_MOVE_H
#define DEMOS_DOUBT_MOVE_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

struct demos_message;
struct demos_process;
struct demos_transfer;

/*
 * Seconds without an answered packet after which a move ends whose other end
 * lives
 */
#define DEMOS_SILENT_MAX	30

void demos_doubt_moves_now(struct demos_process *process,
			   struct list_head *out);
void demos_doubt_moves_soon(struct demos_process *process);
void demos_doubt_move_soon(struct demos_process *process,
			   struct demos_transfer *transfer);
void demos_doubt_move_reported(struct demos_process *process,
			       const struct demos_op_report *said);
void demos_doubt_moves_second(struct demos_process *process,
			      struct list_head *out);

#endif
