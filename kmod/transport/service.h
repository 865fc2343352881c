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
 * Connections that have not said yet who is there, or not been answered: in
 * all of those that may lead anywhere, and to each machine that is expected.
 * There one more than DEMOS_GREETING_OPEN takes the place of the oldest.
 */
#define DEMOS_GREETING_MAX	64
#define DEMOS_GREETING_OPEN	4

int demos_service_begin(struct demos_peers *peers, struct socket *sock,
			u16 expected);

#endif
