// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl fs start, stop and status: the processes of the file system. Three
 * are guests with names of their own; the disk interface is a daemon, which
 * systemd or the user starts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "patience.h"
#include "process.h"
#include "record.h"

/* How long the guests may take to find each other and the disk (ms) */
#define START_PATIENCE	15000

/* In the order in which they start */
static const struct part {
	char letter;		/* of the option for its machine */
	const char *part;
	const char *guest;
	const char *program;
} parts[] = {
	{ 'b', "buffer manager", "fs.buffer", "fs-buffer.z8001" },
	{ 'f', "directory manager", "fs.folder", "fs-folder.z8001" },
	{ 'r', "request interpreter", "fs.request", "fs-request.z8001" },
};

/* The living guest with a part's name, 0: none */
static __u64 find_part(const struct demos_managed *list, int count,
		       const struct part *part)
{
	int i;

	for (i = 0; i < count; i++)
		if (!list[i].ended && !strcmp(list[i].name, part->guest))
			return list[i].pid;
	return 0;
}

static int list_guests(struct manager *manager, struct demos_managed **list,
		       int *count)
{
	*count = demos_pm_list(manager->demos, manager->pm, list);
	return *count < 0 ? system_refuse(manager->demos,
					  "cannot list the guests") : DONE;
}

/* ---- start */

static int check_absent(struct manager *manager)
{
	struct demos_managed *list;
	char text[DEMOS_PID_TEXT];
	int count, status = list_guests(manager, &list, &count);
	__u64 pid;
	size_t i;

	if (status)
		return status;
	for (i = 0; i < ARRAY_SIZE(parts) && !status; i++) {
		pid = find_part(list, count, &parts[i]);
		if (pid)
			status = fail(FAILED,
				      "the %s runs already, as %s (see demosctl fs status; demosctl fs stop ends it)",
				      parts[i].part,
				      demos_pid_format(pid, text));
	}
	free(list);
	return status;
}

static int check_disk(struct manager *manager)
{
	__u32 disk;

	if (!demos_find(manager->demos, DEMOS_DISK_NAME, 1000, &disk))
		return DONE;
	return fail(FAILED,
		    "there is no disk: start demos-disk on the machine that has it");
}

static int prepare(void)
{
	struct manager manager;
	int status = manager_open(&manager);

	if (!status)
		status = check_absent(&manager);
	if (!status)
		status = check_disk(&manager);
	manager_close(&manager);
	return status;
}

/* As `demosctl run` does it, which prints the guest's identifier */
static int run_part(const struct arguments *arguments, const struct part *part)
{
	const char *const operands[] = { part->program, NULL };
	const char *on = arguments->values[(int)part->letter];
	struct arguments run = { .count = 1, .operands = operands };

	run.values['n'] = part->guest;
	run.values['o'] = on ? on : arguments->values['o'];
	printf("%-20s ", part->part);
	fflush(stdout);
	return command_run.run(&run);
}

/* Until the name is registered, by the last of them */
static int await_files(void)
{
	struct demos *demos;
	__u32 root;
	int status = system_attach(&demos);

	if (status)
		return status;
	/* The switchboard answers when the name is there */
	patience_rest();
	if (demos_find(demos, DEMOS_FS_NAME, START_PATIENCE, &root))
		status = fail(FAILED,
			      "the file system does not answer: see demosctl logs fs.buffer, fs.folder and fs.request");
	system_detach(demos);
	return status;
}

static int run_start(const struct arguments *arguments)
{
	int status = prepare();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts) && !status; i++)
		status = run_part(arguments, &parts[i]);
	return status ? status : await_files();
}

/* ---- stop */

static int sync_all(struct manager *manager)
{
	__u32 root;

	if (demos_find(manager->demos, DEMOS_FS_NAME, 1000, &root))
		return DONE;
	patience_rest();
	if (demos_fs_sync(manager->demos, root))
		return system_refuse(manager->demos,
				     "cannot write all to the disk; demosctl kill ends the guests all the same");
	return DONE;
}

/* The last one first, so that nobody is asked who has ended */
static int end_parts(struct manager *manager)
{
	struct demos_managed *list;
	int count, status = list_guests(manager, &list, &count);
	bool found = false;
	size_t i = ARRAY_SIZE(parts);
	__u64 pid;

	if (status)
		return status;
	while (i-- && !status) {
		pid = find_part(list, count, &parts[i]);
		if (!pid)
			continue;
		found = true;
		if (demos_pm_kill(manager->demos, manager->pm, pid))
			status = system_refuse(manager->demos,
					       "cannot end the %s",
					       parts[i].part);
	}
	free(list);
	return found || status ? status :
	       fail(FAILED, "there is no file system");
}

static int run_stop(const struct arguments *arguments)
{
	struct manager manager;
	int status = manager_open(&manager);

	(void)arguments;
	if (!status)
		status = sync_all(&manager);
	if (!status)
		status = end_parts(&manager);
	manager_close(&manager);
	return status;
}

/* ---- status */

static const struct field fields[] = {
	{ "part", "PART" },
	{ "pid", "PID" },
	{ "name", "NAME" },
	{ "machine", "MACHINE" },
	{ "state", "STATE" },
	{ 0 }
};

static struct json_object *describe(struct manager *manager,
				    const struct part *part, __u64 pid)
{
	struct json_object *record = json_object_new_object();
	struct demos_surveyed guest;

	record_text(record, "part", part->part);
	record_text(record, "name", part->guest);
	if (!pid) {
		record_text(record, "state", "absent");
		return record;
	}
	record_pid(record, "pid", pid);
	if (manager_look(manager, pid, LOOK_PATIENCE, &guest)) {
		record_text(record, "state", "no answer");
		return record;
	}
	record_number(record, "machine", guest.machine);
	record_text(record, "state", demos_state_name(guest.info.state));
	return record;
}

/* The disk interface is no guest: the switchboard alone knows it */
static struct json_object *describe_disk(struct manager *manager)
{
	struct json_object *record = json_object_new_object();
	struct demos_link link;
	__u32 disk;

	record_text(record, "part", "disk interface");
	record_text(record, "name", DEMOS_DISK_NAME);
	if (demos_find(manager->demos, DEMOS_DISK_NAME, 1000, &disk) ||
	    demos_link_inspect(manager->demos, disk, &link)) {
		record_text(record, "state", "absent");
		return record;
	}
	record_pid(record, "pid", link.to.pid);
	record_number(record, "machine", link.to.machine);
	record_text(record, "state", "registered");
	return record;
}

static int show(struct manager *manager, const struct table *table)
{
	struct json_object *records;
	struct demos_managed *list;
	int count, status = list_guests(manager, &list, &count);
	size_t i;

	if (status)
		return status;
	records = json_object_new_array();
	for (i = ARRAY_SIZE(parts); i--;)
		json_object_array_add(records,
				      describe(manager, &parts[i],
					       find_part(list, count,
							 &parts[i])));
	json_object_array_add(records, describe_disk(manager));
	free(list);
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int run_status(const struct arguments *arguments)
{
	struct manager manager;
	int status = manager_open(&manager);

	if (!status)
		status = show(&manager, &arguments->table);
	manager_close(&manager);
	return status;
}

static const struct choice start_options[] = {
	{ 'o', "on", "MACHINE",
	  "where they begin; else on the process manager's" },
	{ 'b', "buffer", "MACHINE", "where the buffer manager begins" },
	{ 'f', "folder", "MACHINE", "where the directory manager begins" },
	{ 'r', "request", "MACHINE", "where the request interpreter begins" },
	{ 0 }
};

const struct command command_fs_start = {
	.name = "fs start",
	.operands = "",
	.summary = "start the three guests of the file system",
	.details =
	"demos-disk must run on the machine that has the disk. The guests have the\n"
	"names fs.buffer, fs.folder and fs.request; demosctl migrate moves them.",
	.options = start_options,
	.waits = true,
	.run = run_start,
};

const struct command command_fs_stop = {
	.name = "fs stop",
	.operands = "",
	.summary = "write all to the disk, and end the file system's guests",
	.waits = true,
	.run = run_stop,
};

const struct command command_fs_status = {
	.name = "fs status",
	.operands = "",
	.summary = "show the processes of the file system, and where they are",
	.fields = fields,
	.waits = true,
	.run = run_status,
};
