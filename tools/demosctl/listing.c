// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl fs ls and stat: files and what is known about them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "command.h"
#include "files.h"
#include "record.h"

static const struct field fields[] = {
	{ "mode", "MODE" },
	{ "links", "LINKS" },
	{ "size", "SIZE" },
	{ "changed", "CHANGED" },
	{ "name", "NAME" },
	{ "type", "TYPE" },
	{ "inode", "INODE" },
	{ "time", "TIME" },
	{ "uid", "UID" },
	{ "gid", "GID" },
	{ 0 }
};

static const char *type_of(unsigned int mode)
{
	if (S_ISDIR(mode))
		return "folder";
	return S_ISREG(mode) ? "file" : "other";
}

/* As ls(1) has it */
static void record_mode(struct json_object *record, unsigned int mode)
{
	static const char letters[] = "rwxrwxrwx";
	char text[sizeof(letters) + 1];
	unsigned int i;

	text[0] = S_ISDIR(mode) ? 'd' : S_ISREG(mode) ? '-' : '?';
	for (i = 0; i < 9; i++)
		text[i + 1] = mode & (0400 >> i) ? letters[i] : '-';
	text[10] = '\0';
	record_text(record, "mode", text);
}

static void record_changed(struct json_object *record, __u32 seconds)
{
	time_t time = seconds;
	struct tm local;
	char text[32];

	localtime_r(&time, &local);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &local);
	record_text(record, "changed", text);
}

static struct json_object *describe(const char *name,
				    const struct demos_file_info *info)
{
	struct json_object *record = json_object_new_object();

	record_text(record, "name", name);
	record_text(record, "type", type_of(info->mode));
	record_mode(record, info->mode);
	record_number(record, "links", info->links);
	record_number(record, "size", info->size);
	record_changed(record, info->time);
	record_number(record, "time", info->time);
	record_number(record, "inode", info->inode);
	record_number(record, "uid", info->uid);
	record_number(record, "gid", info->gid);
	return record;
}

/* A name that is gone by now is no error */
static int add_entries(struct files *files, struct json_object *records,
		       const char *path, bool all)
{
	struct demos_file_entry *entries;
	struct demos_file_info info;
	char inside[FILES_PATH];
	int i, status = DONE;
	int count = demos_fs_list(files->demos, files->root, path, &entries);

	if (count < 0)
		return system_refuse(files->demos, "cannot list %s", path);
	for (i = 0; i < count && !status; i++) {
		if (*entries[i].name == '.' && !all)
			continue;
		status = files_join(path, entries[i].name, inside);
		if (!status && !demos_fs_stat(files->demos, files->root,
					      inside, &info))
			json_object_array_add(records,
					      describe(entries[i].name, &info));
	}
	free(entries);
	return status;
}

static int add_path(struct files *files, struct json_object *records,
		    const char *path, const struct arguments *arguments)
{
	struct demos_file_info info;

	if (demos_fs_stat(files->demos, files->root, path, &info))
		return system_refuse(files->demos, "cannot list %s", path);
	if (S_ISDIR(info.mode) && !arguments->values['d'])
		return add_entries(files, records, path,
				   arguments->values['a']);
	json_object_array_add(records, describe(path, &info));
	return DONE;
}

/* As ls(1) does it, unless another order is asked for */
static int by_name(const void *one, const void *other)
{
	struct json_object *names[2];

	json_object_object_get_ex(*(struct json_object **)one, "name",
				  &names[0]);
	json_object_object_get_ex(*(struct json_object **)other, "name",
				  &names[1]);
	return strcmp(json_object_get_string(names[0]),
		      json_object_get_string(names[1]));
}

static int run_ls(const struct arguments *arguments)
{
	struct json_object *records = json_object_new_array();
	struct files files;
	int i, status = files_open(&files);

	if (!status && !arguments->count)
		status = add_path(&files, records, "/", arguments);
	for (i = 0; i < arguments->count && !status; i++)
		status = add_path(&files, records, arguments->operands[i],
				  arguments);
	if (!status) {
		json_object_array_sort(records, by_name);
		status = table_print(stdout, records, &arguments->table);
	}
	json_object_put(records);
	files_close(&files);
	return status;
}

static int run_stat(const struct arguments *arguments)
{
	const char *path = arguments->operands[0];
	struct demos_file_info info;
	struct json_object *record;
	struct files files;
	int status = files_open(&files);

	if (!status && demos_fs_stat(files.demos, files.root, path, &info))
		status = system_refuse(files.demos, "cannot look at %s", path);
	if (!status) {
		record = describe(path, &info);
		status = table_print_list(stdout, record, &arguments->table);
		json_object_put(record);
	}
	files_close(&files);
	return status;
}

static const struct choice ls_options[] = {
	{ 'a', "all", NULL, "names that begin with a dot, too" },
	{ 'd', "directory", NULL, "folders themselves, not their content" },
	{ 0 }
};

const struct command command_fs_ls = {
	.name = "fs ls",
	.operands = "[/PATH...]",
	.most = OPERANDS_MAX,
	.summary = "list folders and files of the file system",
	.options = ls_options,
	.fields = fields,
	.columns = "mode,links,size,changed,name",
	.waits = true,
	.run = run_ls,
};

const struct command command_fs_stat = {
	.name = "fs stat",
	.operands = "/PATH",
	.least = 1,
	.most = 1,
	.summary = "show what is known about a file",
	.fields = fields,
	.single = true,
	.waits = true,
	.run = run_stat,
};
