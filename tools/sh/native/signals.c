// SPDX-License-Identifier: GPL-2.0
/*
 * The keys of a terminal. A signal handler notes the key and makes an eventfd
 * readable; libdemos polls that while a call waits, so that Ctrl-C ends each
 * wait. Ctrl-Z ends only the wait for a job.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../../../daemon/lib/demos_watch.h"
#include "guest.h"
#include "system.h"

static volatile sig_atomic_t interrupted, suspended;
static int event = -1;
static bool waits;

static void take(int number)
{
	const uint64_t one = 1;
	int error = errno;

	if (number == SIGTSTP)
		suspended = 1;
	else
		interrupted = 1;
	if (write(event, &one, sizeof(one)) < 0)
		interrupted = 1;
	errno = error;
}

static int add(struct system *system, int fd)
{
	struct epoll_event wanted = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(system->poll, EPOLL_CTL_ADD, fd, &wanted);
}

static int watch(struct demos *demos, __u32 link, void *arg)
{
	struct system *system = arg;
	struct epoll_event came;

	(void)demos;
	(void)link;
	if (interrupted || (suspended && waits))
		return -ECANCELED;
	if (suspended)
		signals_clear();
	if (epoll_wait(system->poll, &came, 1, 0) == 1 &&
	    came.data.fd == STDIN_FILENO) {
		signals_watch_input(system, false);
		guest_give_input(system);
	}
	return 0;
}

/**
 * signals_begin - handle the keys of the terminal
 * @system: its handle is attached
 *
 * Return: 0 or a negative errno.
 */
int signals_begin(struct system *system)
{
	struct sigaction action = {
		.sa_handler = take, .sa_flags = SA_RESTART,
	};
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	system->poll = epoll_create1(EPOLL_CLOEXEC);
	if (event < 0 || system->poll < 0 || add(system, event))
		return -errno;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	if (system->shell->interactive) {
		sigaction(SIGTSTP, &action, NULL);
		sigaction(SIGQUIT, &ignore, NULL);
		sigaction(SIGTTOU, &ignore, NULL);
	}
	demos_watch(system->demos, system->poll, watch, system);
	return 0;
}

/**
 * signals_interrupted - has the user pressed Ctrl-C?
 *
 * Return: since signals_clear()?
 */
bool signals_interrupted(void)
{
	return interrupted;
}

/**
 * signals_suspended - has the user pressed Ctrl-Z?
 *
 * Return: since signals_clear()?
 */
bool signals_suspended(void)
{
	return suspended;
}

/**
 * signals_clear - forget the keys
 */
void signals_clear(void)
{
	uint64_t count;

	interrupted = 0;
	suspended = 0;
	if (read(event, &count, sizeof(count)) < 0)
		return;
}

/**
 * signals_waiting - does the shell wait for a job?
 * @waiting: it does: Ctrl-Z ends that
 */
void signals_waiting(bool waiting)
{
	waits = waiting;
}

/**
 * signals_watch_input - watch for input on the terminal, or do not
 * @system: the system
 * @on: do. A file that cannot be watched can be read at any time
 */
void signals_watch_input(struct system *system, bool on)
{
	if (!on)
		epoll_ctl(system->poll, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
	else if (add(system, STDIN_FILENO) && errno == EPERM)
		guest_give_input(system);
}
