/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The number with which sessions begin. The seed chooses it, so that numbers
 * wrap during a run. The module's session.c is compiled with this header first.
 */
#ifndef SIM_FIRST_H
#define SIM_FIRST_H

extern unsigned long long session_first;

#endif
