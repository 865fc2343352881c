/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DEMOS_NEIGHBOUR_H
#define DEMOS_NEIGHBOUR_H

#include <linux/types.h>

struct demos_machine;

void demos_neighbour_greeted(struct demos_machine *machine, u16 peer,
			     u64 incarnation, bool new);
void demos_neighbour_left(struct demos_machine *machine, u16 peer,
			  u64 incarnation);
void demos_neighbour_deleted(struct demos_machine *machine, u16 peer);

#endif
