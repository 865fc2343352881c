// SPDX-License-Identifier: GPL-2.0
/*
 * The file system of the LAN as a place to copy from and to.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "place.h"

static int refuse(struct place *place, const char *what, const char *path)
{
	return system_refuse(place->files->demos, "cannot %s %s", what, path);
}

static int look(struct place *place, const char *path, enum place_kind *kind,
		unsigned int *mode)
{
	struct demos_file_info info;
	int err = demos_fs_stat(place->files->demos, place->files->root, path,
				&info);

	*kind = PLACE_NOTHING;
	if (err)
		return err == -ENOENT ? DONE : refuse(place, "inspect", path);
	*kind = S_ISDIR(info.mode) ? PLACE_FOLDER : PLACE_FILE;
	*mode = info.mode & 0777;
	return DONE;
}

static int begin(struct place *place, const char *path, unsigned int flags,
		 unsigned int mode)
{
	place->path = path;
	place->offset = 0;
	if (demos_fs_open(place->files->demos, place->files->root, path, flags,
			  mode, &place->link, NULL))
		return refuse(place, "open", path);
	return DONE;
}

static int read_begin(struct place *place, const char *path)
{
	return begin(place, path, DEMOS_FS_FOR_READ, 0);
}

static int write_begin(struct place *place, const char *path,
		       unsigned int mode)
{
	return begin(place, path, DEMOS_FS_FOR_WRITE | DEMOS_FS_CREATE |
		     DEMOS_FS_EMPTY, mode);
}

static long read_next(struct place *place, void *bytes, size_t size)
{
	long count = demos_file_read(place->files->demos, place->link,
				     place->offset, bytes, size);

	if (count < 0) {
		refuse(place, "read", place->path);
		return -1;
	}
	place->offset += count;
	return count;
}

static int write_next(struct place *place, const void *bytes, size_t size)
{
	if (demos_file_write(place->files->demos, place->link, place->offset,
			     bytes, size) < 0)
		return refuse(place, "write", place->path);
	place->offset += size;
	return DONE;
}

static int end(struct place *place)
{
	if (demos_link_destroy(place->files->demos, place->link))
		return refuse(place, "close", place->path);
	return DONE;
}

static int make_folder(struct place *place, const char *path, unsigned int mode)
{
	if (demos_fs_mkdir(place->files->demos, place->files->root, path,
			   mode))
		return refuse(place, "make folder", path);
	return DONE;
}

static int list(struct place *place, const char *path, place_name_fn fn,
		void *arg)
{
	struct demos_file_entry *entries;
	int count = demos_fs_list(place->files->demos, place->files->root,
				  path, &entries);
	int i, status = DONE;

	if (count < 0)
		return refuse(place, "list", path);
	for (i = 0; i < count && !status; i++)
		if (!files_is_self(entries[i].name))
			status = fn(arg, entries[i].name);
	free(entries);
	return status;
}

const struct place_operations place_files = {
	.look = look,
	.read_begin = read_begin,
	.write_begin = write_begin,
	.read = read_next,
	.write = write_next,
	.end = end,
	.make = make_folder,
	.list = list,
};
