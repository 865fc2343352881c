/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SHIM_WORKQUEUE_H
#define SHIM_WORKQUEUE_H

#include <linux/mutex.h>
#include <linux/types.h>

struct work_struct {
	bool queued;
	bool running;
};

#define cond_resched()	shim_may_preempt()

#endif
