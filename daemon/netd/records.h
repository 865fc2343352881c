/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TLS records over a socket after the handshake, by GnuTLS. Nothing here waits.
 */
#ifndef DEMOS_NETD_RECORDS_H
#define DEMOS_NETD_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "netd/tls.h"

#define RECORD_MOST	16384	/* bytes of data in a record */

/* Received and not decrypted yet: four full records, with all around them */
#define RECORDS_AHEAD	(4 * (RECORD_MOST + 256))

/**
 * struct records - one connection
 * @tls: its handshake, done; ours
 * @fd: its socket; stays the caller's
 * @asks: the next bytes may be asked of the socket
 * @begin: of the bytes in @ahead
 * @end: of them
 * @why: a failure that is neither an end nor a broken network, for a person;
 *	 NULL: there was none
 * @ahead: bytes received ahead of GnuTLS's needs
 */
struct records {
	struct tls *tls;
	int fd;
	bool asks;
	size_t begin;
	size_t end;
	const char *why;
	unsigned char ahead[RECORDS_AHEAD];
};

void records_begin(struct records *records, struct tls *tls, int fd);
void records_turn(struct records *records);
bool records_wait(const struct records *records);
ssize_t records_read(struct records *records, void *bytes, size_t room);
ssize_t records_write(struct records *records, const void *bytes, size_t size);
int records_bye(struct records *records);
void records_end(struct records *records);

#endif
