/* SPDX-License-Identifier: GPL-2.0 */
/* CAP_*; <linux/netlink.h> says which a program has */
#ifndef UNIX_CAPABILITY_H
#define UNIX_CAPABILITY_H

#include_next <linux/capability.h>

#endif
