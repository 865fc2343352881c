/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Just enough of TAP.
 */
#ifndef DEMOSCTL_TEST_TAP_H
#define DEMOSCTL_TEST_TAP_H

#include <stdbool.h>

#include "../error.h"

__printf(2, 3) void ok(bool what, const char *format, ...);
int tap_end(void);

#endif
