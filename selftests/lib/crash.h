/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Machines that crash and come back.
 */
#ifndef SELFTEST_CRASH_H
#define SELFTEST_CRASH_H

#include "machine.h"

void crash_cut(struct machine *machines, int count, int which);
int crash_restart(struct machine *machines, int count, int which);

#endif
