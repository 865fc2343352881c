/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A connection while a worker of the door looks after it.
 */
#ifndef UNIX_CONNECTION_H
#define UNIX_CONNECTION_H

#include <linux/demos_door.h>
#include <linux/types.h>
#include <sys/types.h>

struct sock;

/**
 * struct unix_connection_rules - which connections are accepted
 * @others: those of all users
 * @group: those of users with this process's group
 * @out: see unix_sock_create()
 */
struct unix_connection_rules {
	bool others;
	bool group;
	int out;
};

struct sock *unix_connection_create(int fd,
				    const struct unix_connection_rules *rules);
bool unix_connection_serve(struct sock *sk, void *buffer, bool *dumps);
void unix_connection_end(struct sock *sk);
void unix_connection_refuse(int fd, int err);

#endif
