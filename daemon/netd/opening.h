/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the other end of a connection is, as its first bytes show: so that an
 * operator is told what listens at a wrong port, or which side lacks a key.
 */
#ifndef DEMOS_NETD_OPENING_H
#define DEMOS_NETD_OPENING_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#define OPENING_LEAST	6	/* so many bytes tell a HELLO from the rest */
#define OPENING_MOST	600	/* and these hold a HELLO, or an identity */

enum opening_kind {
	OPENING_NONE,	/* nothing has come yet */
	OPENING_DEMOS,	/* HELLO, without TLS: it is insecure */
	OPENING_TLS,
	OPENING_HTTP,
	OPENING_SSH,
	OPENING_OTHER
};

/**
 * struct opening - how the other end begins; all 0: it has not begun
 * @kind: what it speaks
 * @machine: id that it claims, 0: none that we see
 */
struct opening {
	enum opening_kind kind;
	__u16 machine;
};

int opening_look(struct opening *opening, int fd);
const char *opening_text(const struct opening *opening);

#endif
