/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys, by which machines recognise each other. A key file has one line,
 * besides comments (#) and empty lines:
 *
 *	demos-key-1 cluster SECRET	any two machines that have it
 *	demos-key-1 pair 1 2 SECRET	machines 1 and 2, nobody else
 *
 * SECRET is 64 hexadecimal digits in lower case. The pre-shared key of a
 * connection is derived from it and from the ids of the dialer and the machine
 * dialled, so the holder of a pair's key can pose only as these two; the holder
 * of the cluster's key as any machine.
 */
#ifndef DEMOS_NETD_KEY_H
#define DEMOS_NETD_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#define KEY_BYTES	32
#define KEY_ERROR	512
/* Room for the identity that goes with a key */
#define KEY_IDENTITY	40

/**
 * struct key - a key
 * @low: the lower one of a pair of machines, 0: it is the cluster's
 * @high: the higher one
 * @secret: the secret
 */
struct key {
	__u16 low;
	__u16 high;
	unsigned char secret[KEY_BYTES];
};

int key_parse(const char *text, struct key *key);
int key_read(const char *path, struct key *key, char error[KEY_ERROR]);
bool key_fits(const struct key *key, __u16 one, __u16 other);
void key_identity(__u16 dialer, __u16 dialled, char identity[KEY_IDENTITY]);
int key_identity_parse(const void *identity, size_t length, __u16 *dialer,
		       __u16 *dialled);
int key_derive(const struct key *key, __u16 dialer, __u16 dialled,
	       unsigned char psk[KEY_BYTES]);

#endif
