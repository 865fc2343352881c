// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl fs mkdir, rmdir, rm, mv, ln, chmod: names in the file system.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "files.h"
#include "patience.h"

typedef int (*path_fn)(struct files *files, const struct arguments *arguments,
		       const char *path);

/* Call a function with each operand, also after one has failed */
static int each_path(const struct arguments *arguments, path_fn fn)
{
	struct files files;
	int i, failed, status = files_open(&files);

	if (!status) {
		patience_rest();
		for (i = 0; i < arguments->count && status != TIMED_OUT; i++) {
			failed = fn(&files, arguments, arguments->operands[i]);
			if (failed)
				status = failed;
		}
	}
	files_close(&files);
	return status;
}

static int make_one(struct files *files, const char *path, bool may_exist)
{
	struct demos_file_info info;
	int err = demos_fs_mkdir(files->demos, files->root, path, 0755);

	if (!err)
		return DONE;
	if (err == -EEXIST && may_exist &&
	    !demos_fs_stat(files->demos, files->root, path, &info) &&
	    S_ISDIR(info.mode))
		return DONE;
	return system_refuse(files->demos, "cannot make folder %s", path);
}

/* Each folder above, then the folder itself */
static int make_parents(struct files *files, const char *path)
{
	char above[FILES_PATH];
	int status = files_join("", path, above);
	char *slash = above;

	while (!status) {
		slash = strchr(slash + 1, '/');
		if (!slash)
			return make_one(files, path, true);
		*slash = '\0';
		status = make_one(files, above, true);
		*slash = '/';
	}
	return status;
}

static int make_folder(struct files *files, const struct arguments *arguments,
		       const char *path)
{
	return arguments->values['p'] ? make_parents(files, path) :
					make_one(files, path, false);
}

static int remove_folder(struct files *files,
			 const struct arguments *arguments, const char *path)
{
	(void)arguments;
	if (demos_fs_rmdir(files->demos, files->root, path))
		return system_refuse(files->demos, "cannot remove folder %s",
				     path);
	return DONE;
}

static int remove_tree(struct files *files, const char *path);

static int remove_content(struct files *files, const char *path)
{
	struct demos_file_entry *entries;
	char inside[FILES_PATH];
	int i, status = DONE;
	int count = demos_fs_list(files->demos, files->root, path, &entries);

	if (count < 0)
		return system_refuse(files->demos, "cannot list %s", path);
	for (i = 0; i < count && !status; i++) {
		if (files_is_self(entries[i].name))
			continue;
		status = files_join(path, entries[i].name, inside);
		if (!status)
			status = remove_tree(files, inside);
	}
	free(entries);
	return status;
}

static int remove_tree(struct files *files, const char *path)
{
	int err = demos_fs_unlink(files->demos, files->root, path);
	int status;

	if (!err)
		return DONE;
	if (err != -EISDIR)
		return system_refuse(files->demos, "cannot remove %s", path);
	status = remove_content(files, path);
	return status ? status : remove_folder(files, NULL, path);
}

static int remove_file(struct files *files, const struct arguments *arguments,
		       const char *path)
{
	int err;

	if (arguments->values['r'])
		return remove_tree(files, path);
	err = demos_fs_unlink(files->demos, files->root, path);
	if (err == -EISDIR)
		return fail(FAILED,
			    "cannot remove %s: it is a folder: use fs rmdir, or --recursive",
			    path);
	if (err)
		return system_refuse(files->demos, "cannot remove %s", path);
	return DONE;
}

static int change_mode(struct files *files, const struct arguments *arguments,
		       const char *path)
{
	char *end;
	unsigned long mode = strtoul(arguments->operands[0], &end, 8);

	/* The mode itself is the first operand */
	if (path == arguments->operands[0])
		return DONE;
	if (*end || mode > 0777)
		return fail(MISUSED, "'%s': use a mode from 0 to 777",
			    arguments->operands[0]);
	if (demos_fs_chmod(files->demos, files->root, path, mode))
		return system_refuse(files->demos,
				     "cannot change permissions of %s", path);
	return DONE;
}

static int check_target(struct files *files, const char *target)
{
	struct demos_file_info info;

	if (demos_fs_stat(files->demos, files->root, target, &info))
		return system_refuse(files->demos, "cannot use folder %s",
				     target);
	return S_ISDIR(info.mode) ? DONE :
	       fail(FAILED, "%s is not a folder", target);
}

/* @fn: demos_fs_rename() or demos_fs_link() */
static int each_to_target(const struct arguments *arguments, const char *what,
			  int (*fn)(struct demos *demos, __u32 folder,
				    const char *path, const char *name))
{
	const char *const *paths = arguments->operands;
	int i, last = arguments->count - 1;
	char to[FILES_PATH];
	struct files files;
	int status = files_open(&files);

	if (!status) {
		patience_rest();
		if (last > 1)
			status = check_target(&files, paths[last]);
	}
	for (i = 0; i < last && !status; i++) {
		status = files_target(&files, paths[i], paths[last], to);
		if (!status && fn(files.demos, files.root, paths[i], to))
			status = system_refuse(files.demos,
					       "cannot %s %s to %s", what,
					       paths[i], to);
	}
	files_close(&files);
	return status;
}

static int run_mkdir(const struct arguments *arguments)
{
	return each_path(arguments, make_folder);
}

static int run_rmdir(const struct arguments *arguments)
{
	return each_path(arguments, remove_folder);
}

static int run_rm(const struct arguments *arguments)
{
	return each_path(arguments, remove_file);
}

static int run_chmod(const struct arguments *arguments)
{
	return each_path(arguments, change_mode);
}

static int run_mv(const struct arguments *arguments)
{
	return each_to_target(arguments, "move", demos_fs_rename);
}

static int run_ln(const struct arguments *arguments)
{
	return each_to_target(arguments, "link", demos_fs_link);
}

static const struct choice mkdir_options[] = {
	{ 'p', "parents", NULL,
	  "the folders above too; no error if it is there" },
	{ 0 }
};

static const struct choice rm_options[] = {
	{ 'r', "recursive", NULL, "folders too, with all that is in them" },
	{ 0 }
};

const struct command command_fs_mkdir = {
	.name = "fs mkdir",
	.operands = "/PATH...",
	.least = 1,
	.most = OPERANDS_MAX,
	.summary = "make folders in the file system",
	.options = mkdir_options,
	.waits = true,
	.run = run_mkdir,
};

const struct command command_fs_rmdir = {
	.name = "fs rmdir",
	.operands = "/PATH...",
	.least = 1,
	.most = OPERANDS_MAX,
	.summary = "remove empty folders",
	.waits = true,
	.run = run_rmdir,
};

const struct command command_fs_rm = {
	.name = "fs rm",
	.operands = "/PATH...",
	.least = 1,
	.most = OPERANDS_MAX,
	.summary = "remove files",
	.options = rm_options,
	.waits = true,
	.run = run_rm,
};

const struct command command_fs_mv = {
	.name = "fs mv",
	.operands = "/PATH... /PATH",
	.least = 2,
	.most = OPERANDS_MAX,
	.summary = "rename files and folders, or move them to a folder",
	.details =
	"A file with the new name is replaced.",
	.waits = true,
	.run = run_mv,
};

const struct command command_fs_ln = {
	.name = "fs ln",
	.operands = "/PATH... /PATH",
	.least = 2,
	.most = OPERANDS_MAX,
	.summary = "give files another name",
	.waits = true,
	.run = run_ln,
};

const struct command command_fs_chmod = {
	.name = "fs chmod",
	.operands = "MODE /PATH...",
	.least = 2,
	.most = OPERANDS_MAX,
	.summary = "change the permissions of files",
	.details =
	"MODE is octal, such as 644. There are no users: the owner's permissions count.",
	.waits = true,
	.run = run_chmod,
};
