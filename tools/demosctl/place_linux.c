// SPDX-License-Identifier: GPL-2.0
/*
 * Linux as a place to copy from and to.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "place.h"

static int refuse(const char *what, const char *path)
{
	return fail(FAILED, "cannot %s %s: %s", what, path, strerror(errno));
}

static bool is_standard(const char *path)
{
	return !strcmp(path, "-");
}

static int look_at(struct place *place, const char *path,
		   enum place_kind *kind, unsigned int *mode)
{
	struct stat status;

	(void)place;
	*kind = PLACE_FILE;
	*mode = 0644;
	if (is_standard(path))
		return DONE;
	if (stat(path, &status)) {
		*kind = PLACE_NOTHING;
		return errno == ENOENT ? DONE : refuse("look at", path);
	}
	if (S_ISDIR(status.st_mode))
		*kind = PLACE_FOLDER;
	*mode = status.st_mode & 0777;
	return DONE;
}

static int begin(struct place *place, const char *path, int flags,
		 unsigned int mode, int standard)
{
	place->path = path;
	place->fd = is_standard(path) ? dup(standard) :
		    open(path, flags | O_CLOEXEC, mode);
	return place->fd < 0 ? refuse("open", path) : DONE;
}

static int read_begin(struct place *place, const char *path)
{
	return begin(place, path, O_RDONLY, 0, STDIN_FILENO);
}

static int write_begin(struct place *place, const char *path,
		       unsigned int mode)
{
	return begin(place, path, O_WRONLY | O_CREAT | O_TRUNC, mode,
		     STDOUT_FILENO);
}

static long read_next(struct place *place, void *bytes, size_t size)
{
	size_t done = 0;
	ssize_t count;

	do {
		count = read(place->fd, (char *)bytes + done, size - done);
		if (count > 0)
			done += count;
	} while (count > 0 ? done < size : count < 0 && errno == EINTR);
	if (count >= 0)
		return done;
	refuse("read", place->path);
	return -1;
}

static int write_next(struct place *place, const void *bytes, size_t size)
{
	size_t done = 0;
	ssize_t count;

	while (done < size) {
		count = write(place->fd, (const char *)bytes + done,
			      size - done);
		if (count < 0 && errno != EINTR)
			return refuse("write", place->path);
		if (count > 0)
			done += count;
	}
	return DONE;
}

static int end(struct place *place)
{
	return close(place->fd) ? refuse("close", place->path) : DONE;
}

static int make_folder(struct place *place, const char *path, unsigned int mode)
{
	(void)place;
	/* Its files are to be made in it */
	return mkdir(path, mode | 0700) ? refuse("make folder", path) : DONE;
}

static int list(struct place *place, const char *path, place_name_fn fn,
		void *arg)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	int status = DONE;

	(void)place;
	if (!folder)
		return refuse("list", path);
	while (!status && (entry = readdir(folder)))
		if (!files_is_self(entry->d_name))
			status = fn(arg, entry->d_name);
	closedir(folder);
	return status;
}

const struct place_operations place_linux = {
	.look = look_at,
	.read_begin = read_begin,
	.write_begin = write_begin,
	.read = read_next,
	.write = write_next,
	.end = end,
	.make = make_folder,
	.list = list,
};
