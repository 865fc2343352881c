/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The claim to be the switchboard of the LAN.
 */
#ifndef DEMOS_CLAIM_H
#define DEMOS_CLAIM_H

#include "lib/demos.h"

bool claim_seen(struct demos *demos);
int claim_boot(struct demos *demos, __u32 link);
void claim_watch(struct demos *demos, __u16 machine);

#endif
