// SPDX-License-Identifier: GPL-2.0
/*
 * Cables between machines (cable.h): device dB in the namespace of machine A,
 * with address 10.A.B.A, leads to machine B. Machines that are processes have
 * only the loopback device.
 *
 * All functions change the caller's namespace.
 */
#define _GNU_SOURCE
#include "bed.h"
#include "cable.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/tls.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int run(const char *command)
{
	return system(command) ? -EPROTO : 0;
}

static int run_in(const struct machine *machine, const char *command)
{
	int error = machine_enter(machine);

	return error ? error : run(command);
}

static uint32_t address_of(const struct machine *at, const struct machine *to)
{
	int low = at->id < to->id ? at->id : to->id;

	if (bed() != &bed_of_namespaces)
		return INADDR_LOOPBACK;
	return 10U << 24 | low << 16 | (at->id + to->id - low) << 8 | at->id;
}

static int raise_end(const struct machine *at, const struct machine *to)
{
	struct in_addr address = { htonl(address_of(at, to)) };
	char command[200];

	snprintf(command, sizeof(command),
		 "ip address add %s/24 dev d%d && ip link set d%d up",
		 inet_ntoa(address), to->id, to->id);
	return run_in(at, command);
}

/**
 * cable_lay() - lay a cable between two machines
 * @a: one machine
 * @b: the other
 *
 * Return: 0 or a negative errno; -EOPNOTSUPP: the machines are no namespaces.
 */
int cable_lay(const struct machine *a, const struct machine *b)
{
	char command[200];
	int error;

	if (bed() != &bed_of_namespaces)
		return -EOPNOTSUPP;
	snprintf(command, sizeof(command),
		 "ip link add d%d type veth peer name d%d netns /proc/%d/fd/%d",
		 b->id, a->id, getpid(), b->ns);
	error = run_in(a, command);
	if (!error)
		error = raise_end(a, b);
	return error ? error : raise_end(b, a);
}

/**
 * cable_spoil() - degrade a cable in both directions, or repair it
 * @a: one machine
 * @b: the other
 * @how: arguments of netem; "": repair it
 *
 * Return: 0 or a negative errno.
 */
int cable_spoil(const struct machine *a, const struct machine *b,
		const char *how)
{
	char command[300];
	int error;

	snprintf(command, sizeof(command),
		 *how ? "tc qdisc replace dev d%d root netem limit 100000 %s" :
			"tc qdisc del dev d%d root %s 2>/dev/null || true",
		 b->id, how);
	error = run_in(a, command);
	snprintf(command, sizeof(command),
		 *how ? "tc qdisc replace dev d%d root netem limit 100000 %s" :
			"tc qdisc del dev d%d root %s 2>/dev/null || true",
		 a->id, how);
	return error ? error : run_in(b, command);
}

/* Listen at a port that the kernel chooses; @address gets it */
static int listen_at(const struct machine *at, const struct machine *to,
		     struct sockaddr_in *address)
{
	socklen_t size = sizeof(*address);
	int fd;

	*address = (struct sockaddr_in) {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(address_of(at, to)),
	};

	if (machine_enter(at))
		return -1;
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(fd, (struct sockaddr *)address, sizeof(*address)) ||
	    getsockname(fd, (struct sockaddr *)address, &size) ||
	    listen(fd, 4)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int dial(const struct machine *a, const struct machine *b, int fd[2])
{
	const struct timeval patience = { .tv_sec = 10 };
	struct sockaddr_in address;
	int listener = listen_at(b, a, &address);
	int error = 0;

	if (listener < 0 || machine_enter(a))
		return -EIO;
	setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	fd[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd[0], (struct sockaddr *)&address, sizeof(address)))
		error = -errno;
	fd[1] = error ? -1 : accept(listener, NULL, NULL);
	if (!error && fd[1] < 0)
		error = -errno;
	close(listener);
	if (error)
		close(fd[0]);
	return error;
}

/**
 * cable_sockets() - connect two machines by TCP
 * @a: one machine, which dials
 * @b: the other
 * @fd: gets a socket at @a and one at @b
 *
 * On a bad cable the dialling side may be connected without the listener ever
 * learning of it. Then dial again, to a new listening socket, which a late
 * handshake of the first attempt cannot reach.
 *
 * Return: 0 or a negative errno.
 */
int cable_sockets(const struct machine *a, const struct machine *b, int fd[2])
{
	int tries = 20;
	int error;

	do {
		error = dial(a, b, fd);
	} while ((error == -EAGAIN || error == -ETIMEDOUT) && --tries);
	return error;
}

/* The key of a direction is one byte repeated: it need not be secret here */
static int set_key(int fd, int direction, uint8_t byte)
{
	struct tls12_crypto_info_aes_gcm_128 info = {
		.info.version = TLS_1_3_VERSION,
		.info.cipher_type = TLS_CIPHER_AES_GCM_128,
	};

	memset(info.key, byte, sizeof(info.key));
	memset(info.iv, byte, sizeof(info.iv));
	memset(info.salt, byte, sizeof(info.salt));
	return setsockopt(fd, SOL_TLS, direction, &info, sizeof(info)) ?
	       -errno : 0;
}

/**
 * cable_encrypt() - have the kernel do TLS 1.3 on a connection, with fixed keys
 * @fd: its two sockets, on which nothing has been sent yet
 *
 * Return: 0 or a negative errno; -ENOENT: the kernel has no TLS.
 */
int cable_encrypt(const int fd[2])
{
	int error = 0;
	int i;

	for (i = 0; i < 2 && !error; i++) {
		if (setsockopt(fd[i], IPPROTO_TCP, TCP_ULP, "tls", 4))
			return -errno;
		error = set_key(fd[i], TLS_TX, 1 + i);
		if (!error)
			error = set_key(fd[i], TLS_RX, 2 - i);
	}
	return error;
}

/**
 * cable_join() - connect two machines by TCP, and wait until they have met
 * @a: one machine, which dials
 * @b: the other
 *
 * Return: 0 or a negative errno.
 */
int cable_join(struct machine *a, struct machine *b)
{
	int error;
	int fd[2];

	error = cable_sockets(a, b, fd);
	return error ? error : peer_join_sockets(a, fd[0], b, fd[1]);
}
