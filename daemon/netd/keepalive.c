// SPDX-License-Identifier: GPL-2.0
/*
 * Options of a TCP connection, by which a dead peer is noticed.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "netd/netd.h"

/* Keepalive times, s: a dead peer is noticed after 20 s of silence */
#define KEEP_IDLE	5
#define KEEP_INTERVAL	5
#define KEEP_COUNT	3
#define UNACKED_MOST	20000	/* ms */

static void set_int(int fd, int level, int option, int value)
{
	setsockopt(fd, level, option, &value, sizeof(value));
}

/**
 * netd_prepare() - set the options of a connection
 * @fd: its socket, connected or not yet
 */
void netd_prepare(int fd)
{
	set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEP_IDLE);
	set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_INTERVAL);
	set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEP_COUNT);
	set_int(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKED_MOST);
	set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}
