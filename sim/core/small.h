/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Included before every file of the simulator and of the logic it runs. Makes
 * limits and packets small, so that a short run fills queues and needs several
 * packets, which takes megabytes in the kernel.
 */
#ifndef SIM_SMALL_H
#define SIM_SMALL_H

#include <linux/demos.h>

#undef DEMOS_DATA_MAX
#define DEMOS_DATA_MAX		1024
#undef DEMOS_PACKET_MAX
#define DEMOS_PACKET_MAX	1024

#undef DEMOS_WINDOW_MESSAGES
#define DEMOS_WINDOW_MESSAGES	8
#undef DEMOS_WINDOW_BYTES
#define DEMOS_WINDOW_BYTES	4096

/* Bytes of messages that wait for another machine; set by the plan */
extern u32 sim_session_full;
#define DEMOS_SESSION_FULL	sim_session_full
#define DEMOS_SESSION_BULK	(sim_session_full / 2)

#include "core/link.h"
#include "core/room.h"

#undef DEMOS_LINK_SLOTS_MAX
#define DEMOS_LINK_SLOTS_MAX	40

/* Set by the plan */
extern u32 sim_kernel_queue;
#undef DEMOS_KERNEL_QUEUE_MAX
#define DEMOS_KERNEL_QUEUE_MAX	sim_kernel_queue

#endif
