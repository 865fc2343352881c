// SPDX-License-Identifier: GPL-2.0
/*
 * TLS records over a socket after the handshake, by GnuTLS.
 *
 * GnuTLS reads each record in two parts. To save system calls, one call
 * receives whole batches ahead of its needs. That call is made at most once a
 * turn, so that a sender of many small records, or of records without data,
 * takes no more of the caller's time than others.
 *
 * GnuTLS accepts and answers the handshake records that TLS 1.3 allows after
 * the handshake (a new ticket; new keys, at most eight times a second). An
 * alert is an end or a failure. Like the kernel, we never send such records.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <gnutls/gnutls.h>

#include "netd/records.h"

/* For GnuTLS: bytes of @ahead; or of the socket, if it is still our turn */
static ssize_t pull(gnutls_transport_ptr_t arg, void *data, size_t size)
{
	struct records *records = arg;
	ssize_t got = -1;
	int error = EAGAIN;

	if (records->begin == records->end) {
		if (records->asks) {
			got = recv(records->fd, records->ahead,
				   sizeof(records->ahead), MSG_DONTWAIT);
			error = errno;
		}
		records->asks = false;
		if (got < 0)
			gnutls_transport_set_errno(tls_session(records->tls),
						   error);
		if (got <= 0)
			return got;
		records->begin = 0;
		records->end = got;
	}
	if (size > records->end - records->begin)
		size = records->end - records->begin;
	memcpy(data, records->ahead + records->begin, size);
	records->begin += size;
	return size;
}

/**
 * records_begin() - continue after a handshake
 * @records: the connection
 * @tls: the handshake, done; @records owns it from now on
 * @fd: its connected socket; stays the caller's
 *
 * Bytes that GnuTLS has received or decrypted already are not lost.
 */
void records_begin(struct records *records, struct tls *tls, int fd)
{
	gnutls_session_t session = tls_session(tls);

	records->tls = tls;
	records->fd = fd;
	gnutls_transport_set_ptr2(session, records,
				  (gnutls_transport_ptr_t)(intptr_t)fd);
	gnutls_transport_set_pull_function(session, pull);
}

/**
 * records_turn() - begin a turn: the socket may be asked for bytes once more
 * @records: the connection
 */
void records_turn(struct records *records)
{
	records->asks = true;
}

/**
 * records_wait() - have bytes been received that records_read() can return?
 * @records: the connection
 *
 * Return: true: call records_read() even if the socket is not ready.
 */
bool records_wait(const struct records *records)
{
	return records->begin < records->end ||
	       gnutls_record_check_pending(tls_session(records->tls));
}

static bool is_network(ssize_t error)
{
	return error == GNUTLS_E_PREMATURE_TERMINATION ||
	       error == GNUTLS_E_PULL_ERROR || error == GNUTLS_E_PUSH_ERROR;
}

static int fail(struct records *records, ssize_t error)
{
	if (error == GNUTLS_E_AGAIN || error == GNUTLS_E_INTERRUPTED)
		return -EAGAIN;
	if (is_network(error))
		return -ECONNRESET;
	if (!records->why)
		records->why = gnutls_strerror(error);
	return -EBADMSG;
}

/**
 * records_read() - decrypt a record
 * @records: the connection
 * @bytes: gets its data
 * @room: in @bytes, at least RECORD_MOST
 *
 * Return: number of bytes; 0: close_notify has come; -EAGAIN: no record has
 * come; -ECONNRESET: the connection ended without close_notify; -EBADMSG: an
 * alert, or a record that is not authentic or not allowed.
 */
ssize_t records_read(struct records *records, void *bytes, size_t room)
{
	ssize_t got = gnutls_record_recv(tls_session(records->tls), bytes,
					 room);

	return got < 0 ? fail(records, got) : got;
}

/**
 * records_write() - send a record
 * @records: the connection
 * @bytes: its data
 * @size: number of bytes, not 0; at most one record is sent
 *
 * Return: number of bytes sent; -EAGAIN: none was, and the next call must have
 * the same arguments; -ECONNRESET, -EBADMSG: no more can be sent.
 */
ssize_t records_write(struct records *records, const void *bytes, size_t size)
{
	ssize_t sent = gnutls_record_send(tls_session(records->tls), bytes,
					  size);

	return sent < 0 ? fail(records, sent) : sent;
}

/**
 * records_bye() - send close_notify
 * @records: the connection, all its records sent
 *
 * Return: 0; -EAGAIN: call it again when the socket has room; another negative
 * errno: it cannot be sent.
 */
int records_bye(struct records *records)
{
	int err = gnutls_bye(tls_session(records->tls), GNUTLS_SHUT_WR);

	return err ? fail(records, err) : 0;
}

/**
 * records_end() - free what belongs to a connection
 * @records: the connection; its socket is still open
 */
void records_end(struct records *records)
{
	tls_end(records->tls);
}
