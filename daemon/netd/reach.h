/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why a machine cannot be reached, for a person.
 */
#ifndef DEMOS_NETD_REACH_H
#define DEMOS_NETD_REACH_H

#include <stdbool.h>

const char *reach_text(int error, bool local);

#endif
