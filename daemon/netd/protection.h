/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Encryption after the handshake: by the kernel, or by a relay of this daemon.
 */
#ifndef DEMOS_NETD_PROTECTION_H
#define DEMOS_NETD_PROTECTION_H

#include <stdbool.h>

struct tls;

int protection_open(bool expected);
int protect(struct tls *tls, int fd);

#endif
