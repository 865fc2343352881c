// SPDX-License-Identifier: GPL-2.0
/*
 * The processes that remain on a machine: guests that could not be moved,
 * guests of other managers, and native processes. All processes are known only
 * if demosctl runs on that machine; that the process manager or the switchboard
 * is there is known in any case.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "remains.h"

/* Without memory the process is left out, but counted */
__printf(5, 6)
static void add(struct remains *remains, __u64 pid, const char *name,
		enum remains_kind kind, const char *format, ...)
{
	struct remaining *list = reallocarray(remains->list,
					      remains->count + 1,
					      sizeof(*list));
	struct remaining *item;
	va_list args;

	remains->of[kind]++;
	if (!list)
		return;
	remains->list = list;
	item = &list[remains->count++];
	item->pid = pid;
	item->kind = kind;
	snprintf(item->name, sizeof(item->name), "%.*s", DEMOS_NAME_MAX - 1,
		 name);
	va_start(args, format);
	vsnprintf(item->why, sizeof(item->why), format, args);
	va_end(args);
}

static bool is_in(const struct remains *remains, __u64 pid)
{
	int i;

	for (i = 0; i < remains->count; i++)
		if (remains->list[i].pid == pid)
			return true;
	return false;
}

static void add_guest(struct remains *remains, const struct evacuee *guest)
{
	switch (guest->state) {
	case EVACUEE_WAITING:
		add(remains, guest->pid, guest->name, REMAINS_GUEST, "%s",
		    *guest->why ? guest->why : "its turn had not come");
		break;
	case EVACUEE_LEAVING:
		add(remains, guest->pid, guest->name, REMAINS_GUEST,
		    "it is still on its way to machine %u, and may arrive there",
		    guest->to);
		break;
	case EVACUEE_STAYS:
		add(remains, guest->pid, guest->name, REMAINS_GUEST, "%s",
		    guest->why);
		break;
	case EVACUEE_ENDED:
		if (guest->lost)
			add(remains, guest->pid, guest->name, REMAINS_LOST,
			    "%s", guest->why);
		break;
	default:
		break;
	}
}

/* The process to which a link leads, if it is on the machine; else 0 */
static __u64 leads_there(const struct evacuation *evacuation, __u32 link)
{
	struct demos_link body;

	if (demos_link_inspect(evacuation->manager->demos, link, &body) ||
	    body.to.machine != evacuation->machine)
		return 0;
	return body.to.pid;
}

static void add_servers(const struct evacuation *evacuation,
			struct remains *remains)
{
	struct manager *manager = evacuation->manager;
	__u64 pid = leads_there(evacuation, manager->pm);
	__u32 sb;

	if (pid)
		add(remains, pid, "pm", REMAINS_NATIVE,
		    "the process manager: without it nobody can run, see, move or kill guests, or read what they write; one that is started later does not know these guests");
	if (demos_boot_find(manager->demos, SYSTEM_PATIENCE, &sb))
		return;
	pid = leads_there(evacuation, sb);
	if (pid)
		add(remains, pid, "switchboard", REMAINS_NATIVE,
		    "the switchboard: without it no process finds another by its name");
}

/* One that arrives goes on where it is if this machine ends; in doubt, it may
 * be here
 */
static bool would_end(const struct demos_process_info *info)
{
	return info->model && (!(info->flags & DEMOS_PROCESS_ARRIVING) ||
			       info->flags & DEMOS_PROCESS_UNSURE);
}

/* A guest that the evacuation has not seen */
static void add_strange(const struct evacuation *evacuation,
			struct remains *remains,
			const struct demos_process_info *info)
{
	struct manager *manager = evacuation->manager;
	struct demos_managed managed;

	if (!demos_pm_find(manager->demos, manager->pm, info->pid,
			   LOOK_PATIENCE, &managed))
		add(remains, info->pid, info->name, REMAINS_GUEST,
		    "it has only just arrived");
	else
		add(remains, info->pid, info->name, REMAINS_GUEST,
		    "the process manager does not know it, so only its own manager can move it");
}

/* The other processes of this machine */
static int add_local(const struct evacuation *evacuation,
		     struct remains *remains)
{
	struct demos *demos = evacuation->manager->demos;
	struct demos_process_info *list;
	int count = demos_processes(demos, &list), i;

	if (count < 0)
		return system_refuse(demos, "cannot list the processes");
	for (i = 0; i < count; i++) {
		__u64 pid = list[i].pid;

		if (pid == demos_self(demos) || is_in(remains, pid) ||
		    evacuees_find(&evacuation->guests, pid))
			continue;
		if (would_end(&list[i]))
			add_strange(evacuation, remains, &list[i]);
		else if (!list[i].model)
			add(remains, pid, list[i].name, REMAINS_NATIVE,
			    "it is a Linux program");
	}
	free(list);
	remains->complete = true;
	return DONE;
}

/**
 * remains_find - find out what remains after an evacuation
 * @evacuation: the evacuation
 * @remains: gets it, to be freed by remains_free() even if this fails
 *
 * Return: DONE, or FAILED after saying why.
 */
int remains_find(const struct evacuation *evacuation, struct remains *remains)
{
	int i;

	memset(remains, 0, sizeof(*remains));
	for (i = 0; i < evacuation->guests.count; i++)
		add_guest(remains, evacuation->guests.list[i]);
	if (evacuation->failed)
		return DONE;
	evacuation_ask(evacuation);
	add_servers(evacuation, remains);
	if (demos_here(evacuation->manager->demos) != evacuation->machine)
		return DONE;
	return add_local(evacuation, remains);
}

/**
 * remains_guests - find the guests that would end with this machine
 * @demos: handle
 * @remains: gets them, to be freed by remains_free() even if this fails
 *
 * Return: DONE, or FAILED after saying why.
 */
int remains_guests(struct demos *demos, struct remains *remains)
{
	struct demos_process_info *list;
	int count, i;

	memset(remains, 0, sizeof(*remains));
	count = demos_processes(demos, &list);
	if (count < 0)
		return system_refuse(demos, "cannot list the processes");
	for (i = 0; i < count; i++)
		if (would_end(&list[i]))
			add(remains, list[i].pid, list[i].name, REMAINS_GUEST,
			    "it is here");
	free(list);
	return DONE;
}

/**
 * remains_print - print a line about each process that remains
 * @remains: these
 */
void remains_print(const struct remains *remains)
{
	static const char *const kinds[] = { "stays", "stays", "is lost" };
	char text[DEMOS_PID_TEXT];
	int i;

	for (i = 0; i < remains->count; i++) {
		const struct remaining *item = &remains->list[i];

		printf("%s %s %s: %s\n", demos_pid_format(item->pid, text),
		       item->name, kinds[item->kind], item->why);
	}
}

/**
 * remains_records - make records of the processes that remain
 * @remains: these
 *
 * Return: an array of records, owned by the caller.
 */
struct json_object *remains_records(const struct remains *remains)
{
	static const char *const kinds[] = { "guest", "native", "lost" };
	struct json_object *records = json_object_new_array(), *record;
	int i;

	for (i = 0; i < remains->count; i++) {
		record = json_object_new_object();
		record_pid(record, "pid", remains->list[i].pid);
		record_text(record, "name", remains->list[i].name);
		record_text(record, "kind", kinds[remains->list[i].kind]);
		record_text(record, "why", remains->list[i].why);
		json_object_array_add(records, record);
	}
	return records;
}

/**
 * remains_free - free what remains_find() or remains_guests() made
 * @remains: it
 */
void remains_free(struct remains *remains)
{
	free(remains->list);
	memset(remains, 0, sizeof(*remains));
}
