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

/* Bytes received and not decrypted yet: four full records with their headers */
#define RECORDS_AHEAD	(4 * (RECORD_MOST + 256))

/**
 * struct records - one connection
 * @tls: its handshake, done; owned by this
 * @fd: its socket; stays the caller's
 * @asks: the socket may still be read in this turn
 * @begin: index of the first byte in @ahead
 * @end: index after the last one
 * @why: text about a failure that is neither an end nor a broken network; NULL:
 *	 there was none
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
