// SPDX-License-Identifier: GPL-2.0
/*
 * Encryption after the handshake: by the kernel, or by a relay of this daemon.
 * The kernel is faster, and a connection that it encrypts outlives the daemon;
 * but some kernels have no TLS, and none has it for every kind of socket.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "netd/netd.h"
#include "netd/protection.h"
#include "netd/relay.h"
#include "netd/tls.h"

/* Does the kernel lack TLS, or the cipher, or TLS over such a socket? */
static bool is_lacking(int err)
{
	return err == -ENOENT || err == -ENOPROTOOPT || err == -EOPNOTSUPP;
}

static void announce(void)
{
	static bool said;

	if (said)
		return;
	said = true;
	relay_make_room();
	log_line("%s: this daemon encrypts, and connections end with it",
		 netd.config.tls == CONFIG_TLS_RELAY ? "tls is set to relay" :
		 "the kernel has no TLS");
}

static void explain(int err)
{
	if (err == -ENOENT)
		strcpy(netd.no_tls,
		       "the kernel has no module tls: as root of the host, modprobe tls, or set tls to auto (machines of one host need no key: unix:/path)");
	else
		snprintf(netd.no_tls, sizeof(netd.no_tls),
			 "the kernel cannot do TLS: %s", strerror(-err));
}

/**
 * protection_open() - find out whether the kernel can encrypt
 * @expected: connections with keys are expected: log it if relays will encrypt
 *
 * Return: 0, or a negative errno: the configuration demands the kernel, which
 * cannot; netd.no_tls is the reason.
 */
int protection_open(bool expected)
{
	int err = netd.config.tls == CONFIG_TLS_RELAY ? -ENOENT :
		  tls_kernel_ready();

	if (!err)
		return 0;
	if (netd.config.tls == CONFIG_TLS_KERNEL || !is_lacking(err)) {
		explain(err);
		return err;
	}
	if (expected)
		announce();
	return 0;
}

/**
 * protect() - have the kernel encrypt a connection, if it can
 * @tls: its handshake, done
 * @fd: its socket
 *
 * Return: 0: the kernel encrypts from now on; 1: a relay must encrypt; or a
 * negative errno: neither can, and the socket must not be used any more.
 */
int protect(struct tls *tls, int fd)
{
	int err = netd.config.tls == CONFIG_TLS_RELAY ? -ENOENT :
		  tls_to_kernel(tls, fd);

	if (!is_lacking(err) || netd.config.tls == CONFIG_TLS_KERNEL)
		return err;
	announce();
	return 1;
}
