/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machines that we are to be connected with, and when to do something
 * about each: pure, makes no system call.
 *
 *	state		event			next
 *	PASSIVE		(they dial)
 *	WAITING		due			DIALING, or WATCHED if it is up
 *	DIALING		connected, handed in	WATCHED
 *	DIALING		failed			WAITING, longer
 *	WATCHED		up			WATCHED; next wait short again
 *	WATCHED		down			WAITING, longer
 *	any but PASSIVE	up			WATCHED
 *
 * Of a pair of machines the one with the higher id dials. Invariant: only a
 * peer that is DIALING has a socket.
 */
#ifndef DEMOS_NETD_PEER_H
#define DEMOS_NETD_PEER_H

#include <stdbool.h>
#include <linux/types.h>

#include "common/loop.h"
#include "netd/address.h"

#define PEER_DELAY_FIRST	50	/* ms */
#define PEER_DELAY_MOST		5000
#define PEER_NEVER		((__u64)-1)

enum peer_state {
	PEER_PASSIVE,
	PEER_WAITING,
	PEER_DIALING,
	PEER_WATCHED,
};

/**
 * struct peer - another machine
 * @next: in struct peers
 * @machine: its id
 * @state: enum peer_state
 * @address: where it listens
 * @tries: since it was up last
 * @due: when to do something, ms; PEER_NEVER: not before an event
 * @socket: that is being connected
 */
struct peer {
	struct peer *next;
	__u16 machine;
	enum peer_state state;
	struct address address;
	unsigned int tries;
	__u64 due;
	struct loop_source socket;
};

/**
 * struct peers - all of them
 * @first: list
 * @self: our machine id
 */
struct peers {
	struct peer *first;
	__u16 self;
};

int peer_parse(const char *text, char separator, __u16 *machine,
	       struct address *address);
struct peer *peers_add(struct peers *peers, __u16 machine,
		       const struct address *address, __u64 now);
struct peer *peers_find(const struct peers *peers, __u16 machine);
struct peer *peers_due(const struct peers *peers, __u64 now);
__u64 peers_next(const struct peers *peers);
void peers_remove(struct peers *peers, struct peer *peer);
void peers_clear(struct peers *peers);
void peer_dialing(struct peer *peer, __u64 now);
void peer_failed(struct peer *peer, __u64 now, __u32 random);
void peer_handed(struct peer *peer, __u64 now);
void peer_up(struct peer *peer);
bool peer_down(struct peer *peer, __u64 now, __u32 random);

#endif
