/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the kernels that the module builds for (6.1 and
 * later). Kbuild includes it before every file of the module, so that the
 * files themselves are written for the newest kernel. It includes nothing:
 * they may define what headers look at.
 */
#ifndef DEMOS_COMPAT_H
#define DEMOS_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
/* What a generic netlink family's pre_doit is handed */
#define genl_split_ops	genl_ops
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define genl_info_userhdr(info)		((info)->userhdr)
#define demos_dump_attrs(cb)		(genl_dumpit_info(cb)->attrs)
#else
#define demos_dump_attrs(cb)		(genl_info_dump(cb)->attrs)
#endif

#endif
