// SPDX-License-Identifier: GPL-2.0
/*
 * Names and texts, and process identifiers as text.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include <linux/demos_fs.h>

#include "demos_text.h"

#define LOCAL_MAX	((1ULL << DEMOS_PID_LOCAL_BITS) - 1)
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static const struct result {
	const char *name;
	int error;
	const char *text;
} results[__DEMOS_RESULT_MAX] = {
	[DEMOS_OK] = { "ok", 0, "done" },
	[DEMOS_ENOLINK] = { "nolink", -ENOENT, "there is no such link" },
	[DEMOS_ERIGHTS] = { "rights", -EACCES,
			    "the link does not give that right" },
	[DEMOS_ESIZE] = { "size", -EMSGSIZE,
			  "too much data, or too little room for it" },
	[DEMOS_EADDRESS] = { "address", -EFAULT,
			     "not in the memory, or not in the data area" },
	[DEMOS_ETIME] = { "time", -ETIME, "the time limit ran out" },
	[DEMOS_EDEAD] = { "dead", -ESRCH, "the process does not exist" },
	[DEMOS_EDESTROYED] = { "destroyed", -EPIPE,
			       "the link was destroyed unused" },
	[DEMOS_EROOM] = { "room", -ENOSPC, "a limit is reached, or no memory" },
	[DEMOS_ECALL] = { "call", -EINVAL,
			  "no such call, operation or argument" },
	[DEMOS_EUNREACHABLE] = { "unreachable", -EHOSTUNREACH,
				 "no such machine, or it is not connected" },
	[DEMOS_EREFUSED] = { "refused", -ECONNREFUSED,
			     "the other machine refuses" },
	[DEMOS_EBUSY] = { "busy", -EBUSY, "it is busy, or taken" },
	[DEMOS_ESTATE] = { "state", -EBADFD,
			   "its state does not allow that" },
	[DEMOS_EUNKNOWN] = { "restarted", -ECONNRESET,
		"a machine was restarted or cannot be asked, outcome unknown" },
	[DEMOS_EFULL] = { "full", -EAGAIN,
			  "too much is on its way there already" },
};

static const struct result file_results[] = {
	{ "noent", -ENOENT, "no such file or folder" },
	{ "exist", -EEXIST, "there is one already" },
	{ "notdir", -ENOTDIR, "not a folder" },
	{ "isdir", -EISDIR, "it is a folder" },
	{ "notempty", -ENOTEMPTY, "the folder is not empty" },
	{ "nametoolong", -ENAMETOOLONG, "a name or the path is too long" },
	{ "inval", -EINVAL, "a wrong flag or name, or a folder into itself" },
	{ "access", -EACCES, "its mode or the link does not allow it" },
	{ "rofs", -EROFS, "it is read-only" },
	{ "nospc", -ENOSPC, "the disk is full" },
	{ "fbig", -EFBIG, "the file would be too large" },
	{ "mlink", -EMLINK, "the file has too many names" },
	{ "mfile", -EMFILE, "too many open files" },
	{ "io", -EIO, "the disk failed" },
	{ "corrupt", -EUCLEAN, "its content makes no sense: run fsck.minix" },
};

/* Of a kernel or server, or of the file system; NULL: not known */
static const struct result *find_result(unsigned int result)
{
	if (result < COUNT(results))
		return &results[result];
	result -= DEMOS_FS_ENOENT;
	return result < COUNT(file_results) ? &file_results[result] : NULL;
}

static const char *const states[__DEMOS_STATE_MAX] = {
	[DEMOS_STATE_NATIVE] = "native",
	[DEMOS_STATE_READY] = "ready",
	[DEMOS_STATE_RECEIVING] = "receiving",
	[DEMOS_STATE_CALLING] = "calling",
	[DEMOS_STATE_MOVING] = "moving",
	[DEMOS_STATE_FAULTED] = "faulted",
	[DEMOS_STATE_KERNEL] = "kernel",
	[DEMOS_STATE_SENDING] = "sending",
	[DEMOS_STATE_SERVED] = "served",
};

static const char *const faults[__DEMOS_FAULT_MAX] = {
	[DEMOS_FAULT_NONE] = "none",
	[DEMOS_FAULT_PRIVILEGED] = "privileged",
	[DEMOS_FAULT_EXTENDED] = "extended",
	[DEMOS_FAULT_ILLEGAL] = "illegal",
	[DEMOS_FAULT_SEGMENT] = "segment",
	[DEMOS_FAULT_SYSCALL] = "syscall",
	[DEMOS_FAULT_HALT] = "halt",
	[DEMOS_FAULT_MEMORY] = "memory",
	[DEMOS_FAULT_STACK] = "stack",
};

static const char *const peer_states[] = {
	[DEMOS_PEER_DOWN] = "down",
	[DEMOS_PEER_GREETING] = "greeting",
	[DEMOS_PEER_UP] = "up",
	[DEMOS_PEER_GONE] = "gone",
};

static const char *const events[__DEMOS_EVENT_MAX] = {
	[DEMOS_EVENT_CREATED] = "created",
	[DEMOS_EVENT_EXITED] = "exited",
	[DEMOS_EVENT_FAULTED] = "faulted",
	[DEMOS_EVENT_STEP] = "step",
	[DEMOS_EVENT_MIGRATED] = "migrated",
	[DEMOS_EVENT_ABORTED] = "aborted",
	[DEMOS_EVENT_FORWARDED] = "forwarded",
	[DEMOS_EVENT_UPDATED] = "updated",
	[DEMOS_EVENT_PEER_UP] = "peer-up",
	[DEMOS_EVENT_PEER_DOWN] = "peer-down",
	[DEMOS_EVENT_PEER_GONE] = "peer-gone",
	[DEMOS_EVENT_MACHINE_DOWN] = "machine-down",
	[DEMOS_EVENT_UNSURE] = "unsure",
};

static const char *const counters[__DEMOS_C_MAX] = {
	[DEMOS_C_SENT] = "sent",
	[DEMOS_C_DELIVERED] = "delivered",
	[DEMOS_C_RECEIVED] = "received",
	[DEMOS_C_FORWARDED] = "forwarded",
	[DEMOS_C_UPDATES_SENT] = "updates_sent",
	[DEMOS_C_UPDATES_APPLIED] = "updates_applied",
	[DEMOS_C_UPDATES_STALE] = "updates_stale",
	[DEMOS_C_STALE_WORST] = "stale_worst",
	[DEMOS_C_FOLDS] = "folds",
	[DEMOS_C_HELD_BACK] = "held_back",
	[DEMOS_C_DOUBLES] = "doubles",
	[DEMOS_C_NOTICES] = "notices",
	[DEMOS_C_CONTROL] = "control",
	[DEMOS_C_CREATED] = "created",
	[DEMOS_C_EXITED] = "exited",
	[DEMOS_C_FAULTS] = "faults",
	[DEMOS_C_MIGRATED_OUT] = "migrated_out",
	[DEMOS_C_MIGRATED_IN] = "migrated_in",
	[DEMOS_C_MIGRATIONS_FAILED] = "migrations_failed",
	[DEMOS_C_MIGRATION_CONTROL] = "migration_control",
	[DEMOS_C_MIGRATION_MOVES] = "migration_moves",
	[DEMOS_C_MOVES] = "moves",
	[DEMOS_C_PACKETS] = "packets",
	[DEMOS_C_PENDING_SENT] = "pending_sent",
	[DEMOS_C_REFUSED] = "refused",
	[DEMOS_C_BLOCKED] = "blocked",
	[DEMOS_C_CREDITS] = "credits",
	[DEMOS_C_VOIDS] = "voids",
	[DEMOS_C_LIMITED] = "limited",
	[DEMOS_C_FOREIGN] = "foreign",
	[DEMOS_C_REFUSED_LENGTH] = "refused_length",
	[DEMOS_C_REFUSED_ORDER] = "refused_order",
	[DEMOS_C_REFUSED_HEADER] = "refused_header",
	[DEMOS_C_REFUSED_VERSION] = "refused_version",
	[DEMOS_C_REFUSED_ATTRIBUTE] = "refused_attribute",
	[DEMOS_C_REFUSED_HELLO] = "refused_hello",
	[DEMOS_C_REFUSED_MACHINE] = "refused_machine",
	[DEMOS_C_REFUSED_LIFE] = "refused_life",
	[DEMOS_C_REFUSED_MESSAGE] = "refused_message",
	[DEMOS_C_REFUSED_ADDRESS] = "refused_address",
	[DEMOS_C_REFUSED_NUMBER] = "refused_number",
	[DEMOS_C_REFUSED_ACK] = "refused_ack",
	[DEMOS_C_REFUSED_ROOM] = "refused_room",
	[DEMOS_C_UNGREETED] = "ungreeted",
	[DEMOS_C_SILENT] = "silent",
	[DEMOS_C_GOODBYES] = "goodbyes",
	[DEMOS_C_EVICTIONS] = "evictions",
	[DEMOS_C_UNSURE] = "unsure",
	[DEMOS_C_SEEKS] = "seeks",
	[DEMOS_C_SEEKS_FOUND] = "seeks_found",
	[DEMOS_C_SEEKS_DEAD] = "seeks_dead",
	[DEMOS_C_SEEKS_UNKNOWN] = "seeks_unknown",
	[DEMOS_C_SEEKS_HELD] = "seeks_held",
	[DEMOS_C_PROBES] = "probes",
	[DEMOS_C_HOLDS] = "holds",
	[DEMOS_C_CALLS_UNKNOWN] = "calls_unknown",
	[DEMOS_C_MOVES_UNKNOWN] = "moves_unknown",
	[DEMOS_C_MESSAGES_UNKNOWN] = "messages_unknown",
	[DEMOS_C_HANDED] = "handed",
};

static const char *const limits[__DEMOS_LIMIT_MAX] = {
	[DEMOS_LIMIT_PROCESSES] = "processes",
	[DEMOS_LIMIT_MEMORY] = "memory",
	[DEMOS_LIMIT_LINKS] = "links",
	[DEMOS_LIMIT_QUEUES] = "queues",
	[DEMOS_LIMIT_ARRIVALS] = "arrivals",
	[DEMOS_LIMIT_PROCESS_MEMORY] = "process_memory",
	[DEMOS_LIMIT_PROCESS_LINKS] = "process_links",
	[DEMOS_LIMIT_PROCESS_QUEUE] = "process_queue",
	[DEMOS_LIMIT_PROCESS_PAIRS] = "process_pairs",
	[DEMOS_LIMIT_PAIRS] = "pairs",
};

char *demos_pid_format(__u64 pid, char text[DEMOS_PID_TEXT])
{
	snprintf(text, DEMOS_PID_TEXT, "%u.%llu", DEMOS_PID_MACHINE(pid),
		 (unsigned long long)DEMOS_PID_LOCAL(pid));
	return text;
}

static const char *name(const char *const *names, size_t count,
			unsigned int index)
{
	return index < count && names[index] ? names[index] : "unknown";
}

/* Digits only; return: after them, or NULL */
static const char *parse_number(const char *text, unsigned long long most,
				unsigned long long *value)
{
	*value = 0;
	if (!isdigit((unsigned char)*text))
		return NULL;
	for (; isdigit((unsigned char)*text); text++) {
		*value = *value * 10 + (*text - '0');
		if (*value > most)
			return NULL;
	}
	return text;
}

int demos_pid_parse(const char *text, __u64 *pid)
{
	unsigned long long machine;
	unsigned long long local;

	text = parse_number(text, DEMOS_MACHINE_MAX, &machine);
	if (!text || !machine || *text != '.')
		return -EINVAL;
	text = parse_number(text + 1, LOCAL_MAX, &local);
	if (!text || *text)
		return -EINVAL;
	*pid = DEMOS_PID(machine, local);
	return 0;
}

int demos_machine_parse(const char *text, __u16 *machine)
{
	unsigned long long id;

	text = parse_number(text, DEMOS_MACHINE_MAX, &id);
	if (!text || *text || !id)
		return -EINVAL;
	*machine = id;
	return 0;
}

const char *demos_result_name(unsigned int result)
{
	const struct result *found = find_result(result);

	return found ? found->name : "unknown";
}

const char *demos_result_text(unsigned int result)
{
	const struct result *found = find_result(result);

	return found ? found->text : "a result that this program does not know";
}

static void limit_text(unsigned int machine, unsigned int limit, __u64 most,
		       char text[DEMOS_ROOM_TEXT])
{
	const char *name = demos_limit_name(limit);
	char value[24] = "";

	if (most != DEMOS_MOST_UNKNOWN)
		snprintf(value, sizeof(value), ", %llu", most);
	snprintf(text, DEMOS_ROOM_TEXT,
		 "machine %u has reached its limit %s%s: see demosctl limits %s there",
		 machine, name, value, name);
}

const char *demos_room_text(const struct demos_no_room *room,
			    char text[DEMOS_ROOM_TEXT])
{
	unsigned int machine = __be16_to_cpu(room->machine);
	unsigned int why = __be16_to_cpu(room->why);

	if (why && why <= __DEMOS_LIMIT_MAX)
		limit_text(machine, why - 1, __be64_to_cpu(room->most), text);
	else if (why == DEMOS_ROOM_MEMORY)
		snprintf(text, DEMOS_ROOM_TEXT, "machine %u has no memory left",
			 machine);
	else if (why == DEMOS_ROOM_GUESTS)
		snprintf(text, DEMOS_ROOM_TEXT,
			 "the host of machine %u has no memory left for guests: see the module's parameter guest_memory there",
			 machine);
	else
		snprintf(text, DEMOS_ROOM_TEXT, "%s",
			 demos_result_text(DEMOS_EROOM));
	return text;
}

int demos_result_errno(unsigned int result)
{
	const struct result *found = find_result(result);

	return found ? found->error : -EPROTO;
}

const char *demos_state_name(unsigned int state)
{
	return name(states, COUNT(states), state);
}

const char *demos_fault_name(unsigned int fault)
{
	return name(faults, COUNT(faults), fault);
}

const char *demos_peer_state_name(unsigned int state)
{
	return name(peer_states, COUNT(peer_states), state);
}

const char *demos_peer_error(int error)
{
	switch (abs(error)) {
	case 0:
		return "cut";
	case EBADMSG:
		return "refused: an invalid frame or TLS record";
	case EPROTONOSUPPORT:
		return "refused: another byte order or version";
	case EREMCHG:
		return "refused: not from, or not for, the machine expected";
	case ENOKEY:
		return "it wants a key, and this machine is insecure";
	case ESTALE:
		return "refused: clock went back, or two machines have this id";
	case ECONNABORTED:
		return "cut by this machine";
	case ETIMEDOUT:
		return "nothing was received for too long";
	case EHOSTDOWN:
		return "it went down in good order";
	default:
		return strerror(abs(error));
	}
}

const char *demos_event_name(unsigned int kind)
{
	return name(events, COUNT(events), kind);
}

const char *demos_counter_name(unsigned int counter)
{
	return name(counters, COUNT(counters), counter);
}

const char *demos_limit_name(unsigned int limit)
{
	return name(limits, COUNT(limits), limit);
}
