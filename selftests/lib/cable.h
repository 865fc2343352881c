/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cables between machines: pairs of veth devices, over which machines connect
 * by TCP, and which netem can degrade.
 */
#ifndef SELFTEST_CABLE_H
#define SELFTEST_CABLE_H

#include "machine.h"

int cable_lay(const struct machine *a, const struct machine *b);
int cable_spoil(const struct machine *a, const struct machine *b,
		const char *how);
int cable_sockets(const struct machine *a, const struct machine *b, int fd[2]);
int cable_encrypt(const int fd[2]);
int cable_join(struct machine *a, struct machine *b);

#endif
