/* SPDX-License-Identifier: GPL-2.0 */
/* CAP_*; see netlink_capable() for the capabilities of a program */
#ifndef UNIX_CAPABILITY_H
#define UNIX_CAPABILITY_H

#include_next <linux/capability.h>

#endif
