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

/* Two namespaces joined by a veth; local ways are on the first */
struct world {
	struct machine a;
	struct machine b;
};

#define WORLD_A		"10.83.0.1"
#define WORLD_B		"10.83.0.2"

int socket_way(struct way *ways, const struct world *world);
int socket_connection(const struct machine *from, const struct machine *to,
		      const char *address, int fd[2]);
void *socket_serve(int client, int server, bool stream);
uint64_t socket_run(void *arg, const struct pitch *pitch);

int tipc_way(struct way *ways, const struct world *world);

int native_way(struct way *ways, const struct world *world);
int guest_way(struct way *ways, const struct world *world);

#endif
