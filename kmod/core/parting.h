/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DEMOS_PARTING_H
#define DEMOS_PARTING_H

#include <linux/types.h>

struct demos_machine;

bool demos_parting_hindered(struct demos_machine *machine, u16 peer);
void demos_parting_mark(struct demos_machine *machine, u16 peer);

#endif
