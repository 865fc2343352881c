/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TLS 1.3 with pre-shared keys: authenticates both sides, then leaves the
 * socket to the kernel, which encrypts from then on (kernel TLS), or to a relay
 * (netd/relay.h).
 *
 * Invariants: only TLS 1.3 with a key and a fresh Diffie-Hellman exchange is
 * offered or accepted; a socket is given to the kernel only after a complete
 * handshake, when GnuTLS holds no unread bytes any more.
 */
#ifndef DEMOS_NETD_TLS_H
#define DEMOS_NETD_TLS_H

#include <stdbool.h>
#include <linux/types.h>

#include "netd/key.h"

struct tls;
struct gnutls_session_int;

/* What tls_step() waits for */
enum tls_step {
	TLS_DONE,
	TLS_READS,
	TLS_WRITES,
	TLS_FAILED,
};

/* Why a handshake failed */
enum tls_failure {
	TLS_PROTOCOL,	/* it is not TLS 1.3 with a key */
	TLS_INSECURE,	/* the other end came without a key */
	TLS_ADDRESS,	/* the dialer wants another machine */
	TLS_IDENTITY,	/* the dialer is not a peer, or has no key here */
	TLS_KEY,	/* the other end has another key */
	TLS_CLOSED,	/* the other end hung up */
};

/* The alert of an insecure machine that is dialled by a secure one */
#define TLS_ALERT_INSECURE	"\x15\x03\x03\x00\x02\x02\x47"

/**
 * typedef tls_find_key - look up the key of another machine
 * @machine: its id
 *
 * Return: the key, or NULL: it is not a peer.
 */
typedef const struct key *tls_find_key(__u16 machine);

bool tls_cpu_has_aes(const char *path);
int tls_open(__u16 self, tls_find_key *find, bool has_aes);
void tls_close(void);
struct tls *tls_begin(int fd, __u16 machine);
enum tls_step tls_step(struct tls *tls);
__u16 tls_machine(const struct tls *tls);
enum tls_failure tls_failure(const struct tls *tls);
const char *tls_text(const struct tls *tls);
struct gnutls_session_int *tls_session(const struct tls *tls);
int tls_to_kernel(struct tls *tls, int fd);
void tls_end(struct tls *tls);

int tls_kernel_ready(void);

#endif
