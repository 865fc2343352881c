/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys, by which machines know each other. A key file has one line, besides
 * comments (#) and empty ones:
 *
 *	demos-key-1 cluster SECRET	any two machines that have it
 *	demos-key-1 pair 1 2 SECRET	machines 1 and 2, nobody else
 *
 * SECRET is 64 hexadecimal digits, a to f small. What a connection is made
 * with is derived from it, from who dials and from who is dialled, so the
 * holder of a pair's key can speak as these two only; the holder of the
 * cluster's as anyone.
 */
#ifndef DEMOS_NETD_KEY_H
#define DEMOS_NETD_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#define KEY_BYTES	32
#define KEY_ERROR	512
/* Enough for the identity that is told with a key */
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
