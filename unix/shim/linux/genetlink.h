/* SPDX-License-Identifier: GPL-2.0 */
#ifndef UNIX_LINUX_GENETLINK_H
#define UNIX_LINUX_GENETLINK_H

#include_next <linux/genetlink.h>

#endif
