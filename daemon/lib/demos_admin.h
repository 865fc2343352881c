/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: the administration of a machine: the machine, its peers, and what
 * is on it. Included by demos.h. The caller need not be a process of DEMOS, but
 * needs CAP_NET_ADMIN, except to look at the machine and its peers.
 */
#ifndef DEMOS_ADMIN_H
#define DEMOS_ADMIN_H

#include "demos.h"

/**
 * struct demos_machine_info - a machine
 * @id: machine id
 * @incarnation: new each time it is brought up
 * @next_local: local number of the next process
 * @processes: processes on it
 * @forwards: forwarding addresses on it
 * @counters: by enum demos_counter
 */
struct demos_machine_info {
	__u16 id;
	__u64 incarnation;
	__u64 next_local;
	__u32 processes;
	__u32 forwards;
	__u64 counters[__DEMOS_C_MAX];
};

/**
 * struct demos_named_link - a link in some process's table
 * @name: its name there
 * @link: the link
 */
struct demos_named_link {
	__u32 name;
	struct demos_link link;
};

/* ---- The machine */

/**
 * demos_machine_up() - make this network namespace a machine
 * @demos: handle
 * @id: machine id, 1 to DEMOS_MACHINE_MAX
 * @next_local: where local numbers go on, 0: by the clock
 * @last: incarnation of its last life, 0: not known. If the clock was set back
 *        since then, peers refuse a machine that does not give it.
 * @info: gets the details, or NULL
 *
 * Return: 0 or a negative errno.
 */
int demos_machine_up(struct demos *demos, __u16 id, __u64 next_local,
		     __u64 last, struct demos_machine_info *info);

/**
 * demos_machine_down() - end the machine and all that is on it
 * @demos: handle
 *
 * Return: 0 or a negative errno.
 */
int demos_machine_down(struct demos *demos);

/**
 * demos_machine_get() - look at the machine
 * @demos: handle
 * @info: gets the details
 *
 * Return: 0 or a negative errno.
 */
int demos_machine_get(struct demos *demos, struct demos_machine_info *info);

/**
 * struct demos_limits - the limits of a machine
 * @most: by enum demos_limit
 * @used: how much is used of those that hold for the whole machine
 * @reserve: what programs like this one may have beyond each
 */
struct demos_limits {
	__u64 most[__DEMOS_LIMIT_MAX];
	__u64 used[__DEMOS_LIMIT_MAX];
	__u64 reserve[__DEMOS_LIMIT_MAX];
};

/**
 * demos_limits_get() - look at the limits of the machine
 * @demos: handle
 * @limits: gets them
 *
 * Return: 0 or a negative errno.
 */
int demos_limits_get(struct demos *demos, struct demos_limits *limits);

/**
 * demos_limit_set() - change a limit
 * @demos: handle
 * @limit: which
 * @most: the new limit; present usage above it stays
 *
 * Return: 0 or a negative errno: -ERANGE: more than that limit can be.
 */
int demos_limit_set(struct demos *demos, enum demos_limit limit, __u64 most);

/* ---- Peers */

/**
 * demos_peer_add() - make another machine a peer; messages for it wait
 * @demos: handle
 * @machine: its id
 *
 * Return: 0 or a negative errno.
 */
int demos_peer_add(struct demos *demos, __u16 machine);

/**
 * demos_peer_connect() - hand in a connection to a peer
 * @demos: handle
 * @fd: a connected stream socket; the module takes a reference of its own,
 *	the caller closes its own
 * @machine: id of the peer, 0: the one that it claims
 *
 * Return: 0 or a negative errno.
 */
int demos_peer_connect(struct demos *demos, int fd, __u16 machine);

/**
 * demos_peer_reset() - cut the connection to a peer
 * @demos: handle
 * @machine: its id
 *
 * Return: 0 or a negative errno.
 */
int demos_peer_reset(struct demos *demos, __u16 machine);

/**
 * demos_peer_del() - forget a peer, and report the messages that wait for it
 * @demos: handle
 * @machine: its id
 *
 * Return: 0 or a negative errno.
 */
int demos_peer_del(struct demos *demos, __u16 machine);

/**
 * demos_peer_get() - look at a peer
 * @demos: handle
 * @machine: its id
 * @info: gets the details
 *
 * Return: 0 or a negative errno.
 */
int demos_peer_get(struct demos *demos, __u16 machine,
		   struct demos_peer_info *info);

/**
 * demos_peers() - all peers
 * @demos: handle
 * @list: gets an array, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_peers(struct demos *demos, struct demos_peer_info **list);

/* ---- What is on this machine */

/**
 * demos_process_get() - look at a process on this machine
 * @demos: handle
 * @pid: its identifier
 * @info: gets the details
 *
 * Return: 0 or a negative errno.
 */
int demos_process_get(struct demos *demos, __u64 pid,
		      struct demos_process_info *info);

/**
 * demos_processes() - all processes on this machine
 * @demos: handle
 * @list: gets an array, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_processes(struct demos *demos, struct demos_process_info **list);

/**
 * demos_links() - the link table of a process on this machine
 * @demos: handle
 * @pid: its identifier
 * @list: gets an array, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_links(struct demos *demos, __u64 pid,
		struct demos_named_link **list);

/**
 * demos_forwards() - all forwarding addresses on this machine
 * @demos: handle
 * @list: gets an array, for the caller to free()
 *
 * Return: how many, or a negative errno (then there is no array).
 */
int demos_forwards(struct demos *demos, struct demos_address **list);

#endif
