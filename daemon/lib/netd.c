// SPDX-License-Identifier: GPL-2.0
/*
 * Client of the network daemon: sends a line to its Unix socket and reads the
 * answer, one line or more.
 */
#define _GNU_SOURCE	/* asprintf(), struct ucred */
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

#define PATIENCE	2	/* s; it answers within milliseconds */
#define ANSWER_MOST	(16 << 20)

/* Why there is no answer, for a person; the caller frees it */
static char *explain(int error, const char *path, pid_t pid)
{
	const char *why = strerror(-error);
	char *text = NULL;
	int length;

	switch (error) {
	case -ENOENT:
	case -ECONNREFUSED:
		length = asprintf(&text, "no demos-netd listens on %s", path);
		return length < 0 ? NULL : text;
	case -EACCES:
		why = "only root, or the user that it runs as, may ask";
		break;
	case -EPROTO:
		why = "its answer is not understood: is it another version?";
		break;
	case -ETIMEDOUT:
		why = "no answer within two seconds: it is stopped, or hangs";
		break;
	case -EPIPE:
	case -ECONNRESET:
	case -ENODATA:
		why = "it hung up: it ended, or has too many clients";
		break;
	}
	if (pid > 0)
		length = asprintf(&text, "demos-netd at %s (process %d): %s",
				  path, pid, why);
	else
		length = asprintf(&text, "demos-netd at %s: %s", path, why);
	return length < 0 ? NULL : text;
}

/* The process at the other end, 0: it cannot be told */
static pid_t server_of(int fd)
{
	struct ucred who = {};
	socklen_t size = sizeof(who);

	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size);
	return who.pid;
}

static int connect_to(int fd, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path));
	if (!connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return 0;
	/* Its queue of clients is full, and stays so */
	return errno == EAGAIN ? -ETIMEDOUT : -errno;
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

/* MSG_NOSIGNAL: it may have hung up already */
static int send_line(int fd, __u16 machine, const char *line)
{
	char text[1024];
	int length = snprintf(text, sizeof(text), "%u %s\n", machine, line);

	if (length >= (int)sizeof(text))
		return -EMSGSIZE;
	if (send(fd, text, length, MSG_NOSIGNAL) == length)
		return 0;
	return errno == EAGAIN ? -ETIMEDOUT : -errno;
}

static int exchange(int fd, __u16 machine, const char *line, char **answer)
{
	int err = send_line(fd, machine, line);
	size_t size;
	FILE *to;

	if (err)
		return err;
	to = open_memstream(answer, &size);
	if (!to)
		return -ENOMEM;
	err = read_answer(fd, to);
	if (fclose(to) && !err)
		err = -ENOMEM;
	return err || size ? err : -ENODATA;
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
	pid_t pid = 0;
	int err;

	*answer = NULL;
	if (!path)
		path = DEMOS_NETD_SOCKET;
	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	err = connect_to(fd, path);
	if (!err) {
		pid = server_of(fd);
		err = exchange(fd, machine, line, answer);
	}
	close(fd);
	if (!err)
		err = judge(*answer);
	if (err && err != -EREMOTEIO) {
		free(*answer);
		*answer = explain(err, path, pid);
	}
	return err;
}
