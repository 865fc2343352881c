/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Machines for a test: network namespaces of this kernel, or processes (bed.h).
 * The test joins them by sockets that it makes and hands over. No daemon takes
 * part.
 *
 * All of it goes when the test's process ends, however it ends.
 */
#ifndef SELFTEST_MACHINE_H
#define SELFTEST_MACHINE_H

#include "client.h"

/**
 * struct machine - a network namespace, and the machine that it is
 * @ns: file descriptor of the namespace
 * @id: machine id
 * @admin: a client in it that is not a process
 */
struct machine {
	int ns;
	uint16_t id;
	struct client admin;
};

/**
 * struct watch - the events of one machine from some moment on
 * @client: a client subscribed to them
 */
struct watch {
	struct client client;
};

int machine_namespace(struct machine *machine);
int machine_enter(const struct machine *machine);
int machine_up(struct machine *machine, uint32_t id, uint64_t next_local,
	       struct answer **answer);
int machine_up_after(struct machine *machine, uint32_t id,
		     uint64_t incarnation);
int machine_down(struct machine *machine);
int machine_make(struct machine *machine, uint16_t id);
int machine_lan(struct machine *machines, int count);
void machine_leave(struct machine *machine);

int machine_counters(struct machine *machine, uint64_t *counters);
uint64_t machine_counter(struct machine *machine, int counter);
int machine_show(struct machine *machine, int attr, uint64_t *value);
int machine_until(struct machine *machine, int attr, uint64_t value);
int machine_limits(struct machine *machine, uint64_t *limits, uint64_t *used);
int machine_reserves(struct machine *machine, uint64_t *reserves);
int machine_set_limit(struct machine *machine, uint32_t limit, uint64_t value);

int peer_command(struct machine *machine, int command, uint32_t id);
int peer_hand_in(struct machine *machine, int fd, uint32_t id);
int peer_info(struct machine *machine, uint16_t id,
	      struct demos_peer_info *info);
int peer_settled(struct machine *machine, uint16_t id);
int peer_join(struct machine *a, struct machine *b);
int peer_join_sockets(struct machine *a, int a_fd, struct machine *b, int b_fd);

int watch_open(struct watch *watch, const struct machine *machine);
void watch_close(struct watch *watch);
int watch_next(struct watch *watch, int ms, struct demos_event *event);
int watch_for(struct watch *watch, int kind, uint64_t pid, uint16_t peer,
	      struct demos_event *event);

#endif
