/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_HOST_RCU_H
#define UNIX_HOST_RCU_H

int unix_rcu_init(void);
void unix_rcu_exit(void);

#endif
