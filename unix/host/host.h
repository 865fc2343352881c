/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stands in for the Linux kernel under the module: threads, work queues,
 * timers, RCU. See the files here for the rest.
 */
#ifndef UNIX_HOST_H
#define UNIX_HOST_H

int unix_host_init(void);
void unix_host_exit(void);

#endif
