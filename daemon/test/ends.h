/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A relay of demos-netd and both its ends: a peer that speaks TLS over TCP, and
 * a machine. All three run in one thread, in turn; none waits for another.
 */
#ifndef DEMOS_TEST_ENDS_H
#define DEMOS_TEST_ENDS_H

#include <stdbool.h>
#include <stddef.h>

#include <gnutls/gnutls.h>
#include <linux/types.h>

#include "common/loop.h"
#include "netd/tls.h"

#define ENDS_PATIENCE	20000	/* ms; only a test that fails waits so long */
#define ENDS_PIECE	70000

/**
 * struct end - the peer or the machine
 * @fd: its socket, non-blocking
 * @session: TLS over it, NULL: the machine
 * @credentials: for @session
 * @stream: which bytes it sends; the other end sends those of !@stream
 * @sends: so many bytes in all, then it says that this was the end
 * @sent: so far
 * @begin: of the piece that is being sent
 * @end: of it
 * @piece: the piece
 * @deaf: reads nothing
 * @stays: does not say that it has sent all
 * @bye: has said it
 * @got: so many bytes, all right
 * @wrong: it got another byte
 * @closed: the relay has said that no more comes
 * @error: or this happened
 */
struct end {
	int fd;
	gnutls_session_t session;
	gnutls_psk_client_credentials_t credentials;
	unsigned int stream;
	size_t sends;
	size_t sent;
	size_t begin;
	size_t end;
	unsigned char piece[ENDS_PIECE];
	bool deaf;
	bool stays;
	bool bye;
	size_t got;
	bool wrong;
	bool closed;
	int error;
};

extern struct end peer, machine;
extern struct loop ends_loop;

unsigned char ends_byte(unsigned int stream, size_t at);
bool ends_give(struct end *end);
bool ends_relay_once(void);
void ends_go_on(void);
bool ends_still(void);
bool ends_until(bool (*so)(void));
int ends_prepare(void);
struct tls *ends_meet(size_t peer_sends, size_t machine_sends);
int ends_hand_over(struct tls *tls);
void ends_hang_up(struct end *end);
void ends_forget(void);

#endif
