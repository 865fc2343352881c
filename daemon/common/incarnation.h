/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Has another machine been restarted since we last looked?
 */
#ifndef DEMOS_INCARNATION_H
#define DEMOS_INCARNATION_H

#include "lib/demos.h"

void incarnation_begin(struct demos *demos);
void incarnation_look(struct demos *demos,
		      void (*restarted)(void *arg, __u16 machine), void *arg);
bool incarnation_changed(struct demos *demos, __u16 machine);
bool incarnation_over(struct demos *demos, __u16 machine);

#endif
