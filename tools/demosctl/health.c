// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl status: what works on this machine, and what does not.
 *
 * Whatever has stopped or is cut off, the answer comes within LIMIT: netd is
 * asked first, and its answer read last, so that both waits overlap.
 */
#define _GNU_SOURCE	/* struct ucred */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <asm/byteorder.h>
#include <linux/demos_fs.h>

#include "../../daemon/lib/clock.h"
#include "../../daemon/lib/netd.h"
#include "../../daemon/lib/way.h"
#include "command.h"
#include "record.h"
#include "system.h"
#include "verdict.h"

#define LIMIT		600	/* ms, for all answers together */
#define LEAST		50	/* ms, for netd's answer in any case */
#define MODULE_VERSION	"/sys/module/demos/version"

/**
 * struct look - while things are being found out
 * @verdict: what is known so far
 * @demos: handle
 * @deadline: when the answer must be there
 * @path: of netd's socket, or NULL
 * @netd: connection to netd, or negative
 */
struct look {
	struct verdict verdict;
	struct demos *demos;
	__u64 deadline;
	const char *path;
	int netd;
};

static void read_version(char version[32])
{
	FILE *file = fopen(MODULE_VERSION, "re");

	if (!file)
		return;
	if (fgets(version, 32, file))
		version[strcspn(version, "\n")] = '\0';
	fclose(file);
}

static int whose(int fd)
{
	struct ucred who = { 0 };
	socklen_t size = sizeof(who);

	getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size);
	return who.pid;
}

/* The process that is the machine; its name is not known elsewhere */
static void look_at_process(struct look *look)
{
	struct verdict *verdict = &look->verdict;
	char path[40];
	FILE *file;

	verdict->process = whose(demos_fd(look->demos));
	snprintf(path, sizeof(path), "/proc/%d/comm", verdict->process);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fgets(verdict->program, sizeof(verdict->program), file))
		verdict->program[strcspn(verdict->program, "\n")] = '\0';
	fclose(file);
}

/* The module, or the process, that is the machine */
static void look_at_host(struct look *look)
{
	struct verdict *verdict = &look->verdict;

	verdict->door = demos_machine_path();
	verdict->error = demos_open_within(&look->demos, verdict->door, LIMIT);
	verdict->loaded = !verdict->error;
	if (!verdict->door && verdict->loaded)
		read_version(verdict->version);
	else if (verdict->loaded)
		look_at_process(look);
	else
		snprintf(verdict->why, sizeof(verdict->why), "%s",
			 demos_error(look->demos));
}

/* ---- netd */

static void judge_netd(struct server *netd, int error, const char *why)
{
	if (!error)
		netd->state = SERVER_ANSWERS;
	else if (error == -ENOENT || error == -ECONNREFUSED)
		netd->state = SERVER_MISSING;
	else if (error == -ETIMEDOUT)
		netd->state = SERVER_SILENT;
	else if (error == -EACCES)
		netd->state = SERVER_FORBIDDEN;
	else
		netd->state = SERVER_REFUSES;
	snprintf(netd->why, sizeof(netd->why), "%s", why ? why : "no memory");
}

static void ask_netd(struct look *look)
{
	struct server *netd = &look->verdict.netd;
	char *why;

	look->netd = demos_netd_post(look->path, look->verdict.machine.id,
				     "list", LIMIT / 2, &why);
	if (look->netd < 0) {
		judge_netd(netd, look->netd, why);
		if (netd->state == SERVER_MISSING)
			netd->pid = demos_netd_process();
	} else {
		netd->pid = whose(look->netd);
	}
	free(why);
}

/* A line of netd's list: ID STATE ADDRESS KEY ATTEMPTS [LAST-ERROR...] */
static void take_line(struct verdict *verdict, char *line)
{
	unsigned long machine = strtoul(line, &line, 10);
	char state[32], address[113];
	int at = 0, i;

	for (i = 0; i < verdict->npeers; i++)
		if (verdict->peers[i].info.machine == machine)
			break;
	if (i == verdict->npeers ||
	    sscanf(line, " %31s %112s %*s %*s %n", state, address, &at) != 2 ||
	    !at)
		return;
	if (!strcmp(line + at, "-") || !line[at])
		snprintf(verdict->peers[i].why, VERDICT_TEXT, "%s%s%s", state,
			 strcmp(address, "-") ? ", at " : "",
			 strcmp(address, "-") ? address : "");
	else
		snprintf(verdict->peers[i].why, VERDICT_TEXT, "%s",
			 line + at);
}

static void hear_netd(struct look *look)
{
	struct server *netd = &look->verdict.netd;
	int left = demos_remaining(look->deadline);
	char *answer, *rest, *line;
	pid_t own;
	int err;

	if (look->netd < 0)
		return;
	err = demos_netd_answer(look->netd, look->path,
				left > LEAST ? left : LEAST, &answer);
	judge_netd(netd, err, answer);
	/* Another machine's daemon? Ours has another control socket */
	own = err == -EREMOTEIO ? demos_netd_process() : 0;
	if (own && own != netd->pid) {
		netd->state = SERVER_MISSING;
		netd->pid = own;
	}
	for (rest = err ? NULL : answer; (line = strsep(&rest, "\n"));)
		take_line(&look->verdict, line);
	free(answer);
}

/* ---- switchboard and process manager */

static void unknown(struct server *server, const char *why)
{
	server->state = SERVER_UNKNOWN;
	snprintf(server->why, sizeof(server->why), "%s", why);
}

/* Where does the link lead? */
static void locate(struct look *look, __u32 link, struct server *server)
{
	struct demos_link body;

	if (!demos_link_inspect(look->demos, link, &body))
		server->machine = body.to.machine;
}

/* That a name is not known is an answer, too */
static void judge(struct look *look, struct server *server, int error)
{
	if (!error || error == -ENOENT)
		server->state = SERVER_ANSWERS;
	else if (error == -ETIME)
		server->state = SERVER_SILENT;
	else if (error == -ESRCH)
		server->state = SERVER_MISSING;
	else
		unknown(server, demos_error(look->demos));
}

/* Half of what is left, so that the next one can be asked, too */
static int patience(const struct look *look)
{
	return demos_remaining(look->deadline) / 2 + 1;
}

static void take_machines(struct verdict *verdict,
			  const struct demos_managed_machine *list, int count)
{
	int i;

	verdict->drained = calloc(count + 1, sizeof(*verdict->drained));
	for (i = 0; verdict->drained && i < count; i++)
		if (list[i].drains)
			verdict->drained[verdict->ndrained++] = list[i].machine;
}

/* One of another version answers, too */
static void ask_pm(struct look *look, __u32 link)
{
	struct server *pm = &look->verdict.pm;
	struct demos_managed_machine *list;
	int count;

	locate(look, link, pm);
	count = demos_pm_machines(look->demos, link, patience(look), &list);
	judge(look, pm, count < 0 && count != -EINVAL ? count : 0);
	if (count < 0)
		return;
	take_machines(&look->verdict, list, count);
	free(list);
}

/* Ask the switchboard for a name; the link is in @in, if there is one */
static int look_up(struct look *look, __u32 sb, const char *name,
		   struct demos_incoming *in)
{
	struct demos_sb_request asked = {
		.op = __cpu_to_be16(DEMOS_SB_LOOKUP),
	};
	const struct demos_outgoing out = { .data = &asked,
					    .length = sizeof(asked) };

	strncpy(asked.name, name, sizeof(asked.name) - 1);
	return demos_call_control(look->demos, sb, &out, patience(look), in,
				  sizeof(struct demos_answer));
}

static void find_server(struct look *look, __u32 sb, const char *name,
			struct server *server)
{
	struct demos_incoming in;

	server->state = SERVER_MISSING;
	if (look_up(look, sb, name, &in) || !in.nlinks)
		return;
	server->state = SERVER_ANSWERS;
	locate(look, in.links[0], server);
}

static void ask_switchboard(struct look *look, __u32 link)
{
	struct server *sb = &look->verdict.switchboard;
	struct server *pm = &look->verdict.pm;
	struct demos_incoming in;
	int err;

	locate(look, link, sb);
	err = look_up(look, link, DEMOS_PM_NAME, &in);
	judge(look, sb, err);
	if (!err && in.nlinks)
		ask_pm(look, in.links[0]);
	else if (sb->state == SERVER_ANSWERS)
		pm->state = SERVER_MISSING;
	else
		unknown(pm, "it is found through the switchboard");
	if (sb->state != SERVER_ANSWERS)
		return;
	find_server(look, link, DEMOS_DISK_NAME, &look->verdict.disk);
	find_server(look, link, DEMOS_FS_NAME, &look->verdict.files);
}

static void ask_servers(struct look *look)
{
	struct server *sb = &look->verdict.switchboard;
	struct server *pm = &look->verdict.pm;
	__u32 link;
	int err = demos_attach(look->demos, "demosctl");

	if (!err)
		err = demos_boot_find(look->demos, patience(look) / 2, &link);
	if (!err) {
		ask_switchboard(look, link);
	} else if (err == -ENOENT) {
		sb->state = SERVER_MISSING;
		unknown(pm, "it is found through the switchboard");
	} else if (err == -EPERM) {
		sb->state = SERVER_FORBIDDEN;
		pm->state = SERVER_FORBIDDEN;
	} else {
		unknown(sb, demos_error(look->demos));
		unknown(pm, sb->why);
	}
}

/* ---- the machine */

static void look_at_peers(struct look *look)
{
	struct verdict *verdict = &look->verdict;
	struct demos_peer_info *infos;
	int count = demos_peers(look->demos, &infos), i;

	if (count <= 0)
		return;
	verdict->peers = calloc(count, sizeof(*verdict->peers));
	for (i = 0; verdict->peers && i < count; i++)
		verdict->peers[i].info = infos[i];
	verdict->npeers = verdict->peers ? count : 0;
	free(infos);
}

static void look_at_machine(struct look *look)
{
	struct verdict *verdict = &look->verdict;

	verdict->up = !demos_machine_get(look->demos, &verdict->machine);
	if (!verdict->up)
		return;
	ask_netd(look);
	demos_limits_get(look->demos, &verdict->limits);
	look_at_peers(look);
	ask_servers(look);
	hear_netd(look);
}

static int status(const struct arguments *arguments)
{
	struct look look = {
		.deadline = demos_deadline(LIMIT),
		.path = arguments->values['s'],
		.netd = -1,
	};
	struct json_object *records;
	bool well;
	int result;

	look_at_host(&look);
	if (look.verdict.loaded)
		look_at_machine(&look);
	records = verdict_records(&look.verdict, &well);
	result = table_print(stdout, records, &arguments->table);
	json_object_put(records);
	free(look.verdict.peers);
	free(look.verdict.drained);
	demos_close(look.demos);
	return result || well ? result : FAILED;
}

static const struct field fields[] = {
	{ "part", "PART" },
	{ "state", "STATE" },
	{ "detail", "DETAIL" },
	{ "advice", "ADVICE" },
	{ "ok", "OK" },
	{ 0 }
};

static const struct choice options[] = {
	{ 's', "socket", "PATH",
	  "socket of demos-netd, if it is not the usual one" },
	{ 0 }
};

const struct command command_status = {
	.name = "status",
	.operands = "",
	.summary = "show what works on this machine, and what does not",
	.details =
	"The module or the process that is the machine, the machine and limits that are nearly reached, the network daemon,\n"
	"the switchboard and process manager of the LAN, and the other machines; and what\n"
	"to do about what is wrong. Answers within a second. The exit status is 0 if all\n"
	"is well, else 1.",
	.options = options,
	.fields = fields,
	.columns = "part,state,detail,advice",
	.run = status,
};
