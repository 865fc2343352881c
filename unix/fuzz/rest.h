/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When a machine is at rest: all that its peers have sent is served, and no
 * work item runs. Its time goes on by itself, and jumps if a fuzzer wants.
 */
#ifndef FUZZ_REST_H
#define FUZZ_REST_H

#include <linux/types.h>

struct demos_host;

/* Connections in an input, at most */
#define REST_SOCKETS	80

/**
 * struct rest_socket - a socket that the machine has for a connection
 * @sock: it; NULL: it has ended, or the machine did not take it
 * @got: bytes that the machine has received
 * @waits: it waits for more
 * @sends: threads that send, or wait for room
 * @sent: bytes that the other side has sent (fuzzer only)
 * @stalled: the other side does not read (fuzzer only)
 * @closed: the other side sends no more (fuzzer only)
 */
struct rest_socket {
	struct socket *sock;
	u64 got;
	bool waits;
	u32 sends;
	u64 sent;
	bool stalled;
	bool closed;
};

void rest_begin(void);
struct rest_socket *rest_last(void);
bool rest_full(void);
void rest_watch(struct demos_host *host, void (*read_all)(void));
bool rest_until(bool (*done)(void *arg), void *arg, u64 ns);
void rest_await(void);
bool rest_unless(bool (*done)(void));
bool rest_is_awaited(void);
void rest_jump(u64 ms);

#endif
