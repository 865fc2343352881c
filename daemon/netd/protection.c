// SPDX-License-Identifier: GPL-2.0
/*
 * Who encrypts a connection after its handshake: the kernel, or a relay of this
 * daemon. The kernel is faster, and a connection that it encrypts outlives the
 * daemon; but not every kernel has TLS, nor every kind of socket.
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
 * protection_open() - find out who can encrypt
 * @expected: something will have to be encrypted: log it if we do that
 *
 * Return: 0 or a negative errno: nobody whom the configuration allows;
 * netd.no_tls says why.
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
 * protect() - choose who encrypts a connection from now on
 * @tls: its handshake, done
 * @fd: its socket
 *
 * Return: 0: the kernel, and it does already; 1: a relay must; or a negative
 * errno: nobody can, and the socket must not be used any more.
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
