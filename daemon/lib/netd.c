// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the network daemon: sends a line to its Unix socket and reads the
 * answer, one line or more.
 */
#define _GNU_SOURCE	/* asprintf() */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "demos_service.h"

#define PATIENCE	5	/* s */
#define ANSWER_MOST	(16 << 20)

static int fail(int error, const char *path, char **answer)
{
	int length;

	free(*answer);
	if (error == -ENOENT || error == -ECONNREFUSED)
		length = asprintf(answer, "no demos-netd listens on %s", path);
	else
		length = asprintf(answer, "ask demos-netd at %s: %s", path,
				  strerror(-error));
	if (length < 0)
		*answer = NULL;
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
static int read_answer(int fd, FILE *to)
{
	char part[4096];
	size_t length = 0;
	ssize_t got;

	do {
		got = read(fd, part, sizeof(part));
		if (got < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		length += got;
		if (length > ANSWER_MOST)
			return -EMSGSIZE;
		fwrite(part, 1, got, to);
	} while (got);
	return 0;
}

static int exchange(int fd, __u16 machine, const char *line, char **answer)
{
	FILE *to;
	size_t size;
	int err = 0;

	if (dprintf(fd, "%u %s\n", machine, line) < 0)
		return -errno;
	to = open_memstream(answer, &size);
	if (!to)
		return -ENOMEM;
	err = read_answer(fd, to);
	if (fclose(to) && !err)
		err = -ENOMEM;
	return err;
}

/* Strip "ok" or "error: " off the answer */
static int judge(char *answer)
{
	size_t first = strcspn(answer, "\n");
	const char *rest;
	bool ok = first == 2 && !strncmp(answer, "ok", first);

	if (!ok && strncmp(answer, "error: ", 7))
		return -EPROTO;
	if (!ok)
		answer[first] = 0;
	rest = answer + (ok ? 3 : 7);
	memmove(answer, rest, strlen(rest) + 1);
	return ok ? 0 : -EREMOTEIO;
}

int demos_netd_request(const char *path, __u16 machine, const char *line,
		       char **answer)
{
	const struct timeval patience = { .tv_sec = PATIENCE };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int err;

	*answer = NULL;
	if (!path)
		path = DEMOS_NETD_SOCKET;
	if (fd < 0)
		return fail(-errno, path, answer);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	err = connect_to(fd, path);
	if (!err)
		err = exchange(fd, machine, line, answer);
	close(fd);
	if (!err)
		err = judge(*answer);
	return err && err != -EREMOTEIO ? fail(err, path, answer) : err;
}
