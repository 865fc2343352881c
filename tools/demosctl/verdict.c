// SPDX-License-Identifier: GPL-2.0
/*
 * A row for each part of a machine: how it is and, if something is wrong, what
 * to do about it. A part that cannot be judged is not well.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../version.h"
#include "error.h"
#include "record.h"
#include "verdict.h"

#define NEAR_LIMIT	90	/* percent */

/* One row; @advice NULL: it is well. @format: the detail */
__printf(5, 6)
static struct json_object *add(struct json_object *rows, const char *part,
			       const char *state, const char *advice,
			       const char *format, ...)
{
	struct json_object *row = json_object_new_object();
	char detail[RECORD_TEXT];
	va_list args;

	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	record_text(row, "part", part);
	record_flag(row, "ok", !advice);
	record_text(row, "state", state);
	record_text(row, "detail", detail);
	if (advice)
		record_text(row, "advice", advice);
	else
		json_object_object_add(row, "advice", NULL);
	json_object_array_add(rows, row);
	return row;
}

static void add_module(struct json_object *rows, const struct verdict *verdict)
{
	const char *version = verdict->version;

	if (!verdict->loaded)
		add(rows, "module", "missing", "modprobe demos",
		    "the kernel module demos is not loaded");
	else if (*version && strcmp(version, DEMOS_VERSION))
		add(rows, "module", "loaded",
		    "load the module that belongs to demosctl",
		    "version %s, but demosctl has %s", version, DEMOS_VERSION);
	else
		add(rows, "module", "loaded", NULL, "version %s",
		    *version ? version : "unknown");
}

static void add_process(struct json_object *rows,
			const struct verdict *verdict)
{
	static const char part[] = "process";
	const char *path = verdict->door;
	struct json_object *row;

	if (verdict->loaded) {
		row = add(rows, part, "answers", NULL, "process %d (%s), at %s",
			  verdict->process,
			  *verdict->program ? verdict->program : "unknown",
			  path);
		record_number(row, "pid", verdict->process);
	} else if (verdict->error == -ENOENT) {
		row = add(rows, part, "missing", "start demos-machine",
			  "no machine at %s", path);
	} else if (verdict->error == -ETIMEDOUT) {
		row = add(rows, part, "silent",
			  "continue its process, or start another",
			  "the machine at %s does not answer", path);
	} else {
		row = add(rows, part, "refused",
			  verdict->error == -EACCES ?
				"run this as root, or as its owner" :
				"give the right path", "%s", verdict->why);
	}
	record_text(row, "path", path);
}

/* An incarnation is the time of its beginning, unless the clock was set back */
static void add_machine(struct json_object *rows,
			const struct verdict *verdict)
{
	const struct demos_machine_info *machine = &verdict->machine;
	time_t since = machine->incarnation / 1000000000;
	struct json_object *row;
	char begun[32] = "?";
	struct tm tm;

	if (!verdict->up) {
		add(rows, "machine", "down", "demosctl machine up --id N",
		    verdict->door ? "the process is not a machine yet" :
				    "this network namespace is not a machine");
		return;
	}
	if (since <= time(NULL) && localtime_r(&since, &tm))
		strftime(begun, sizeof(begun), "%Y-%m-%d %H:%M:%S", &tm);
	row = add(rows, "machine", "up", NULL,
		  "machine %u, up since %s, processes: %u", machine->id, begun,
		  machine->processes);
	record_number(row, "machine", machine->id);
	record_number(row, "incarnation", machine->incarnation);
	record_number(row, "processes", machine->processes);
}

static void add_limits(struct json_object *rows,
		       const struct demos_limits *limits)
{
	char part[VERDICT_TEXT], advice[VERDICT_TEXT];
	unsigned int i;

	for (i = 0; i < __DEMOS_LIMIT_MAX; i++) {
		__u64 most = limits->most[i], used = limits->used[i];

		if (!(DEMOS_LIMITS_OF_ALL >> i & 1) || !used ||
		    (double)used * 100 < (double)most * NEAR_LIMIT)
			continue;
		snprintf(part, sizeof(part), "limit %s", demos_limit_name(i));
		snprintf(advice, sizeof(advice), "demosctl limits %s N",
			 demos_limit_name(i));
		add(rows, part, used < most ? "near" : "reached", advice,
		    "%llu of %llu are used", used, most);
	}
}

static void add_netd(struct json_object *rows, const struct server *netd)
{
	static const char part[] = "netd";
	struct json_object *row;

	switch (netd->state) {
	case SERVER_ANSWERS:
		row = add(rows, part, "answers", NULL, "process %d",
			  netd->pid);
		break;
	case SERVER_MISSING:
		if (netd->pid)
			row = add(rows, part, "unknown",
				  "demosctl status --socket PATH",
				  "process %d has another control socket",
				  netd->pid);
		else
			row = add(rows, part, "missing", "start demos-netd",
				  "no other machine can be reached");
		break;
	case SERVER_SILENT:
		row = add(rows, part, "silent", "restart demos-netd",
			  "process %d does not answer", netd->pid);
		break;
	case SERVER_FORBIDDEN:
		row = add(rows, part, "unknown", "run this as root",
			  "only root may ask it");
		break;
	default:
		row = add(rows, part, "refused", "see demosctl peer list",
			  "%s", netd->why);
		break;
	}
	if (netd->pid)
		record_number(row, "pid", netd->pid);
}

static bool is_down(const struct verdict *verdict, __u16 machine)
{
	int i;

	for (i = 0; i < verdict->npeers; i++)
		if (verdict->peers[i].info.machine == machine)
			return verdict->peers[i].info.state != DEMOS_PEER_UP;
	return false;
}

/*
 * Only on its own machine do we know that the server is to blame: another
 * machine may have been cut off a moment ago.
 */
static void add_silent(struct json_object *rows, const char *part,
		       const struct verdict *verdict,
		       const struct server *server)
{
	if (is_down(verdict, server->machine))
		add(rows, part, "silent", "see demosctl peer list",
		    "it is on machine %u, which is not connected",
		    server->machine);
	else
		add(rows, part, "silent",
		    server->machine == verdict->machine.id ?
			    "restart it" : "see demosctl status there",
		    "it does not answer, on machine %u", server->machine);
}

/* A server that is reached over a link, wherever it runs */
static void add_server(struct json_object *rows, const char *part,
		       const struct verdict *verdict,
		       const struct server *server, const char *missing)
{
	char advice[VERDICT_TEXT];
	struct json_object *row;

	switch (server->state) {
	case SERVER_ANSWERS:
		row = add(rows, part, "answers", NULL, "on machine %u",
			  server->machine);
		record_number(row, "machine", server->machine);
		break;
	case SERVER_MISSING:
		snprintf(advice, sizeof(advice),
			 "start demos-%s on one machine", part);
		add(rows, part, "missing", advice, "%s", missing);
		break;
	case SERVER_SILENT:
		add_silent(rows, part, verdict, server);
		break;
	case SERVER_FORBIDDEN:
		add(rows, part, "unknown", "run this as root",
		    "only root may ask it");
		break;
	default:
		add(rows, part, "unknown", "mend the above first",
		    "%s", server->why);
		break;
	}
}

/* The file system is four processes; a LAN may do without */
static void add_files(struct json_object *rows, const struct verdict *verdict)
{
	bool disk = verdict->disk.state == SERVER_ANSWERS;
	bool files = verdict->files.state == SERVER_ANSWERS;
	struct json_object *row;

	if (files && disk) {
		row = add(rows, "files", "answers", NULL,
			  "on machine %u, disk on machine %u",
			  verdict->files.machine, verdict->disk.machine);
		record_number(row, "machine", verdict->files.machine);
	} else if (files) {
		add(rows, "files", "waits", "start demos-disk",
		    "the file system has lost its disk interface");
	} else if (disk) {
		add(rows, "files", "missing", "demosctl fs start",
		    "a disk is served on machine %u, but no files",
		    verdict->disk.machine);
	}
}

static void add_peer(struct json_object *rows, const struct verdict_peer *peer)
{
	const struct demos_peer_info *info = &peer->info;
	char part[16], advice[VERDICT_TEXT];
	const char *why = peer->why;
	struct json_object *row;

	if (!*why)
		why = info->error ? demos_peer_error(info->error) :
				    "it has not connected yet";
	snprintf(part, sizeof(part), "peer %u", info->machine);
	snprintf(advice, sizeof(advice),
		 "start demos-netd there, with our key, or demosctl peer del %u",
		 info->machine);
	/* It connects, and the module refuses: netd's reason is an older one */
	if (abs(info->error) == ESTALE) {
		why = demos_peer_error(info->error);
		snprintf(advice, sizeof(advice),
			 "there: demosctl machine down, then up, with an id of its own");
	}
	row = add(rows, part, demos_peer_state_name(info->state), advice,
		  "%s", why);
	record_number(row, "machine", info->machine);
}

static void add_peers(struct json_object *rows, const struct verdict *verdict)
{
	const struct verdict_peer *peer = verdict->peers;
	struct json_object *row;
	int up = 0, i;

	for (i = 0; i < verdict->npeers; i++)
		up += peer[i].info.state == DEMOS_PEER_UP;
	row = add(rows, "peers", up < verdict->npeers ? "down" : "up",
		  up < verdict->npeers ? "see demosctl peer list" : NULL,
		  "%d of %d are connected", up, verdict->npeers);
	record_number(row, "up", up);
	record_number(row, "total", verdict->npeers);
	for (i = 0; i < verdict->npeers; i++)
		if (peer[i].info.state != DEMOS_PEER_UP)
			add_peer(rows, &peer[i]);
}

/* Somebody wants it so; but he may have forgotten it */
static void add_drained(struct json_object *rows, const struct verdict *verdict)
{
	struct json_object *row;
	char part[16];
	int i;

	for (i = 0; i < verdict->ndrained; i++) {
		snprintf(part, sizeof(part), "machine %u", verdict->drained[i]);
		row = add(rows, part, "drains", NULL,
			  "evacuated, takes no guests until it is restarted (or: demosctl evacuate --release %u)",
			  verdict->drained[i]);
		record_number(row, "machine", verdict->drained[i]);
	}
}

/**
 * verdict_records - say how this machine is
 * @verdict: what has been found out
 * @well: gets whether all is well
 *
 * Return: an array of records, in the order in which to mend things.
 */
struct json_object *verdict_records(const struct verdict *verdict, bool *well)
{
	struct json_object *rows = json_object_new_array(), *row;
	size_t i;

	if (verdict->door)
		add_process(rows, verdict);
	else
		add_module(rows, verdict);
	if (verdict->loaded)
		add_machine(rows, verdict);
	if (verdict->up) {
		add_limits(rows, &verdict->limits);
		add_netd(rows, &verdict->netd);
		add_server(rows, "switchboard", verdict,
			   &verdict->switchboard,
			   "no machine that can be reached has one");
		add_server(rows, "pm", verdict, &verdict->pm,
			   "the switchboard knows none");
		add_files(rows, verdict);
		add_peers(rows, verdict);
		add_drained(rows, verdict);
	}
	*well = true;
	for (i = 0; i < json_object_array_length(rows); i++) {
		row = json_object_array_get_idx(rows, i);
		if (!json_object_get_boolean(json_object_object_get(row, "ok")))
			*well = false;
	}
	return rows;
}
