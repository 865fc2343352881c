/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The network daemon: what its parts share. It makes connections and hands
 * them to the module, which keeps them; it is not a process of the machine.
 */
#ifndef DEMOS_NETD_H
#define DEMOS_NETD_H

#include "common/loop.h"
#include "lib/clock.h"
#include "lib/demos.h"
#include "netd/peer.h"

#define NETD_LISTENERS	8
#define NETD_CLIENTS	16

/**
 * struct netd_client - somebody who asks us something
 * @socket: his connection; its descriptor is -1: the place is free
 * @due: when he has been too slow, ms
 * @length: bytes in @line
 * @line: what he has said so far
 */
struct netd_client {
	struct loop_source socket;
	__u64 due;
	size_t length;
	char line[256];
};

/**
 * struct netd - the network daemon
 * @demos: handle
 * @events: of the machine
 * @machine: @events in the loop
 * @loop: the event loop
 * @peers: that we are to be connected with
 * @listeners: where we listen
 * @nlisteners: how many
 * @path: of the control socket
 * @control: the control socket
 * @clients: of the control socket
 * @failed: it ends, because something is wrong
 */
struct netd {
	struct demos *demos;
	struct demos_events *events;
	struct loop_source machine;
	struct loop loop;
	struct peers peers;
	struct loop_source listeners[NETD_LISTENERS];
	unsigned int nlisteners;
	const char *path;
	struct loop_source control;
	struct netd_client clients[NETD_CLIENTS];
	bool failed;
};

extern struct netd netd;

/* main.c */
int netd_add_peer(__u16 machine, const struct address *address);

/* listen.c */
int netd_listen(const struct address *address);

/* dial.c */
void netd_dial(struct peer *peer);
int netd_hand_in(int fd, __u16 machine, const char *text);
__u32 netd_random(void);

/* control.c */
int netd_control_open(void);
void netd_control_close(void);
__u64 netd_control_next(void);
void netd_control_due(__u64 now);

#endif
