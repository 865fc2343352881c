/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ways to send messages, all measured alike: bursts, of which the last message
 * is answered by one of the same size.
 */
#ifndef IPC_H
#define IPC_H

#include "bench.h"

/**
 * struct way - a way to send messages
 * @name: as shown
 * @across: between two machines, else on one
 * @run: send as @pitch says; returns ns
 * @arg: for @run
 */
struct way {
	const char *name;
	bool across;
	uint64_t (*run)(void *arg, const struct pitch *pitch);
	void *arg;
};

/**
 * struct world - two machines, joined by a veth or by loopback
 * @a: local ways are on it
 * @b: the other
 * @address_a: IP address of @a
 * @address_b: IP address of @b
 */
struct world {
	struct machine a;
	struct machine b;
	const char *address_a;
	const char *address_b;
};

int socket_way(struct way *ways, const struct world *world);
int socket_connection(const struct machine *from, const struct machine *to,
		      const char *address, int fd[2]);
void *socket_serve(int client, int server, bool stream);
uint64_t socket_run(void *arg, const struct pitch *pitch);

int tipc_way(struct way *ways, const struct world *world);

int native_way(struct way *ways, const struct world *world);
int guest_way(struct way *ways, const struct world *world);

#endif
