// SPDX-License-Identifier: GPL-2.0
/*
 * The sockets of handles, and forks. A process of DEMOS is a socket, and a
 * child would share it: it would take the parent's answers, and keep the
 * parent's process alive after the parent's death. So a fork closes the
 * child's copies of all sockets; its copies of the handles can only be closed.
 *
 * Invariant: unless @lock is held, every socket belongs to a handle in the
 * list.
 */
#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "handle.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct demos *handles;	/* with a socket (protected by @lock) */
static int watching;		/* 0, or why forks are not watched */

static void before(void)
{
	pthread_mutex_lock(&lock);
}

static void after_in_parent(void)
{
	pthread_mutex_unlock(&lock);
}

/* Calls nothing that a child of a multithreaded process may not call */
static void after_in_child(void)
{
	struct demos *demos;

	for (demos = handles; demos; demos = demos->next) {
		close(demos->fd);
		demos->fd = -1;
		demos->broken = -EBADF;
	}
	handles = NULL;
	pthread_mutex_unlock(&lock);
}

static void watch(void)
{
	watching = -pthread_atfork(before, after_in_parent, after_in_child);
}

/**
 * demos_socket_open() - make a handle's socket
 * @demos: handle without one
 * @family: as for socket(2)
 * @type: likewise; an exec closes it
 * @protocol: likewise
 *
 * Return: 0 or a negative errno; then there is none.
 */
int demos_socket_open(struct demos *demos, int family, int type,
		      int protocol)
{
	int err = 0;

	pthread_once(&once, watch);
	if (watching)
		return watching;
	pthread_mutex_lock(&lock);
	demos->fd = socket(family, type | SOCK_CLOEXEC, protocol);
	if (demos->fd >= 0) {
		demos->next = handles;
		handles = demos;
	} else {
		err = -errno;
	}
	pthread_mutex_unlock(&lock);
	return err;
}

/**
 * demos_socket_close() - close a handle's socket
 * @demos: handle; it may have none
 */
void demos_socket_close(struct demos *demos)
{
	struct demos **link;

	pthread_mutex_lock(&lock);
	for (link = &handles; *link; link = &(*link)->next) {
		if (*link == demos) {
			*link = demos->next;
			break;
		}
	}
	if (demos->fd >= 0)
		close(demos->fd);
	demos->fd = -1;
	pthread_mutex_unlock(&lock);
}
