/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machines of the LAN, as the process manager sees them.
 */
#ifndef DEMOSCTL_MACHINES_H
#define DEMOSCTL_MACHINES_H

#include "system.h"

int machine_refuse(struct manager *manager, __u16 machine, const char *what);

#endif
