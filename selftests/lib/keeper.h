/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Machines that are processes (demos-machine), each with a keeper, which ends
 * it when nobody has a descriptor of its place any more, and reports it if it
 * ended in any other way or complained.
 *
 * From the environment: DEMOS_MACHINE_PROGRAM, the program, and
 * DEMOS_MACHINE_LOG, a file that gets all that machines and keepers say, and
 * which they hold open and locked (shared) as long as they live.
 */
#ifndef SELFTEST_KEEPER_H
#define SELFTEST_KEEPER_H

#include <stddef.h>

int keeper_make(void);
int keeper_enter(int place);
int keeper_here(void);
int keeper_door(char *path, size_t size);

#endif
