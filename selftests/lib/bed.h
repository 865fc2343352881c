/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a test's machines live: in network namespaces of this kernel, or, if
 * DEMOS_BED=unix is in the environment, each in a process (demos-machine) of
 * its own. Elsewhere in these tests "namespace" means either.
 *
 * A place is a file descriptor. It ends when all its descriptors are closed,
 * including those of its clients, even if the processes that had them crashed.
 */
#ifndef SELFTEST_BED_H
#define SELFTEST_BED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct client;

/**
 * struct bed - one kind of place
 * @make: make an empty one and go there. Return: its descriptor, or a negative
 *	  errno
 * @enter: go to one. Return: 0 or a negative errno
 * @connect: open a client's socket where the caller is, without a family.
 *	     Return: 0 or a negative errno
 * @join: have a client receive a multicast group. Return: 0 or a negative errno
 * @beside: open another client in the place of a client, to see when the
 *	    machine has noticed a close(); NULL: close() itself waits for that;
 *	    returns 0 or a negative errno
 * @send: as send()
 * @receive: as recv()
 * @memory: memory of the machine of a client, of which there may be more than
 *	    one, KiB. Return: that, or a negative errno
 */
struct bed {
	int (*make)(void);
	int (*enter)(int place);
	int (*connect)(struct client *client);
	int (*join)(const struct client *client, int group);
	int (*beside)(const struct client *client, struct client *other);
	ssize_t (*send)(int fd, const void *bytes, size_t size, int flags);
	ssize_t (*receive)(int fd, void *bytes, size_t size, int flags);
	long (*memory)(const struct client *client);
};

extern const struct bed bed_of_namespaces;
extern const struct bed bed_of_processes;

const struct bed *bed(void);
long bed_kib(const char *path, const char *name);
bool bed_lacks(const char *test, char *reason, size_t size);

#endif
