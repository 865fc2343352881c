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

#include "clock.h"
#include "demos_service.h"
#include "netd.h"
#include "place.h"

#define PATIENCE	2000	/* ms; it answers within milliseconds */
#define ANSWER_MOST	(16 << 20)

/* The process at the other end, 0: it cannot be told; @user: its user */
static pid_t server_of(int fd, uid_t *user)
{
	struct ucred who = { .uid = -1 };
	socklen_t size = sizeof(who);

	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size);
	*user = who.uid;
	return who.pid;
}

/**
 * demos_netd_process() - find the network daemon of this machine
 *
 * Any user can pose as it; only root's and our own processes count.
 *
 * Return: its process, or 0: there is none, or it cannot be told.
 */
pid_t demos_netd_process(void)
{
	struct sockaddr_un at;
	const socklen_t length = demos_place_claim(DEMOS_NETD_CLAIM, &at);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	pid_t pid = 0;
	uid_t user;

	if (fd < 0)
		return 0;
	if (!connect(fd, (struct sockaddr *)&at, length))
		pid = server_of(fd, &user);
	close(fd);
	return pid && (!user || user == geteuid()) ? pid : 0;
}

/* Why there is no answer, for a person; the caller frees it */
static char *explain(int error, const char *path, pid_t pid)
{
	const char *why = strerror(-error);
	char *text = NULL;
	int length;

	switch (error) {
	case -ENOENT:
	case -ECONNREFUSED:
		pid = demos_netd_process();
		if (pid)
			length = asprintf(&text,
					  "no demos-netd listens on %s, but process %d does on another control socket: name that with --socket",
					  path, pid);
		else
			length = asprintf(&text,
					  "no demos-netd listens on %s: start demos-netd",
					  path);
		return length < 0 ? NULL : text;
	case -EACCES:
		why = "only root, or the user that it runs as, may ask";
		break;
	case -EPROTO:
		why = "its answer is not understood: is it another version?";
		break;
	case -ETIMEDOUT:
		why = "it does not answer: it is stopped, or hangs";
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

static int fail(int error, const char *path, pid_t pid, char **answer)
{
	free(*answer);
	*answer = explain(error, path, pid);
	return error;
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

static void set_limit(int fd, int option, int timeout_ms)
{
	const struct timeval limit = {
		.tv_sec = timeout_ms / 1000,
		.tv_usec = timeout_ms % 1000 * 1000,
	};

	setsockopt(fd, SOL_SOCKET, option, &limit, sizeof(limit));
}

/* Until the daemon closes */
static int read_lines(int fd, int timeout_ms, FILE *to)
{
	__u64 deadline = demos_deadline(timeout_ms);
	char part[4096];
	size_t length = 0;
	ssize_t got;

	do {
		/* A limit of 0 would be none */
		timeout_ms = demos_remaining(deadline);
		set_limit(fd, SO_RCVTIMEO, timeout_ms ? timeout_ms : 1);
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

static int read_answer(int fd, int timeout_ms, char **answer)
{
	size_t size;
	FILE *to = open_memstream(answer, &size);
	int err;

	if (!to)
		return -ENOMEM;
	err = read_lines(fd, timeout_ms, to);
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

int demos_netd_post(const char *path, __u16 machine, const char *line,
		    int timeout_ms, char **why)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char beside[DEMOS_PLACE_PATH];
	pid_t pid = 0;
	uid_t user;
	int err;

	*why = NULL;
	if (!path)
		path = demos_netd_path(beside);
	if (fd < 0)
		return fail(-errno, path, 0, why);
	/* Connecting to a daemon that has stopped may wait, too */
	set_limit(fd, SO_SNDTIMEO, timeout_ms);
	err = connect_to(fd, path);
	if (!err)
		pid = server_of(fd, &user);
	if (!err)
		err = send_line(fd, machine, line);
	if (!err)
		return fd;
	close(fd);
	return fail(err, path, pid, why);
}

int demos_netd_answer(int fd, const char *path, int timeout_ms, char **answer)
{
	char beside[DEMOS_PLACE_PATH];
	uid_t user;
	pid_t pid = server_of(fd, &user);
	int err;

	*answer = NULL;
	err = read_answer(fd, timeout_ms, answer);
	close(fd);
	if (!err)
		err = judge(*answer);
	if (!path)
		path = demos_netd_path(beside);
	return err && err != -EREMOTEIO ? fail(err, path, pid, answer) : err;
}

int demos_netd_request(const char *path, __u16 machine, const char *line,
		       char **answer)
{
	int fd = demos_netd_post(path, machine, line, PATIENCE, answer);

	return fd < 0 ? fd : demos_netd_answer(fd, path, PATIENCE, answer);
}
