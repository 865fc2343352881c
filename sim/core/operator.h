/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The operator: a puppet that manages the others. It is a native process on
 * machine 1, holds a DELIVERTOKERNEL link to each, and only acts when the run
 * tells it to: resume all, kill all.
 */
#ifndef SIM_OPERATOR_H
#define SIM_OPERATOR_H

#include <linux/types.h>

struct demos_process;

struct demos_process *operator_start(void);
void operator_learns(int id);
bool operator_resumes(void);
bool operator_kills(void);
void operator_leaves(void);
bool know(struct demos_process *process, int right);

#endif
