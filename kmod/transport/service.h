/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a connection is served, from its beginning to its end.
 */
#ifndef DEMOS_SERVICE_H
#define DEMOS_SERVICE_H

#include <linux/types.h>

struct demos_peers;
struct socket;

/*
 * Connections that are still greeting: at most DEMOS_GREETING_MAX without an
 * expected machine, and as many to each machine that is expected. For the
 * latter one more than DEMOS_GREETING_OPEN takes the place of the oldest.
 */
#define DEMOS_GREETING_MAX	64
#define DEMOS_GREETING_OPEN	4

int demos_service_begin(struct demos_peers *peers, struct socket *sock,
			u16 expected);

#endif
