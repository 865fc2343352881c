/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The network daemon: declarations that its parts share. It makes connections
 * and hands them to the module, which keeps them; it is not a process of the
 * machine. Where the kernel has no TLS, it also encrypts them (netd/relay.h).
 *
 * Invariant: unless it is configured to be insecure, a socket goes to the
 * module only if its other end has proved its machine id by a key, or is a
 * process of root or our user at a Unix socket. The module gets that id, and
 * accepts no other.
 */
#ifndef DEMOS_NETD_H
#define DEMOS_NETD_H

#include "common/local.h"
#include "common/loop.h"
#include "lib/clock.h"
#include "lib/demos.h"
#include "netd/config.h"
#include "netd/peer.h"
#include "netd/refuse.h"

#define NETD_CLIENTS	16
#define NETD_HANDSHAKES	64	/* with dialers, at once */
#define NETD_PATIENCE	5000	/* time limit of a handshake, ms */

/**
 * struct netd_listener - a socket that we listen at
 * @socket: in the loop
 * @local: its descriptor; and its file, if it is a Unix socket
 */
struct netd_listener {
	struct loop_source socket;
	struct local local;
};

/**
 * struct netd_client - a client of the control socket
 * @socket: its connection; descriptor -1: the place is free
 * @due: when it has been too slow, ms
 * @length: bytes in @line
 * @line: its request so far
 * @answer: the answer, NULL: the request is not complete yet
 * @size: of @answer
 * @told: bytes of it that were sent
 */
struct netd_client {
	struct loop_source socket;
	__u64 due;
	size_t length;
	char line[768];
	char *answer;
	size_t size;
	size_t told;
};

/**
 * struct netd - the network daemon
 * @config: its configuration
 * @key: the common key, for peers without a key of their own
 * @keyed: there is a common key
 * @no_tls: the reason why keys cannot be used, "": they can
 * @demos: handle
 * @events: of the machine
 * @machine: @events in the loop
 * @incarnation: of the machine that we started on
 * @loop: the event loop
 * @peers: the machines to connect with
 * @listeners: sockets that we listen at
 * @nlisteners: how many
 * @local: the control socket
 * @control: @local in the loop
 * @clients: of the control socket
 * @failed: the daemon ends, because of an error
 */
struct netd {
	struct config config;
	struct key key;
	bool keyed;
	char no_tls[KEY_ERROR / 2];
	struct demos *demos;
	struct demos_events *events;
	struct loop_source machine;
	__u64 incarnation;
	struct loop loop;
	struct peers peers;
	struct netd_listener listeners[CONFIG_LISTEN];
	unsigned int nlisteners;
	struct local local;
	struct loop_source control;
	struct netd_client clients[NETD_CLIENTS];
	bool failed;
};

/**
 * struct handshake_end - how a handshake ended
 * @fd: the socket, now with kernel TLS, or the end of a relay (plain if we are
 *	insecure, or if it is a Unix socket); the callee owns it; negative: the
 *	handshake failed, and the socket is closed
 * @peer: the peer that we dialled, or NULL
 * @machine: id that the other end proved, or only claimed; 0: neither
 * @from: address of the other end, for a person
 * @why: if it failed: the reason
 * @text: if it failed: more about the reason, or NULL
 *
 * What it points at is valid during the call.
 */
struct handshake_end {
	int fd;
	struct peer *peer;
	__u16 machine;
	const char *from;
	enum refusal why;
	const char *text;
};

typedef void (*handshake_fn)(const struct handshake_end *end);

/* state.c */
extern struct netd netd;
void netd_end(const char *why);
int netd_check_machine(void);

/* options.c */
void options_read(struct config *config, int argc, char **argv);
int options_again(struct config *config);

/* reload.c */
void netd_reload(void);

/* roster.c */
int netd_add_peer(__u16 machine, const char *where, const char *key,
		  char error[KEY_ERROR]);
int netd_del_peer(__u16 machine, char error[KEY_ERROR]);
void netd_forget(struct peer *peer);
int netd_look_at(struct peer *peer, struct demos_peer_info *info);
void netd_drop_key(__u16 machine);
void netd_share_key(const struct key *key);
const struct key *netd_find_key(__u16 machine);
void netd_log_found(void);

/* listen.c */
int netd_listen(const struct address *address);
void netd_listen_close(void);

/* dial.c */
void netd_dial(struct peer *peer);
void netd_dial_resolved(const struct resolved *resolved);
__u32 netd_random(void);

/* keepalive.c */
void netd_prepare(int fd);

/* connection.c */
int netd_hand_in(int fd, __u16 machine);
void netd_hang_up(struct peer *peer);

/* handshake.c */
int handshake_begin(int fd, const struct address *with, struct peer *peer,
		    handshake_fn done);
void handshake_cancel(struct handshake *handshake);
bool handshakes_make_room(void);
void handshakes_void(__u16 machine);
__u64 handshakes_next(void);
void handshakes_due(__u64 now);
void handshakes_clear(void);

/* control.c */
int netd_control_open(void);
void netd_control_close(void);
__u64 netd_control_next(void);
void netd_control_due(__u64 now);

#endif
