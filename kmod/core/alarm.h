/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Time. A kernel counts seconds while something waits for an answer that may
 * never come: demos_machine_ops.alarm has its actor handle DEMOS_OP_ALARM once,
 * and each part that still waits asks again.
 */
#ifndef DEMOS_ALARM_H
#define DEMOS_ALARM_H

#include <linux/types.h>

/* Seconds between two questions, at most */
#define DEMOS_PATIENCE_MAX	15

/**
 * struct demos_patience - when to ask again: after 1, 2, 4, 8, 15, 15... s
 * @left: seconds left
 * @last: seconds that were waited before the last question; 0: none was yet
 */
struct demos_patience {
	u8 left;
	u8 last;
};

static inline void demos_patience_begin(struct demos_patience *patience)
{
	patience->left = 1;
	patience->last = 1;
}

/* A second is over. Return: true: ask now. */
static inline bool demos_patience_over(struct demos_patience *patience)
{
	if (--patience->left)
		return false;
	patience->last = patience->last < DEMOS_PATIENCE_MAX / 2 + 1 ?
			 2 * patience->last : DEMOS_PATIENCE_MAX;
	patience->left = patience->last;
	return true;
}

#endif
