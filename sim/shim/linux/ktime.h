/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_KTIME_H
#define SHIM_KTIME_H

#include <linux/types.h>

/* Both provided by the program: its own time */
u64 ktime_get_ns(void);
u64 ktime_get_real_ns(void);

#endif
