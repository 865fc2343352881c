// SPDX-License-Identifier: GPL-2.0
/*
 * What demosctl status says about what it has found out.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../../version.h"
#include "../verdict.h"
#include "tap.h"

static struct verdict_peer peers[2];
static struct verdict found;

/* All is well */
static void begin(void)
{
	memset(peers, 0, sizeof(peers));
	peers[0].info.machine = 2;
	peers[0].info.state = DEMOS_PEER_UP;
	peers[1].info.machine = 3;
	peers[1].info.state = DEMOS_PEER_UP;
	found = (struct verdict){
		.loaded = true, .version = DEMOS_VERSION, .up = true,
		.machine = { .id = 1, .processes = 7 },
		.netd = { .state = SERVER_ANSWERS, .pid = 411 },
		.switchboard = { .state = SERVER_ANSWERS, .machine = 2 },
		.pm = { .state = SERVER_ANSWERS, .machine = 3 },
		.peers = peers, .npeers = 2,
	};
	found.limits.most[DEMOS_LIMIT_PROCESSES] = 10;
	found.limits.used[DEMOS_LIMIT_PROCESSES] = 8;
}

static const char *text(struct json_object *row, const char *key)
{
	struct json_object *value = json_object_object_get(row, key);

	return value ? json_object_get_string(value) : "";
}

/*
 * Is @part in this state, with these texts in detail and advice? And is all
 * well only if there is no advice?
 */
static bool says(const char *part, const char *state, const char *detail,
		 const char *advice)
{
	struct json_object *rows, *row;
	bool well, right = false;
	size_t i;

	rows = verdict_records(&found, &well);
	for (i = 0; i < json_object_array_length(rows) && !right; i++) {
		row = json_object_array_get_idx(rows, i);
		right = !strcmp(text(row, "part"), part) &&
			!strcmp(text(row, "state"), state) &&
			strstr(text(row, "detail"), detail) &&
			strstr(text(row, "advice"), advice) &&
			!*text(row, "advice") == !*advice;
	}
	if (!right || well != !*advice)
		printf("# %s\n", json_object_to_json_string(rows));
	json_object_put(rows);
	return right && well == !*advice;
}

static void test_machine(void)
{
	ok(says("module", "loaded", DEMOS_VERSION, "") &&
	   says("machine", "up", "machine 1, up since 1970-01-01", ""),
	   "all is well");
	strcpy(found.version, "0.0.1");
	ok(says("module", "loaded", "0.0.1, but demosctl has " DEMOS_VERSION,
		"load the module"), "a module of another version");
	found.version[0] = '\0';
	ok(says("module", "loaded", "unknown", ""), "one without a version");
	found.limits.used[DEMOS_LIMIT_PROCESSES] = 9;
	ok(says("limit processes", "near", "9 of 10", "limits processes N"),
	   "a limit that is near");
	found.limits.used[DEMOS_LIMIT_PROCESSES] = 10;
	ok(says("limit processes", "reached", "10 of 10", "limits"),
	   "a limit that is reached");
	found.up = false;
	ok(says("machine", "down", "not a machine", "machine up --id N") &&
	   !says("netd", "answers", "", ""), "no machine, and no more rows");
	found.loaded = false;
	ok(says("module", "missing", "not loaded", "modprobe") &&
	   !says("machine", "down", "", ""), "no module, and no more rows");
}

static void test_process(void)
{
	found.door = "/run/m1";
	found.process = 4711;
	strcpy(found.program, "demos-machine");
	ok(says("process", "answers",
		"process 4711 (demos-machine), at /run/m1", "") &&
	   says("machine", "up", "machine 1", "") &&
	   !says("module", "loaded", "", ""), "a machine that is a process");
	found.up = false;
	ok(says("machine", "down", "the process is not a machine yet",
		"machine up --id N"), "a process that is to become one");
	found.loaded = false;
	found.error = -ENOENT;
	ok(says("process", "missing", "no machine at /run/m1",
		"start demos-machine") &&
	   !says("machine", "down", "", ""), "no process, and no more rows");
	found.error = -ETIMEDOUT;
	ok(says("process", "silent", "the machine at /run/m1 does not answer",
		"continue its process"), "a process that has stopped");
	found.error = -EACCES;
	strcpy(found.why, "only its owner");
	ok(says("process", "refused", "only its owner", "as its owner"),
	   "another user's");
}

static void test_servers(void)
{
	found.netd.state = SERVER_SILENT;
	ok(says("netd", "silent", "process 411", "restart demos-netd"),
	   "a network daemon that does not answer");
	found.netd = (struct server){ .state = SERVER_MISSING };
	ok(says("netd", "missing", "", "start demos-netd"), "none");
	found.netd.pid = 411;
	ok(says("netd", "unknown", "process 411", "--socket"),
	   "one at another control socket");
	found.netd = (struct server){ SERVER_REFUSES, .why = "not mine" };
	ok(says("netd", "refused", "not mine", "peer list"),
	   "another machine's");
	begin();
	found.disk = (struct server){ .state = SERVER_ANSWERS, .machine = 2 };
	ok(says("files", "missing", "on machine 2, but no files",
		"demosctl fs start"),
	   "a disk without a file system");
	found.files = (struct server){ .state = SERVER_ANSWERS, .machine = 3 };
	ok(says("files", "answers", "machine 3, disk on machine 2", ""),
	   "a file system");
	found.disk.state = SERVER_MISSING;
	ok(says("files", "waits", "lost its disk", "start demos-disk"),
	   "a file system without its disk");
	found.files.state = SERVER_MISSING;
	found.switchboard.state = SERVER_SILENT;
	ok(says("switchboard", "silent", "on machine 2",
		"see demosctl status there"),
	   "a switchboard that does not answer");
	found.machine.id = 2;
	ok(says("switchboard", "silent", "on machine 2", "restart it"),
	   "a switchboard of this machine that does not answer");
	found.machine.id = 1;
	peers[0].info.state = DEMOS_PEER_DOWN;
	ok(says("switchboard", "silent", "machine 2, which is not connected",
		"peer list"), "one whose machine is not connected");
	begin();
	found.pm.state = SERVER_MISSING;
	ok(says("pm", "missing", "", "start demos-pm"), "no process manager");
	found.pm.state = SERVER_FORBIDDEN;
	ok(says("pm", "unknown", "only root", "as root"),
	   "a user who is not root");
}

static void test_peers(void)
{
	ok(says("peers", "up", "2 of 2", ""), "all peers are up");
	peers[1].info.state = DEMOS_PEER_DOWN;
	ok(says("peers", "down", "1 of 2", "peer list") &&
	   says("peer 3", "down", "not connected yet", "peer del 3"),
	   "one is down");
	strcpy(peers[1].why, "Connection refused");
	ok(says("peer 3", "down", "Connection refused",
		"start demos-netd there, with our key, or demosctl peer del 3"),
	   "the network daemon knows why");
	peers[1].info.error = ESTALE;
	ok(says("peer 3", "down", "two machines have this id", "machine down"),
	   "a machine that the module refuses");
}

static void test_drained(void)
{
	static __u16 drained[] = { 2 };

	found.drained = drained;
	found.ndrained = 1;
	ok(says("machine 2", "drains", "evacuate --release 2", ""),
	   "a machine that is evacuated");
}

int main(void)
{
	begin();
	test_machine();
	begin();
	test_process();
	begin();
	test_servers();
	begin();
	test_peers();
	begin();
	test_drained();
	return tap_end();
}
