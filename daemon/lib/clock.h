/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos and servers, inside: time limits.
 */
#ifndef DEMOS_CLOCK_H
#define DEMOS_CLOCK_H

#include <linux/types.h>

__u64 demos_clock_ms(void);
__u64 demos_deadline(int timeout_ms);
int demos_remaining(__u64 deadline);

#endif
