// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl fs cp, get, put and cat: copies files and folders, within the file
 * system, and between it and Linux.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "patience.h"
#include "place.h"

#define BUFFER	(1024 * 1024)

/* Deeper is a folder that is copied into itself */
#define DEPTH_MAX	100

/**
 * struct copy - copying
 * @from: where
 * @to: where to
 * @recursive: folders too
 * @depth: of the folder being copied
 * @buffer: BUFFER bytes
 */
struct copy {
	struct place from;
	struct place to;
	bool recursive;
	int depth;
	char *buffer;
};

/* A name in the folder being copied */
struct branch {
	struct copy *copy;
	const char *from;
	const char *to;
};

static int copy_tree(struct copy *copy, const char *from, const char *to);

static int copy_bytes(struct copy *copy)
{
	long count;
	int status;

	do {
		count = copy->from.operations->read(&copy->from, copy->buffer,
						    BUFFER);
		if (count < 0)
			return FAILED;
		status = copy->to.operations->write(&copy->to, copy->buffer,
						    count);
	} while (!status && count == BUFFER);
	return status;
}

/* Would the file be emptied before it is read? */
static int check_same(struct copy *copy, const char *from, const char *to)
{
	struct demos_file_info one, other;
	struct files *files = copy->from.files;

	if (!files || !copy->to.files ||
	    demos_fs_stat(files->demos, files->root, from, &one) ||
	    demos_fs_stat(files->demos, files->root, to, &other) ||
	    one.inode != other.inode)
		return DONE;
	return fail(FAILED, "%s and %s are the same file", from, to);
}

static int copy_file(struct copy *copy, const char *from, const char *to,
		     unsigned int mode)
{
	int status = check_same(copy, from, to), ended;

	if (!status)
		status = copy->from.operations->read_begin(&copy->from, from);
	if (status)
		return status;
	status = copy->to.operations->write_begin(&copy->to, to, mode);
	if (!status) {
		status = copy_bytes(copy);
		ended = copy->to.operations->end(&copy->to);
		if (!status)
			status = ended;
	}
	copy->from.operations->end(&copy->from);
	return status;
}

static int copy_name(void *arg, const char *name)
{
	const struct branch *branch = arg;
	char from[FILES_PATH], to[FILES_PATH];
	int status = files_join(branch->from, name, from);

	if (!status)
		status = files_join(branch->to, name, to);
	return status ? status : copy_tree(branch->copy, from, to);
}

static int copy_folder(struct copy *copy, const char *from, const char *to,
		       unsigned int mode)
{
	struct branch branch = { copy, from, to };
	enum place_kind kind;
	unsigned int ignored;
	int status;

	if (!copy->recursive)
		return fail(FAILED, "%s is a folder: use --recursive", from);
	if (copy->depth == DEPTH_MAX)
		return fail(FAILED, "%s: too deep, or copied into itself",
			    from);
	status = copy->to.operations->look(&copy->to, to, &kind, &ignored);
	if (!status && kind == PLACE_NOTHING)
		status = copy->to.operations->make(&copy->to, to, mode);
	copy->depth++;
	if (!status)
		status = copy->from.operations->list(&copy->from, from,
						     copy_name, &branch);
	copy->depth--;
	return status;
}

static int copy_tree(struct copy *copy, const char *from, const char *to)
{
	enum place_kind kind;
	unsigned int mode;
	int status = copy->from.operations->look(&copy->from, from, &kind,
						 &mode);

	if (status)
		return status;
	switch (kind) {
	case PLACE_FILE:
		return copy_file(copy, from, to, mode);
	case PLACE_FOLDER:
		return copy_folder(copy, from, to, mode);
	default:
		return fail(FAILED, "cannot copy %s: no such file or folder",
			    from);
	}
}

/* Each goes into the target if that is a folder */
static int copy_all(struct copy *copy, const char *const *sources, int count,
		    const char *target)
{
	char to[FILES_PATH];
	enum place_kind kind;
	unsigned int mode;
	int i, status;

	status = copy->to.operations->look(&copy->to, target, &kind, &mode);
	if (!status && count > 1 && kind != PLACE_FOLDER)
		status = fail(FAILED, "%s is not a folder", target);
	for (i = 0; i < count && !status; i++) {
		status = kind == PLACE_FOLDER ?
			 files_join(target, files_base(sources[i]), to) :
			 files_join("", target, to);
		if (!status)
			status = copy_tree(copy, sources[i], to);
	}
	return status;
}

static struct place make_place(struct files *files, bool of_linux)
{
	return (struct place){
		.operations = of_linux ? &place_linux : &place_files,
		.files = of_linux ? NULL : files,
	};
}

static int copy_between(const struct arguments *arguments, bool from_linux,
			bool to_linux, int count, const char *target)
{
	struct copy copy = { .recursive = arguments->values['r'] };
	struct files files;
	int status = files_open(&files);

	copy.from = make_place(&files, from_linux);
	copy.to = make_place(&files, to_linux);
	copy.buffer = malloc(BUFFER);
	if (!status && !copy.buffer)
		status = fail(FAILED, "no memory");
	if (!status) {
		patience_rest();
		status = copy_all(&copy, arguments->operands, count, target);
	}
	free(copy.buffer);
	files_close(&files);
	return status;
}

static bool is_standard(const char *path)
{
	return !strcmp(path, "-");
}

static int run_cp(const struct arguments *arguments)
{
	int count = arguments->count - 1;
	const char *target = arguments->operands[count];
	bool from_linux = is_standard(arguments->operands[0]);

	if (from_linux && count > 1)
		return fail(MISUSED,
			    "fs cp: standard input is copied alone, to one file");
	if (from_linux && is_standard(target))
		return fail(MISUSED, "fs cp: one of the two is to be a path");
	return copy_between(arguments, from_linux, is_standard(target), count,
			    target);
}

static int run_put(const struct arguments *arguments)
{
	int count = arguments->count - 1;

	return copy_between(arguments, true, false, count,
			    arguments->operands[count]);
}

static int run_get(const struct arguments *arguments)
{
	int count = arguments->count - 1;

	return copy_between(arguments, false, true, count,
			    arguments->operands[count]);
}

static int run_cat(const struct arguments *arguments)
{
	struct files files;
	struct copy copy = {};
	int i, status = files_open(&files);

	copy.from = make_place(&files, false);
	copy.to = make_place(&files, true);
	copy.buffer = malloc(BUFFER);
	if (!status && !copy.buffer)
		status = fail(FAILED, "no memory");
	for (i = 0; i < arguments->count && !status; i++)
		status = copy_tree(&copy, arguments->operands[i], "-");
	free(copy.buffer);
	files_close(&files);
	return status;
}

static const struct choice options[] = {
	{ 'r', "recursive", NULL, "copy folders, with all that is in them" },
	{ 0 }
};

const struct command command_fs_cp = {
	.name = "fs cp",
	.operands = "/PATH... /PATH",
	.least = 2,
	.most = OPERANDS_MAX,
	.summary = "copy files within the file system",
	.details =
	"If the last path is a folder, the files go into it. Instead of one of two paths,\n"
	"- is standard input or standard output. For files of Linux see fs put and fs get.",
	.options = options,
	.waits = true,
	.run = run_cp,
};

const struct command command_fs_put = {
	.name = "fs put",
	.operands = "FILE... /PATH",
	.least = 2,
	.most = OPERANDS_MAX,
	.summary = "copy files of Linux to the file system",
	.details =
	"If the path is a folder, the files go into it. FILE - is standard input.",
	.options = options,
	.waits = true,
	.run = run_put,
};

const struct command command_fs_get = {
	.name = "fs get",
	.operands = "/PATH... FILE",
	.least = 2,
	.most = OPERANDS_MAX,
	.summary = "copy files of the file system to Linux",
	.details =
	"If FILE is a folder, the files go into it. FILE - is standard output.",
	.options = options,
	.waits = true,
	.run = run_get,
};

const struct command command_fs_cat = {
	.name = "fs cat",
	.operands = "/PATH...",
	.least = 1,
	.most = OPERANDS_MAX,
	.summary = "print files of the file system",
	.waits = true,
	.run = run_cat,
};
