/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connections that were refused: counted by reason, and logged, but not so
 * often that an attacker can fill the log.
 */
#ifndef DEMOS_NETD_REFUSE_H
#define DEMOS_NETD_REFUSE_H

#include <linux/types.h>

#include "netd/tls.h"

/* The first ones are enum tls_failure */
enum refusal {
	REFUSED_PROTOCOL = TLS_PROTOCOL,
	REFUSED_INSECURE = TLS_INSECURE,
	REFUSED_ADDRESS = TLS_ADDRESS,
	REFUSED_IDENTITY = TLS_IDENTITY,
	REFUSED_KEY = TLS_KEY,
	REFUSED_CLOSED = TLS_CLOSED,
	REFUSED_SECURE,		/* it has a key, and we are insecure */
	REFUSED_SLOW,		/* the handshake took too long */
	REFUSED_CROWD,		/* too many handshakes at once */
	REFUSED_MODULE,		/* the module, or the kernel's TLS, refuses */
	REFUSALS
};

void refuse(enum refusal why, __u64 now, const char *from, __u16 machine,
	    const char *text);
__u64 refuse_count(enum refusal why);
const char *refuse_name(enum refusal why);
const char *refuse_meaning(enum refusal why);

#endif
