/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What demosctl has found out about this machine and its daemons, and what is
 * wrong with that.
 */
#ifndef DEMOSCTL_VERDICT_H
#define DEMOSCTL_VERDICT_H

#include <stdbool.h>
#include <json-c/json.h>

#include "../../daemon/lib/demos.h"
#include "record.h"

#define VERDICT_TEXT	160

/**
 * enum server_state - what is known about a server
 * @SERVER_MISSING: there is none, or it has ended; with a process: that one
 *		    listens elsewhere
 * @SERVER_SILENT: it does not answer
 * @SERVER_REFUSES: it answers with a refusal
 * @SERVER_FORBIDDEN: the user may not ask it
 * @SERVER_UNKNOWN: it could not be asked
 * @SERVER_ANSWERS: it does
 */
enum server_state {
	SERVER_MISSING,
	SERVER_SILENT,
	SERVER_REFUSES,
	SERVER_FORBIDDEN,
	SERVER_UNKNOWN,
	SERVER_ANSWERS,
};

/**
 * struct server - a server
 * @state: see above
 * @pid: the Linux process; 0: not known
 * @machine: where it runs; 0: not known
 * @why: it refuses, or could not be asked
 */
struct server {
	enum server_state state;
	int pid;
	__u16 machine;
	char why[VERDICT_TEXT];
};

/**
 * struct verdict_peer - another machine
 * @info: as the module sees it
 * @why: what the network daemon says about it, or ""
 */
struct verdict_peer {
	struct demos_peer_info info;
	char why[VERDICT_TEXT];
};

/**
 * struct verdict - what has been found out
 * @door: path of the machine's door, NULL: it is this network namespace
 * @loaded: is the module? With a door: does the process let us in?
 * @version: of the module, or "" if that is not known
 * @process: with a door: the Linux process, 0: one of another container
 * @program: its name, or "" if that is not known
 * @error: if it is not loaded: a negative errno
 * @why: the reason
 * @up: is it a machine? If not, the rest does not apply
 * @machine: this machine
 * @limits: its limits
 * @netd: the network daemon
 * @switchboard: the switchboard of the LAN
 * @pm: the process manager of the LAN
 * @disk: the disk interface of the LAN
 * @files: its request interpreter, by which clients find the file system
 * @peers: the other machines
 * @npeers: of @peers
 * @drained: machines that take no guests
 * @ndrained: of @drained
 */
struct verdict {
	const char *door;
	bool loaded;
	char version[32];
	int process;
	char program[32];
	int error;
	char why[RECORD_TEXT];
	bool up;
	struct demos_machine_info machine;
	struct demos_limits limits;
	struct server netd;
	struct server switchboard;
	struct server pm;
	struct server disk;
	struct server files;
	struct verdict_peer *peers;
	int npeers;
	__u16 *drained;
	int ndrained;
};

struct json_object *verdict_records(const struct verdict *verdict,
				    bool *well);

#endif
