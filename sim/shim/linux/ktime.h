/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_KTIME_H
#define SHIM_KTIME_H

#include <linux/types.h>

/* Both are provided by the program, which has its own clock */
u64 ktime_get_ns(void);
u64 ktime_get_real_ns(void);

#endif
