/* SPDX-License-Identifier: GPL-2.0 */
/* The shim gives the kernel's interface as it is in this version. */
#ifndef UNIX_VERSION_H
#define UNIX_VERSION_H

#define KERNEL_VERSION(a, b, c)	(((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE	KERNEL_VERSION(6, 12, 0)

#endif
