/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The status of guests. All their kernels are asked at once, and for a limited
 * time: a machine that is cut off does not answer until it is back.
 */
#ifndef DEMOSCTL_STATUS_H
#define DEMOSCTL_STATUS_H

#include "system.h"

#define STATUS_PATIENCE	3000	/* ms */

/**
 * struct status - the status of a guest
 * @pid: the guest
 * @error: 0, or why the rest is not known: -ETIME: no answer, -ESRCH: no such
 *	   guest, another negative errno
 * @machine: where it is
 * @info: its status
 */
struct status {
	__u64 pid;
	int error;
	__u16 machine;
	struct demos_process_info info;
};

struct status *status_ask(struct manager *manager, const __u64 *pids,
			  int count);

#endif
