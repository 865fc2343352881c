// SPDX-License-Identifier: GPL-2.0
/*
 * An errno of connect() says what happened; an operator asks where to look.
 */
#include <errno.h>
#include <string.h>

#include "netd/reach.h"

static const char *local_text(int error)
{
	switch (error) {
	case ENOENT:
	case ECONNREFUSED:
		return "no demos-netd listens at that path";
	case EACCES:
	case EPERM:
		return "the socket, or its folder, is another user's";
	case EAGAIN:
		return "no answer: it is stopped, or hangs";
	default:
		return strerror(error);
	}
}

/**
 * reach_text() - explain why a connection could not be made
 * @error: errno of connect()
 * @local: connect() was to a Unix socket
 *
 * Return: the text.
 */
const char *reach_text(int error, bool local)
{
	if (local)
		return local_text(error);
	switch (error) {
	case ECONNREFUSED:
		return "connection refused: no demos-netd listens at that port";
	case ETIMEDOUT:
		return "no answer: it is down, or behind a firewall";
	case EHOSTUNREACH:
		return "host unreachable: it is down, or has another address";
	case ENETUNREACH:
		return "network unreachable: this machine has no route to it";
	case EACCES:
	case EPERM:
		return "a firewall on this machine forbids the connection";
	default:
		return strerror(error);
	}
}
