/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos, inside: the way of a handle to its machine. The module is reached
 * over netlink (netlink.c), a machine that is a process through its door
 * (door.c). Both carry the same messages.
 */
#ifndef DEMOS_WAY_H
#define DEMOS_WAY_H

#include <stddef.h>
#include <sys/types.h>
#include <linux/types.h>

struct demos;

/**
 * struct demos_way - a way to a machine
 * @open: make the handle's socket, and connect it; on failure demos_error() has
 *	  the reason
 * @send: send a record, with the descriptor demos->passed if there is one;
 *	  returns 0 or a negative errno
 * @receive: read a record into demos->in; returns its length; 0: ignore the
 *	     record; -EAGAIN: there is none; -ENOBUFS: some were lost; or
 *	     another negative errno
 * @join: get the messages of demos->group, too; returns 0 or a negative errno
 * @absent: error text if the machine does not know the family
 * @denied: error text for a request that is refused with -EPERM
 */
struct demos_way {
	int (*open)(struct demos *demos);
	int (*send)(struct demos *demos, const void *record, size_t length);
	ssize_t (*receive)(struct demos *demos);
	int (*join)(struct demos *demos);
	const char *absent;
	const char *denied;
};

extern const struct demos_way demos_way_netlink;
extern const struct demos_way demos_way_door;

/* Size of the receive buffer for unread answers, bytes */
#define DEMOS_WAY_BUFFER	(4 * 1024 * 1024)

/* open.c */
int demos_open_within(struct demos **demos, const char *path, int timeout_ms);

#endif
