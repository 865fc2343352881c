// SPDX-License-Identifier: GPL-2.0
/*
 * The file of a Unix socket outlives a server that was killed, and stands in
 * the way of the next one. It may be deleted only if nobody listens at it; and
 * between that check and the deletion, another file may come in its place. So
 * the file is first moved to a name of our own, where nobody else looks for it,
 * and deleted there only if it is still the file that was checked. If not, it
 * is moved back.
 */
#define _GNU_SOURCE	/* renameat2(), struct ucred */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/local.h"

/**
 * local_holder() - find the process that listens at the other end
 * @fd: connected to a Unix socket
 * @user: gets the user, or NULL
 *
 * Return: the process, 0: one of another PID namespace.
 */
pid_t local_holder(int fd, uid_t *user)
{
	struct ucred who = { .uid = -1 };
	socklen_t size = sizeof(who);

	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size);
	if (user)
		*user = who.uid;
	return who.pid;
}

static int refuse(char error[LOCAL_ERROR], int err, const char *path,
		  const char *why)
{
	snprintf(error, LOCAL_ERROR, "%.200s %s", path, why);
	return err;
}

/* The name of the kind of a file; NULL: it is a socket */
static const char *other_kind(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFSOCK:
		return NULL;
	case S_IFLNK:
		return "is a symbolic link, not a socket: it stays as it is";
	case S_IFDIR:
		return "is a folder, not a socket";
	case S_IFIFO:
		return "is a FIFO, not a socket: it stays as it is";
	case S_IFCHR:
	case S_IFBLK:
		return "is a device, not a socket: it stays as it is";
	default:
		return "is a file, not a socket: it stays as it is";
	}
}

static int in_use(char error[LOCAL_ERROR], const char *path, pid_t pid)
{
	char why[80] = "is in use by a process of another container";

	if (pid)
		snprintf(why, sizeof(why), "is in use: process %d has it", pid);
	return refuse(error, -EADDRINUSE, path, why);
}

/* Does anybody listen at this socket? It is named by its descriptor */
static int check_idle(int place, const char *path, char error[LOCAL_ERROR])
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err = 0;

	if (fd < 0)
		return refuse(error, -errno, path, strerror(errno));
	snprintf(at.sun_path, sizeof(at.sun_path), "/proc/self/fd/%d", place);
	if (!connect(fd, (struct sockaddr *)&at, sizeof(at)))
		err = in_use(error, path, local_holder(fd, NULL));
	else if (errno != ECONNREFUSED)
		/* EAGAIN: its queue is full. EPROTOTYPE: for datagrams */
		err = refuse(error, -EADDRINUSE, path,
			     "is in use by another process");
	close(fd);
	return err;
}

static bool is_same(int place, const char *path)
{
	struct stat one, other;

	return !fstat(place, &one) && !lstat(path, &other) &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* Delete @path if it is the file of the descriptor @place, and nothing else */
static int delete_only(int place, const char *path)
{
	char aside[PATH_MAX];

	snprintf(aside, sizeof(aside), "%s.%d", path, getpid());
	if (renameat2(AT_FDCWD, path, AT_FDCWD, aside, RENAME_NOREPLACE))
		return -errno;
	if (is_same(place, aside))
		return unlink(aside) ? -errno : 0;
	renameat2(AT_FDCWD, aside, AT_FDCWD, path, RENAME_NOREPLACE);
	return -EADDRINUSE;
}

/* Clear the path of a socket at which nobody listens */
static int clear(const char *path, char error[LOCAL_ERROR])
{
	int place = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	const char *kind;
	struct stat info;
	int err = 0;

	/* If it has gone meanwhile, so much the better */
	if (place < 0)
		return errno == ENOENT ? 0 :
		       refuse(error, -errno, path, strerror(errno));
	fstat(place, &info);
	kind = other_kind(info.st_mode);
	if (kind)
		err = refuse(error, -EINVAL, path, kind);
	else
		err = check_idle(place, path, error);
	if (!err) {
		err = delete_only(place, path);
		if (err)
			refuse(error, err, path, err == -EADDRINUSE ?
			       "was replaced by another process meanwhile" :
			       strerror(-err));
	}
	close(place);
	return err;
}

/* The last folder may be missing: a file system for /run begins empty */
static int make_folder(const char *path, char error[LOCAL_ERROR])
{
	char copy[PATH_MAX], why[190];
	const char *folder;
	int err;

	snprintf(copy, sizeof(copy), "%s", path);
	folder = dirname(copy);
	if (!mkdir(folder, 0755) || errno == EEXIST)
		return 0;
	err = -errno;
	snprintf(why, sizeof(why),
		 "needs the folder %.107s, which cannot be made: %.40s",
		 folder, strerror(-err));
	return refuse(error, err, path, why);
}

/* Only our user may connect, from the first moment on */
static int bind_private(int fd, const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	mode_t mask = umask(0177);
	int err;

	strcpy(at.sun_path, path);
	err = bind(fd, (struct sockaddr *)&at, sizeof(at)) ? -errno : 0;
	umask(mask);
	return err;
}

static int take_place(struct local *local, char error[LOCAL_ERROR])
{
	int err = bind_private(local->fd, local->path);

	if (err == -EADDRINUSE) {
		err = clear(local->path, error);
		if (err)
			return err;
		err = bind_private(local->fd, local->path);
	}
	if (err)
		return refuse(error, err, local->path, strerror(-err));
	local->place = open(local->path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	return 0;
}

/**
 * local_open() - listen at a path
 * @local: gets the socket, non-blocking
 * @path: absolute
 * @backlog: for listen()
 * @error: gets why not, with the path
 *
 * A socket that is left over from a crash is replaced.
 *
 * Return: 0 or a negative errno; -EINVAL: this cannot be a socket;
 * -EADDRINUSE: another process listens there.
 */
int local_open(struct local *local, const char *path, int backlog,
	       char error[LOCAL_ERROR])
{
	int err;

	local->fd = -1;
	local->place = -1;
	if (strlen(path) >= sizeof(local->path))
		return refuse(error, -EINVAL, path,
			      "is longer than the 107 bytes that the path of a socket may have");
	strcpy(local->path, path);
	err = make_folder(path, error);
	if (err)
		return err;
	local->fd = socket(AF_UNIX,
			   SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (local->fd < 0)
		return refuse(error, -errno, path, strerror(errno));
	err = take_place(local, error);
	if (!err && listen(local->fd, backlog))
		err = refuse(error, -errno, path, strerror(errno));
	if (err)
		local_close(local);
	return err;
}

/**
 * local_close() - stop listening
 * @local: the socket; its file is deleted, unless there is another one now
 */
void local_close(struct local *local)
{
	if (local->place >= 0) {
		/* Look first, so that another's file stays untouched */
		if (is_same(local->place, local->path))
			delete_only(local->place, local->path);
		close(local->place);
	}
	if (local->fd >= 0)
		close(local->fd);
	local->fd = -1;
	local->place = -1;
}
