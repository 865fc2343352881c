/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Relays: connections that this daemon encrypts, because the kernel cannot. A
 * machine gets one end of a pair of sockets; a relay moves bytes between the
 * other end and the TLS connection, in the daemon's loop.
 *
 * To the machine, that is an ordinary connection. When one side ends, in good
 * order or not, the other side gets the bytes that came before, and then ends.
 */
#ifndef DEMOS_NETD_RELAY_H
#define DEMOS_NETD_RELAY_H

#include <linux/types.h>

#include "common/loop.h"
#include "netd/tls.h"

#define RELAY_BYTES	65536	/* decrypted bytes that may wait, each way */
#define RELAY_PATIENCE	5000	/* ms for the rest when one side has ended */

int relay_begin(struct loop *loop, struct tls *tls, int fd);
void relay_make_room(void);
unsigned int relays_count(void);
__u64 relays_next(void);
void relays_due(__u64 now);
unsigned int relays_clear(void);

#endif
