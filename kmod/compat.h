/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The differences between the kernels that the module builds for (6.1 and
 * later). Kbuild includes this before every file of the module, so that the
 * files themselves are written for the newest kernel. It includes no kernel
 * header but version.h: a file may define macros that headers test.
 */
#ifndef DEMOS_COMPAT_H
#define DEMOS_COMPAT_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
/* The type of the operation that a generic netlink family's pre_doit gets */
#define genl_split_ops	genl_ops
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define genl_info_userhdr(info)		((info)->userhdr)
#define demos_dump_attrs(cb)		(genl_dumpit_info(cb)->attrs)
#else
#define demos_dump_attrs(cb)		(genl_info_dump(cb)->attrs)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
/* A kernel's socket holds no reference to its namespace, not even a passive */
#define demos_net_hold_passive(net, tracker)	do { } while (0)

#define sk_net_refcnt_upgrade(sk)					\
do {									\
	struct sock *_sk = (sk);					\
									\
	_sk->sk_net_refcnt = 1;						\
	get_net_track(sock_net(_sk), &_sk->ns_tracker, GFP_KERNEL);	\
	sock_inuse_add(sock_net(_sk), 1);				\
} while (0)
#else
#define demos_net_hold_passive(net, tracker)				\
do {									\
	net_passive_inc(net);						\
	__netns_tracker_alloc(net, tracker, false, GFP_KERNEL);		\
} while (0)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define demos_assign_str(to, from)	__assign_str(to, from)
#else
#define demos_assign_str(to, from)	__assign_str(to)
#endif

/* The flags that shmem_file_setup() takes have become a type of their own */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define DEMOS_VM_NORESERVE	VM_NORESERVE
#else
#define DEMOS_VM_NORESERVE	mk_vma_flags(VMA_NORESERVE_BIT)
#endif

#endif
