// SPDX-License-Identifier: GPL-2.0
/*
 * The claim is an abstract Unix socket. Its name is known in one network
 * namespace, as a machine is one; that of a machine with a door names the door,
 * too. The kernel gives it to one process at a time and takes it back when that
 * process ends, however it ends.
 *
 * Any user may bind such a name. One that is bound by a user who is neither
 * root nor ours must not keep the server from starting: then there is no claim.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/claim.h"
#include "common/local.h"
#include "common/log.h"
#include "lib/place.h"

/* The process that has the name; @user: its user, -1: not known */
static pid_t find_holder(const struct sockaddr_un *at, socklen_t length,
			 uid_t *user)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	pid_t pid = 0;

	*user = -1;
	if (fd < 0)
		return 0;
	if (!connect(fd, (const struct sockaddr *)at, length))
		pid = local_holder(fd, user);
	close(fd);
	return pid;
}

/* Return: 0 also if a user other than root and ourselves holds the name */
static int refuse(const char *name, const struct sockaddr_un *at,
		  socklen_t length)
{
	uid_t user;
	pid_t pid = find_holder(at, length, &user);

	if (user != (uid_t)-1 && user && user != geteuid()) {
		log_line("process %d of user %u poses as %s: going on",
			 pid, user, name);
		return 0;
	}
	if (pid)
		log_line("cannot start: this machine has a %s: process %d",
			 name, pid);
	else
		log_line("cannot start: this machine has a %s: %s", name,
			 "in another container, or about to end");
	return -EADDRINUSE;
}

/**
 * claim() - claim to be the only server of its kind on this machine
 * @name: of the server
 *
 * The claim lasts until the process ends. If it cannot be had, the log says
 * which process has it.
 *
 * Return: 0; -EADDRINUSE: another process has it, or another negative errno.
 */
int claim(const char *name)
{
	struct sockaddr_un at;
	socklen_t length = demos_place_claim(name, &at);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int err = fd < 0 ? -errno : 0;

	/* It listens so that others can ask for SO_PEERCRED */
	if (!err && (bind(fd, (struct sockaddr *)&at, length) ||
		     listen(fd, SOMAXCONN)))
		err = -errno;
	if (!err)
		return 0;
	if (fd >= 0)
		close(fd);
	if (err == -EADDRINUSE)
		return refuse(name, &at, length);
	log_line("cannot start: %s", strerror(-err));
	return err;
}
