/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The network daemon of this machine, wherever its control socket is.
 */
#ifndef DEMOS_LIB_NETD_H
#define DEMOS_LIB_NETD_H

#include <sys/types.h>

/* The abstract Unix socket that only one demos-netd of a machine can have */
#define DEMOS_NETD_CLAIM	"demos-netd"

pid_t demos_netd_process(void);

#endif
