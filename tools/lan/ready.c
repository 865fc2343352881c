// SPDX-License-Identifier: GPL-2.0
/*
 * Start a daemon and wait until it is ready.
 *
 *	ready [-p] PROGRAM [ARGUMENT...]
 *
 * The program runs in a session of its own and reports that it is ready as it
 * would to systemd (sd_notify: READY=1 to the socket $NOTIFY_SOCKET). Then this
 * exits with 0 and leaves it running; with -p it prints the process's id, and
 * what the process prints goes to standard error. If the program ends before,
 * this exits with its status; if it reports nothing for half a minute, this
 * ends it and exits with 1.
 */
#define _GNU_SOURCE		/* pidfd_open() */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS	30000

static void die(const char *what)
{
	fprintf(stderr, "ready: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* A socket with an abstract name that the kernel chooses, in $NOTIFY_SOCKET. */
static int notify_socket(void)
{
	struct sockaddr_un own = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(own.sun_family);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char name[sizeof(own.sun_path) + 1];

	if (fd < 0 || bind(fd, (void *)&own, size))
		die("socket");
	size = sizeof(own);
	if (getsockname(fd, (void *)&own, &size))
		die("getsockname");
	size -= offsetof(struct sockaddr_un, sun_path);
	own.sun_path[0] = '@';
	memcpy(name, own.sun_path, size);
	name[size] = '\0';
	if (setenv("NOTIFY_SOCKET", name, 1))
		die("setenv");
	return fd;
}

static int status_of(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Return: has the program said that it is ready? */
static bool heard(int fd)
{
	char text[1024];
	ssize_t size = recv(fd, text, sizeof(text) - 1, 0);

	if (size < 0)
		return false;
	text[size] = '\0';
	return !strncmp(text, "READY=1", 7) || strstr(text, "\nREADY=1");
}

int main(int argc, char **argv)
{
	struct pollfd polled[2] = {
		{ .events = POLLIN },
		{ .events = POLLIN },
	};
	bool print = argc > 1 && !strcmp(argv[1], "-p");
	pid_t pid;
	int n;

	argv += print;
	if (!argv[0] || !argv[1]) {
		fprintf(stderr, "usage: ready [-p] PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	polled[0].fd = notify_socket();
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		setsid();
		if (print)
			dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(argv[1], argv + 1);
		fprintf(stderr, "ready: %s: %s\n", argv[1], strerror(errno));
		_exit(127);
	}
	polled[1].fd = pidfd_open(pid, 0);
	if (polled[1].fd < 0)
		die("pidfd_open");
	while ((n = poll(polled, 2, PATIENCE_MS)) > 0) {
		if (polled[0].revents && heard(polled[0].fd)) {
			if (print)
				printf("%d\n", pid);
			return 0;
		}
		if (polled[1].revents) {
			fprintf(stderr, "ready: %s has ended\n", argv[1]);
			n = status_of(pid);
			return n ? n : 1;
		}
	}
	fprintf(stderr, "ready: %s is not ready after %d s\n", argv[1],
		PATIENCE_MS / 1000);
	kill(pid, SIGKILL);
	return 1;
}
