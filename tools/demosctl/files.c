// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the file system, and makes paths.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "patience.h"

/* How long to look for the file system, which may be starting (ms) */
#define PATIENCE	2000

static int find_root(struct files *files)
{
	__u32 sb;
	int status;

	/* The switchboard answers when the name is there */
	patience_rest();
	switch (demos_find(files->demos, DEMOS_FS_NAME, PATIENCE,
			   &files->root)) {
	case 0:
		return DONE;
	case -ENOENT:
		status = switchboard_find(files->demos, 0, &sb);
		if (status)
			return status;
		return fail(FAILED,
			    "there is no file system: start demos-disk where the disk is, then demosctl fs start");
	default:
		return system_refuse(files->demos,
				     "cannot find the file system");
	}
}

/**
 * files_open - become a process and find the file system
 * @files: to be closed with files_close() even if this fails
 *
 * Return: DONE or FAILED.
 */
int files_open(struct files *files)
{
	int status;

	memset(files, 0, sizeof(*files));
	status = system_attach(&files->demos);
	return status ? status : find_root(files);
}

/**
 * files_close - end what files_open() began
 * @files: from files_open()
 */
void files_close(struct files *files)
{
	system_detach(files->demos);
}

/**
 * files_join - the path of a name in a folder
 * @folder: path of the folder
 * @name: the name
 * @path: gets it
 *
 * Return: DONE, or FAILED: it is too long.
 */
int files_join(const char *folder, const char *name, char path[FILES_PATH])
{
	size_t length = strlen(folder);
	const char *slash = length && folder[length - 1] != '/' ? "/" : "";

	if (snprintf(path, FILES_PATH, "%s%s%s", folder, slash, name) <
	    FILES_PATH)
		return DONE;
	return fail(FAILED, "the path %s%s%s is too long", folder, slash,
		    name);
}

/**
 * files_base - the last name of a path
 * @path: the path
 *
 * Return: what follows the last "/" that is followed by anything.
 */
const char *files_base(const char *path)
{
	const char *base = path, *at;

	for (at = path; *at; at++)
		if (*at == '/' && at[1] && at[1] != '/')
			base = at + 1;
	return base;
}

/**
 * files_is_self - is it a name that every folder has?
 * @name: in a folder
 *
 * Return: is it "." or ".."?
 */
bool files_is_self(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

/**
 * files_target - where a file goes that is moved or linked to a target
 * @files: the file system
 * @source: path of the file
 * @target: path of a folder, or a new path
 * @path: gets the new path
 *
 * Return: DONE or FAILED.
 */
int files_target(struct files *files, const char *source, const char *target,
		 char path[FILES_PATH])
{
	struct demos_file_info info;

	if (!demos_fs_stat(files->demos, files->root, target, &info) &&
	    S_ISDIR(info.mode))
		return files_join(target, files_base(source), path);
	return files_join("", target, path);
}
