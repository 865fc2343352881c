// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the network daemon: a line to its Unix socket, a line back.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "demos_service.h"

#define PATIENCE	5	/* s */

static int fail(int error, const char *path, char *answer, size_t size)
{
	if (error == -ENOENT || error == -ECONNREFUSED)
		snprintf(answer, size, "no demos-netd listens at %s", path);
	else
		snprintf(answer, size, "ask demos-netd at %s: %s", path,
			 strerror(-error));
	return error;
}

static int connect_to(int fd, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return -errno;
	return 0;
}

/* Until the daemon closes */
static int read_answer(int fd, char *answer, size_t size)
{
	size_t length = 0;
	ssize_t got;

	do {
		got = read(fd, answer + length, size - 1 - length);
		if (got < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		length += got;
	} while (got && length < size - 1);
	answer[length] = 0;
	answer[strcspn(answer, "\n")] = 0;
	return *answer ? 0 : -EPROTO;
}

static int exchange(int fd, const char *line, char *answer, size_t size)
{
	int length = strlen(line);
	int err = 0;

	if (send(fd, line, length, MSG_NOSIGNAL) != length ||
	    send(fd, "\n", 1, MSG_NOSIGNAL) != 1)
		err = -errno;
	if (!err)
		err = read_answer(fd, answer, size);
	return err;
}

int demos_netd_request(const char *path, const char *line, char *answer,
		       size_t size)
{
	const struct timeval patience = { .tv_sec = PATIENCE };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int err;

	if (!path)
		path = DEMOS_NETD_SOCKET;
	if (fd < 0)
		return fail(-errno, path, answer, size);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	err = connect_to(fd, path);
	if (!err)
		err = exchange(fd, line, answer, size);
	close(fd);
	if (err)
		return fail(err, path, answer, size);
	return strcmp(answer, "ok") ? -EREMOTEIO : 0;
}
