/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_WORKQUEUE_H
#define SHIM_WORKQUEUE_H

#include <linux/types.h>

struct work_struct {
	bool queued;
};

#define cond_resched()	do { } while (0)

#endif
