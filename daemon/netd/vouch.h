/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connections over Unix sockets have no key: the user at the other end vouches
 * for the machine that it claims to be.
 */
#ifndef DEMOS_NETD_VOUCH_H
#define DEMOS_NETD_VOUCH_H

#include <stdbool.h>

#define VOUCH_TEXT	80

bool vouch_accept(int fd, char why[VOUCH_TEXT]);

#endif
