/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Machines that are processes (demos-machine). A keeper ends its machine when
 * all descriptors of the place are closed, and reports a machine that ended in
 * another way or complained.
 *
 * Environment: DEMOS_MACHINE_PROGRAM is the program. DEMOS_MACHINE_LOG is a
 * file for the output of machines and keepers, which hold it open and locked
 * (shared) as long as they live.
 */
#ifndef SELFTEST_KEEPER_H
#define SELFTEST_KEEPER_H

#include <stddef.h>

int keeper_make(void);
int keeper_enter(int place);
int keeper_here(void);
int keeper_door(char *path, size_t size);

#endif
