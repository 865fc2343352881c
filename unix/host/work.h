/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_HOST_WORK_H
#define UNIX_HOST_WORK_H

#include <linux/types.h>

int unix_work_init(void);
void unix_work_exit(void);

/*
 * Call these around any wait other than this host's own. If the calling thread
 * runs a work item, other items then need not wait for this one.
 */
void unix_work_block(void);
void unix_work_unblock(void);

/* For a thread that soon calls unix_work_help(), or ends: it may leave items */
void unix_work_helper(void);
void unix_work_help(void);

/* Called by the timers' thread, under its lock. Return: look again soon? */
bool unix_work_watch(void);

#endif
