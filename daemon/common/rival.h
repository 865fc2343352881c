/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A LAN has one switchboard and one process manager.
 */
#ifndef DEMOS_RIVAL_H
#define DEMOS_RIVAL_H

#include "lib/demos.h"

void rival_log(const struct demos_link *rival, const char *what);
bool rival_found(struct demos *demos, __u32 link, const char *what);

#endif
