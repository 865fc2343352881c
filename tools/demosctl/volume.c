// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl fs df and sync: the disk of the file system as a whole.
 */
#include "command.h"
#include "files.h"
#include "record.h"

static const struct field fields[] = {
	{ "kib", "KiB" },
	{ "kib_free", "FREE" },
	{ "files", "FILES" },
	{ "files_free", "FREE FILES" },
	{ "open", "OPEN" },
	{ "cache_hits", "CACHE HITS" },
	{ "blocks_read", "BLOCKS READ" },
	{ "blocks_written", "WRITTEN" },
	{ 0 }
};

static struct json_object *describe(const struct demos_file_space *space)
{
	struct json_object *record = json_object_new_object();

	record_number(record, "kib", space->blocks);
	record_number(record, "kib_free", space->blocks_free);
	record_number(record, "files", space->inodes);
	record_number(record, "files_free", space->inodes_free);
	record_number(record, "open", space->open);
	record_number(record, "cache_hits", space->hits);
	record_number(record, "blocks_read", space->misses);
	record_number(record, "blocks_written", space->written);
	return record;
}

static int run_df(const struct arguments *arguments)
{
	struct demos_file_space space;
	struct json_object *record;
	struct files files;
	int status = files_open(&files);

	if (!status && demos_fs_space(files.demos, files.root, &space))
		status = system_refuse(files.demos,
				       "cannot look at the disk's room");
	if (!status) {
		record = describe(&space);
		status = table_print_list(stdout, record, &arguments->table);
		json_object_put(record);
	}
	files_close(&files);
	return status;
}

static int run_sync(const struct arguments *arguments)
{
	struct files files;
	int status = files_open(&files);

	(void)arguments;
	if (!status && demos_fs_sync(files.demos, files.root))
		status = system_refuse(files.demos,
				       "cannot write all to the disk");
	files_close(&files);
	return status;
}

const struct command command_fs_df = {
	.name = "fs df",
	.operands = "",
	.summary = "show the room on the disk, and the cache's work",
	.fields = fields,
	.single = true,
	.waits = true,
	.run = run_df,
};

const struct command command_fs_sync = {
	.name = "fs sync",
	.operands = "",
	.summary = "wait until all that was written is on the disk",
	.waits = true,
	.run = run_sync,
};
