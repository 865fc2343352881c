/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine's life: begun, stopped, ended. This stands on top of all parts of
 * a machine; machine.h is what these parts share.
 */
#ifndef DEMOS_LIFE_H
#define DEMOS_LIFE_H

#include <linux/types.h>

struct demos_machine;
struct demos_machine_ops;

int demos_life_begin(struct demos_machine *machine, u16 id, u64 incarnation,
		     u64 next_local, const struct demos_machine_ops *ops);
void demos_life_close(struct demos_machine *machine);
void demos_life_stop(struct demos_machine *machine);
void demos_life_end(struct demos_machine *machine);

#endif
