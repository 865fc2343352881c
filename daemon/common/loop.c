// SPDX-License-Identifier: GPL-2.0
/*
 * The event loop of a server.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/log.h"
#include "common/loop.h"

static void signalled(struct loop_source *source, __u32 events)
{
	struct loop *loop = (struct loop *)((char *)source -
					    offsetof(struct loop, signals));
	struct signalfd_siginfo info;

	(void)events;
	if (read(source->fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP && loop->hangup) {
		loop->hangup();
		return;
	}
	log_line("ending: %s from process %u", strsignal(info.ssi_signo),
		 info.ssi_pid);
	loop->stop = true;
}

/**
 * loop_init() - make a loop; SIGTERM and SIGINT end it from now on
 * @loop: the loop
 *
 * SIGHUP does, too, unless the caller sets @loop->hangup; if it was ignored
 * (nohup), it stays ignored.
 *
 * Return: 0 or a negative errno.
 */
int loop_init(struct loop *loop)
{
	struct sigaction hangup = {};
	sigset_t signals;

	memset(loop, 0, sizeof(*loop));
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaction(SIGHUP, NULL, &hangup);
	if (hangup.sa_handler != SIG_IGN)
		sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->signals.fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	loop->signals.ready = signalled;
	if (loop->epoll < 0 || loop->signals.fd < 0)
		return -errno;
	return loop_add(loop, &loop->signals, EPOLLIN);
}

/**
 * loop_add() - watch a descriptor
 * @loop: the loop
 * @source: stays the caller's; to be removed before it is freed
 * @events: EPOLL*
 *
 * Return: 0 or a negative errno.
 */
int loop_add(struct loop *loop, struct loop_source *source, __u32 events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, source->fd, &event))
		return -errno;
	return 0;
}

/**
 * loop_change() - watch a descriptor for other events
 * @loop: the loop
 * @source: in the loop
 * @events: EPOLL*
 */
void loop_change(struct loop *loop, struct loop_source *source, __u32 events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	epoll_ctl(loop->epoll, EPOLL_CTL_MOD, source->fd, &event);
}

/**
 * loop_remove() - stop watching a descriptor
 * @loop: the loop
 * @source: in the loop, its descriptor still open
 */
void loop_remove(struct loop *loop, struct loop_source *source)
{
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, source->fd, NULL);
}

/**
 * loop_run() - run until a signal asks to end
 * @loop: the loop
 * @turn: called before each wait; returns how long to wait at most, ms; -1: no
 *	  limit; another negative number: end, because of an error
 * @arg: for @turn
 *
 * Return: 0, or what @turn returned last.
 */
int loop_run(struct loop *loop, int (*turn)(void *arg), void *arg)
{
	struct loop_source *source;
	struct epoll_event event;
	int timeout;

	while (!loop->stop) {
		timeout = turn(arg);
		if (timeout < -1)
			return timeout;
		if (epoll_wait(loop->epoll, &event, 1, timeout) < 1)
			continue;
		source = event.data.ptr;
		source->ready(source, event.events);
	}
	return 0;
}

/* Tell the service manager, if there is one (sd_notify) */
static void notify(const char *text)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	int fd;

	if (!path || strlen(path) >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, strlen(path));
	if (*path == '@')
		to.sun_path[0] = 0;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (sendto(fd, text, strlen(text), MSG_NOSIGNAL,
		   (struct sockaddr *)&to,
		   offsetof(struct sockaddr_un, sun_path) + strlen(path)) < 0)
		log_line("write to NOTIFY_SOCKET %s: %s", path,
			 strerror(errno));
	close(fd);
}

/**
 * loop_ready() - log, and tell the service manager, that we are ready
 * @status: what we do, for a person
 *
 * There is a service manager if $NOTIFY_SOCKET is set.
 */
void loop_ready(const char *status)
{
	char text[256];

	log_line("%s", status);
	snprintf(text, sizeof(text), "READY=1\nSTATUS=%s", status);
	notify(text);
}

/**
 * loop_stopping() - tell the service manager that we are about to end
 */
void loop_stopping(void)
{
	notify("STOPPING=1");
}
