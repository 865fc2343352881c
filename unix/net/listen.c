// SPDX-License-Identifier: GPL-2.0
/*
 * Listening at a path. A socket that a killed process has left there is
 * replaced; the socket of a living process is not.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "listen.h"

#define BACKLOG	128

static int set_name(struct unix_name *name, const char *path)
{
	size_t length = strlen(path);

	memset(name, 0, sizeof(*name));
	name->address.sun_family = AF_UNIX;
	if (!length || !strcmp(path, "@"))
		return -EINVAL;
	if (length >= sizeof(name->address.sun_path))
		return -ENAMETOOLONG;
	memcpy(name->address.sun_path, path, length);
	name->length = offsetof(struct sockaddr_un, sun_path) + length;
	if (*path == '@')
		name->address.sun_path[0] = '\0';
	else
		name->length++;
	return 0;
}

static int new_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
			0);

	return fd < 0 ? -errno : fd;
}

/* Has the process that listened at a socket gone? */
static bool is_stale(const struct unix_name *name)
{
	struct stat found;
	int fd;
	bool stale;

	if (lstat(name->address.sun_path, &found) || !S_ISSOCK(found.st_mode))
		return false;
	fd = new_socket();
	if (fd < 0)
		return false;
	stale = connect(fd, (const struct sockaddr *)&name->address,
			name->length) && errno == ECONNREFUSED;
	close(fd);
	return stale;
}

/* Connections inherit it, so even their first record has credentials */
static int tell_senders(int fd)
{
	const int on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) ?
	       -errno : 0;
}

static int bind_to(int fd, const struct unix_name *name)
{
	return bind(fd, (const struct sockaddr *)&name->address,
		    name->length) ? -errno : 0;
}

/*
 * Anybody who can read the folder, as /tmp, can keep it locked, and must not
 * keep us from listening: then go without
 */
static void lock_for_a_moment(int fd)
{
	int tries;

	for (tries = 0; tries < 100; tries++) {
		if (!flock(fd, LOCK_EX | LOCK_NB) || errno != EWOULDBLOCK)
			return;
		usleep(10000);
	}
}

/* Return: descriptor of the folder, locked if possible; or a negative number */
static int lock_folder(const struct unix_name *name)
{
	char folder[sizeof(name->address.sun_path)];
	char *slash;
	int fd;

	memcpy(folder, name->address.sun_path, sizeof(folder));
	slash = strrchr(folder, '/');
	if (!slash)
		strcpy(folder, ".");
	else
		slash[slash == folder] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		lock_for_a_moment(fd);
	return fd;
}

/* With the folder locked, so that no other process replaces a socket there */
static int listen_at_path(int fd, struct unix_name *name, mode_t mode)
{
	const char *path = name->address.sun_path;
	struct stat made;
	int err;

	/* bind() makes the file with this mode */
	if (fchmod(fd, mode))
		return -errno;
	err = bind_to(fd, name);
	if (err == -EADDRINUSE && is_stale(name)) {
		unlink(path);
		err = bind_to(fd, name);
	}
	if (err)
		return err;
	if (chmod(path, mode) || lstat(path, &made) || listen(fd, BACKLOG)) {
		err = -errno;
		unlink(path);
		return err;
	}
	name->device = made.st_dev;
	name->inode = made.st_ino;
	return 0;
}

static int listen_abstract(int fd, const struct unix_name *name)
{
	int err = bind_to(fd, name);

	if (!err && listen(fd, BACKLOG))
		err = -errno;
	return err;
}

static int listen_with(int fd, struct unix_name *name, mode_t mode)
{
	int folder;
	int err;

	if (!name->address.sun_path[0])
		return listen_abstract(fd, name);
	folder = lock_folder(name);
	err = listen_at_path(fd, name, mode);
	if (folder >= 0)
		close(folder);
	return err;
}

/**
 * unix_listen() - listen for programs
 * @name: filled in
 * @path: where; "@" and more: an abstract name
 * @mode: permissions of the path, exactly
 *
 * Return: a socket that does not block, or a negative errno; -EADDRINUSE: a
 * process listens there, or the file there is no socket.
 */
int unix_listen(struct unix_name *name, const char *path, mode_t mode)
{
	int err = set_name(name, path);
	int fd;

	if (err)
		return err;
	fd = new_socket();
	if (fd < 0)
		return fd;
	err = tell_senders(fd);
	if (!err)
		err = listen_with(fd, name, mode);
	if (!err)
		return fd;
	close(fd);
	return err;
}

/**
 * unix_unlisten() - remove the name, unless another process has replaced it
 * @name: as filled in by unix_listen()
 */
void unix_unlisten(const struct unix_name *name)
{
	struct stat found;

	if (name->inode && !lstat(name->address.sun_path, &found) &&
	    found.st_dev == name->device && found.st_ino == name->inode)
		unlink(name->address.sun_path);
}
