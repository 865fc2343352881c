/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machines to connect with, and when to do something about each: pure,
 * makes no system call.
 *
 *	state		event			next
 *	PASSIVE		(they dial)
 *	WAITING		due			RESOLVING or DIALING, or
 *						WATCHED if it is up
 *	RESOLVING	addresses found		DIALING
 *	RESOLVING	none found		WAITING, longer
 *	DIALING		connected		PROVING, or handed in: WATCHED
 *	DIALING		failed, or too slow	DIALING the next address, or
 *						WAITING, longer
 *	PROVING		proved, handed in	WATCHED
 *	PROVING		failed			as DIALING
 *	WATCHED		up			WATCHED
 *	WATCHED		up for a while		WATCHED; next wait short again
 *	WATCHED		down			WAITING, longer
 *	WATCHED		key used up		RESOLVING or DIALING
 *	WAITING		up			WATCHED
 *
 * Of a pair of machines the one with the higher id dials. Invariant: only a
 * peer that is DIALING has a socket, only one that is PROVING a handshake.
 */
#ifndef DEMOS_NETD_PEER_H
#define DEMOS_NETD_PEER_H

#include <stdbool.h>
#include <linux/types.h>

#include "common/loop.h"
#include "netd/address.h"
#include "netd/key.h"
#include "netd/ration.h"
#include "netd/resolve.h"

#define PEER_DELAY_FIRST	50	/* ms */
#define PEER_DELAY_MOST		5000
#define PEER_STEADY		250	/* up this long is a success, ms */
#define PEER_LOOK		10000	/* between looks at it when up, ms */
#define PEER_NEVER		((__u64)-1)
#define PEER_ERROR		160

enum peer_state {
	PEER_PASSIVE,
	PEER_WAITING,
	PEER_RESOLVING,
	PEER_DIALING,
	PEER_PROVING,
	PEER_WATCHED,
};

struct handshake;

/**
 * struct peer - another machine
 * @next: in struct peers
 * @machine: its id
 * @state: enum peer_state
 * @where: it listens: address or name; "": not known
 * @keyed: @key is set; else the common key holds for it
 * @key: the key of it and us alone
 * @question: number of the last question to the resolver
 * @found: its addresses
 * @at: index of the one being tried
 * @tries: attempts since it was last up for a while
 * @up: since when it is up, ms; 0: it is down, or not known to be up
 * @due: when to do something, ms; PEER_NEVER: not before an event
 * @socket: the socket being connected
 * @handshake: the handshake under way
 * @connections: as the module counted them at the last look
 * @bytes: sent and received when the present connection was first seen
 * @error: why the last attempt failed, or the last connection ended; "": it is
 *	   connected, or was never tried
 * @ration: for lines in the log about its coming and going
 */
struct peer {
	struct peer *next;
	__u16 machine;
	enum peer_state state;
	char where[ADDRESS_WHERE];
	bool keyed;
	struct key key;
	__u64 question;
	struct resolved found;
	unsigned int at;
	unsigned int tries;
	__u64 up;
	__u64 due;
	struct loop_source socket;
	struct handshake *handshake;
	__u32 connections;
	__u64 bytes;
	char error[PEER_ERROR];
	struct ration ration;
};

/**
 * struct peers - all peers
 * @first: list
 * @self: our machine id
 */
struct peers {
	struct peer *first;
	__u16 self;
};

struct peer *peers_add(struct peers *peers, __u16 machine, const char *where,
		       __u64 now);
struct peer *peers_find(const struct peers *peers, __u16 machine);
struct peer *peers_due(const struct peers *peers, __u64 now);
__u64 peers_next(const struct peers *peers);
void peers_remove(struct peers *peers, struct peer *peer);
void peers_clear(struct peers *peers);
void peer_resolving(struct peer *peer);
void peer_dialing(struct peer *peer, __u64 now);
void peer_proving(struct peer *peer, struct handshake *handshake);
void peer_failed(struct peer *peer, __u64 now, __u32 random);
void peer_handed(struct peer *peer, __u64 now);
void peer_up(struct peer *peer, __u64 now);
void peer_still_up(struct peer *peer, __u64 now);
bool peer_down(struct peer *peer, __u64 now, __u32 random, const char *why);
bool peer_used_up(struct peer *peer, __u32 connections, __u64 bytes,
		  __u64 most);
const char *peer_state_name(const struct peer *peer);

#endif
