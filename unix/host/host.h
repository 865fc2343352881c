/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host takes the place of the Linux kernel under the module: threads, work
 * queues, timers, RCU and more.
 */
#ifndef UNIX_HOST_H
#define UNIX_HOST_H

int unix_host_init(void);
void unix_host_exit(void);

#endif
