/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The number with which sessions begin: a seed's choice, so that numbers wrap
 * while it runs. The module's session.c is compiled with this as the first.
 */
#ifndef SIM_FIRST_H
#define SIM_FIRST_H

extern unsigned long long session_first;

#endif
