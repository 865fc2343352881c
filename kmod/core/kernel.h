/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel as a process: it has an identifier, {machine, 0}, a queue and an
 * actor, and receives the messages for the machine as a whole.
 */
#ifndef DEMOS_KERNEL_H
#define DEMOS_KERNEL_H

struct demos_machine;

int demos_kernel_create(struct demos_machine *machine);
void demos_kernel_alarm(struct demos_machine *machine);

#endif
