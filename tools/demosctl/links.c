// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl links: the link table of a process.
 */
#include <errno.h>
#include <stdlib.h>

#include "command.h"
#include "record.h"
#include "system.h"

static const struct field fields[] = {
	{ "link", "LINK" },
	{ "to", "TO" },
	{ "machine", "MACHINE" },
	{ "moves", "MOVES" },
	{ "code", "CODE" },
	{ "channel", "CHANNEL" },
	{ "flags", "FLAGS" },
	{ "area", "AREA" },
	{ "length", "LENGTH" },
	{ 0 }
};

static struct json_object *flag_words(unsigned int flags)
{
	static const struct {
		unsigned int flag;
		const char *word;
	} words[] = {
		{ DEMOS_LINK_KERNEL, "kernel" },
		{ DEMOS_LINK_DUP, "dup" },
		{ DEMOS_LINK_PASS, "pass" },
		{ DEMOS_LINK_REPLY, "reply" },
		{ DEMOS_LINK_READ, "read" },
		{ DEMOS_LINK_WRITE, "write" },
		{ DEMOS_LINK_NOTIFY, "notify" },
		{ DEMOS_LINK_MEMORY, "memory" },
	};
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (flags & words[i].flag)
			record_append(list, words[i].word);
	return list;
}

static struct json_object *record_link(const struct demos_named_link *named)
{
	struct json_object *record = json_object_new_object();
	const struct demos_link *link = &named->link;

	record_number(record, "link", named->name);
	record_pid(record, "to", link->to.pid);
	record_number(record, "machine", link->to.machine);
	record_number(record, "moves", link->to.moves);
	record_number(record, "code", link->code);
	record_number(record, "channel", link->channel);
	json_object_object_add(record, "flags", flag_words(link->flags));
	if (link->length) {
		record_address(record, "area", link->area);
		record_number(record, "length", link->length);
	} else {
		json_object_object_add(record, "area", NULL);
		json_object_object_add(record, "length", NULL);
	}
	return record;
}

static int print(const struct demos_named_link *list, int count,
		 const struct table *table)
{
	struct json_object *records = json_object_new_array();
	int i, status;

	for (i = 0; i < count; i++)
		json_object_array_add(records, record_link(&list[i]));
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int links_guest(struct manager *manager, __u64 pid,
		       const struct table *table)
{
	struct demos_named_link *list;
	struct demos_surveyed guest;
	char text[DEMOS_PID_TEXT];
	int count, err, status;

	err = manager_look(manager, pid, LOOK_PATIENCE, &guest);
	if (!err)
		err = demos_pm_links(manager->demos, manager->pm, pid, &list);
	count = err;
	if (err == -ESRCH)
		count = demos_links(manager->demos, pid, &list);
	if (count < 0)
		return manager_refuse(manager, pid, err,
				      "cannot show the links of %s",
				      demos_pid_format(pid, text));
	status = print(list, count, table);
	free(list);
	return status;
}

static int links_here(const struct arguments *arguments)
{
	struct demos_named_link *list;
	struct demos *demos;
	__u64 pid;
	int count, status = system_open(&demos);

	if (status)
		return status;
	status = local_pid(demos, arguments->operands[0], &pid);
	if (!status) {
		count = demos_links(demos, pid, &list);
		if (count < 0) {
			status = system_refuse(demos,
					       "cannot show the links of %s",
					       arguments->operands[0]);
		} else {
			status = print(list, count, &arguments->table);
			free(list);
		}
	}
	demos_close(demos);
	return status;
}

static int links(const struct arguments *arguments)
{
	struct manager manager;
	__u64 pid;
	int status;

	if (arguments->values['l'])
		return links_here(arguments);
	status = manager_open_guest(&manager, arguments->operands[0], &pid);
	if (!status)
		status = links_guest(&manager, pid, &arguments->table);
	manager_close(&manager);
	return status;
}

static const struct choice options[] = {
	{ 'l', "local", NULL,
	  "look on this machine only, without a process manager" },
	{ 0 }
};

const struct command command_links = {
	.name = "links",
	.operands = "PID",
	.least = 1,
	.most = 1,
	.summary = "show the link table of a process",
	.options = options,
	.fields = fields,
	.waits = true,
	.run = links,
};
