// SPDX-License-Identifier: GPL-2.0
/*
 * Files, as the shell itself uses them: of the file system and of Linux.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system.h"

/* A program, or a text that the shell reads */
#define FILE_MOST	(16 << 20)

static int refuse(struct shell *shell, const char *path, int err)
{
	return shell_fail(shell, STATUS_MISUSED, path,
			  strerror(err < 0 ? -err : err));
}

static bool find(struct shell *shell, const char *path, struct place *place)
{
	return place_find(shell->system, path, place);
}

/**
 * file_folder - the working folder
 * @shell: the shell
 *
 * Return: its path, as the user sees it.
 */
const char *file_folder(struct shell *shell)
{
	const struct system *system = shell->system;

	return text_get(&system->folder);
}

/* ---- what a path leads to */

static enum file_kind kind_of(unsigned int mode)
{
	if (S_ISREG(mode))
		return FILE_REGULAR;
	return S_ISDIR(mode) ? FILE_FOLDER : FILE_OTHER;
}

/* 0 or a negative errno */
static int look(struct system *system, const struct place *place,
		enum file_kind *kind, unsigned long *size)
{
	struct demos_file_info info;
	struct stat status;
	int err;

	*kind = FILE_NONE;
	if (place->foreign) {
		if (stat(place->path, &status))
			return -errno;
		*kind = kind_of(status.st_mode);
		*size = status.st_size;
		return 0;
	}
	err = demos_fs_stat(system->demos, system->root, place->path, &info);
	if (err)
		return err;
	*kind = kind_of(info.mode);
	*size = info.size;
	return 0;
}

/**
 * file_kind - what does a path lead to?
 * @shell: the shell
 * @path: the path
 * @size: gets the file's size
 *
 * Return: what; FILE_NONE also if nothing can be learned.
 */
enum file_kind file_kind(struct shell *shell, const char *path,
			 unsigned long *size)
{
	enum file_kind kind;
	struct place place;

	if (!find(shell, path, &place))
		return FILE_NONE;
	look(shell->system, &place, &kind, size);
	return kind;
}

static void set_folder(struct system *system, const struct place *place)
{
	text_cut(&system->folder, 0);
	if (place->foreign)
		text_string(&system->folder, LINUX_PREFIX);
	text_string(&system->folder, place->path);
}

/**
 * file_change - change the working folder
 * @shell: the shell
 * @path: of the new one
 *
 * Return: 0 or an exit status.
 */
int file_change(struct shell *shell, const char *path)
{
	enum file_kind kind;
	struct place place;
	unsigned long size;
	int err;

	if (!find(shell, path, &place))
		return refuse(shell, path, ENAMETOOLONG);
	err = look(shell->system, &place, &kind, &size);
	if (!err && kind != FILE_FOLDER)
		err = ENOTDIR;
	if (!err && place.foreign && chdir(place.path))
		err = errno;
	if (err)
		return refuse(shell, path, err);
	set_folder(shell->system, &place);
	return 0;
}

/* ---- writing */

static int open_linux(const struct place *place, bool empty)
{
	int fd = open(place->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC |
		      (empty ? O_TRUNC : 0), 0666);

	return fd < 0 ? -errno : fd;
}

static int open_demos(struct system *system, const struct place *place,
		      bool empty, __u32 *file)
{
	return demos_fs_open(system->demos, system->root, place->path,
			     DEMOS_FS_FOR_WRITE | DEMOS_FS_APPEND |
			     DEMOS_FS_CREATE | (empty ? DEMOS_FS_EMPTY : 0),
			     0644, file, NULL);
}

/**
 * file_create - make a file that is to be written
 * @shell: the shell
 * @path: of the file
 * @append: if it is there, keep what it has
 *
 * Return: 0 or an exit status.
 */
int file_create(struct shell *shell, const char *path, bool append)
{
	struct system *system = shell->system;
	struct place place;
	__u32 file;
	int err;

	if (!find(shell, path, &place))
		return refuse(shell, path, ENAMETOOLONG);
	if (place.foreign) {
		err = open_linux(&place, !append);
		if (err >= 0)
			err = close(err);
	} else {
		err = open_demos(system, &place, !append, &file);
		if (!err)
			demos_link_destroy(system->demos, file);
	}
	return err ? refuse(shell, path, err) : 0;
}

static int append_linux(const struct place *place, const char *bytes,
			size_t length)
{
	int fd = open_linux(place, false), err = 0;
	ssize_t wrote;

	if (fd < 0)
		return fd;
	while (length && !err) {
		wrote = write(fd, bytes, length);
		if (wrote < 0) {
			err = errno == EINTR ? 0 : -errno;
			continue;
		}
		bytes += wrote;
		length -= wrote;
	}
	close(fd);
	return err;
}

static int append_demos(struct system *system, const struct place *place,
			const char *bytes, size_t length)
{
	__u32 file;
	long done;
	int err = open_demos(system, place, false, &file);

	if (err)
		return err;
	done = demos_file_append(system->demos, file, bytes, length);
	demos_link_destroy(system->demos, file);
	return done < 0 ? (int)done : 0;
}

/**
 * file_append - write at the end of a file
 * @shell: the shell
 * @path: of the file
 * @bytes: what
 * @length: of @bytes
 *
 * Return: 0 or an exit status.
 */
int file_append(struct shell *shell, const char *path, const char *bytes,
		size_t length)
{
	struct place place;
	int err;

	if (!find(shell, path, &place))
		return refuse(shell, path, ENAMETOOLONG);
	err = place.foreign ? append_linux(&place, bytes, length) :
			    append_demos(shell->system, &place, bytes, length);
	return err ? refuse(shell, path, err) : 0;
}

/* ---- reading */

static long read_linux(const struct place *place, uint8_t *bytes, size_t size)
{
	int fd = open(place->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t have = 0;
	ssize_t got = fd < 0 ? -1 : 1;

	while (got > 0 && have < size) {
		got = read(fd, bytes + have, size - have);
		if (got > 0)
			have += got;
	}
	got = got < 0 ? -errno : 0;
	if (fd >= 0)
		close(fd);
	return got ? got : (long)have;
}

static long read_demos(struct system *system, const struct place *place,
		       uint8_t *bytes, size_t size)
{
	__u32 file;
	long have;
	int err = demos_fs_open(system->demos, system->root, place->path,
				DEMOS_FS_FOR_READ, 0, &file, NULL);

	if (err)
		return err;
	have = demos_file_read(system->demos, file, 0, bytes, size);
	demos_link_destroy(system->demos, file);
	return have;
}

/**
 * file_read - read a whole file
 * @system: the system
 * @place: the file
 * @size: gets its size
 * @error: gets the reason for a failure
 * @room: of @error
 *
 * Return: its bytes, from malloc(); NULL with @error.
 */
uint8_t *file_read(struct system *system, const struct place *place,
		   size_t *size, char *error, size_t room)
{
	unsigned long length = 0;
	enum file_kind kind;
	uint8_t *bytes;
	long have = look(system, place, &kind, &length);

	if (!have && kind != FILE_REGULAR)
		have = kind == FILE_FOLDER ? -EISDIR : -EINVAL;
	if (!have && length > FILE_MOST)
		have = -EFBIG;
	bytes = have ? NULL : malloc(length + 1);
	if (bytes)
		have = place->foreign ? read_linux(place, bytes, length) :
				      read_demos(system, place, bytes, length);
	else if (!have)
		have = -ENOMEM;
	if (have >= 0) {
		*size = have;
		return bytes;
	}
	free(bytes);
	snprintf(error, room, "%s", strerror(-have));
	return NULL;
}

/**
 * file_is_text - does a file look like a text?
 * @system: the system
 * @place: the file
 *
 * A program has a 0 in its first bytes.
 *
 * Return: does it?
 */
bool file_is_text(struct system *system, const struct place *place)
{
	uint8_t bytes[64];
	long have = place->foreign ?
		read_linux(place, bytes, sizeof(bytes)) :
		read_demos(system, place, bytes, sizeof(bytes));

	return have > 0 && !memchr(bytes, 0, have);
}

/**
 * file_load - read a whole file as a text
 * @shell: the shell
 * @path: of the file
 * @text: gets it
 *
 * Return: 0 or an exit status.
 */
int file_load(struct shell *shell, const char *path, struct text *text)
{
	struct place place;
	char error[128];
	uint8_t *bytes;
	size_t size;

	if (!find(shell, path, &place))
		return refuse(shell, path, ENAMETOOLONG);
	bytes = file_read(shell->system, &place, &size, error, sizeof(error));
	if (!bytes)
		return shell_fail(shell, STATUS_NOT_FOUND, path, error);
	text_add(text, (char *)bytes, size);
	free(bytes);
	return text->failed ? refuse(shell, path, EFBIG) : 0;
}

/* ---- folders */

static void list_linux(const struct place *place, folder_fn fn, void *arg)
{
	DIR *dir = opendir(place->path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		fn(arg, entry->d_name);
	if (dir)
		closedir(dir);
}

static void list_demos(struct system *system, const struct place *place,
		       folder_fn fn, void *arg)
{
	struct demos_file_entry *list = NULL;
	int count, i;

	count = demos_fs_list(system->demos, system->root, place->path, &list);
	for (i = 0; i < count; i++)
		fn(arg, list[i].name);
	if (count >= 0)
		free(list);
}

/**
 * file_list - all names in a folder
 * @shell: the shell
 * @path: of the folder; nothing happens if it cannot be read
 * @fn: gets each name
 * @arg: for @fn
 */
void file_list(struct shell *shell, const char *path, folder_fn fn, void *arg)
{
	struct place place;

	if (!find(shell, path, &place))
		return;
	if (place.foreign)
		list_linux(&place, fn, arg);
	else
		list_demos(shell->system, &place, fn, arg);
}
