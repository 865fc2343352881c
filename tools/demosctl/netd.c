// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl peer: requests to the network daemon. Each request names the
 * caller's machine, so that another machine's daemon refuses it.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "record.h"
#include "system.h"

/* A request to the network daemon is a line of words: is this one of them? */
static bool is_word(const char *text)
{
	const char *at;

	for (at = text; *at; at++)
		if (!isgraph((unsigned char)*at))
			return false;
	return at > text && at - text < 256;
}

static const char *or_unknown(const char *answer)
{
	return answer ? answer : "no memory";
}

/* Return: as demos_netd_request() */
static int ask(const struct arguments *arguments, __u16 self,
	       const char *line, char **answer)
{
	return demos_netd_request(arguments->values['s'], self, line, answer);
}

static bool is_absent(int error)
{
	return error == -ENOENT || error == -ECONNREFUSED;
}

static int refused(int error, const char *what, uint16_t machine,
		   const char *answer)
{
	if (error == -EREMOTEIO)
		return fail(FAILED, "cannot %s machine %u: %s", what, machine,
			    or_unknown(answer));
	return fail(FAILED, "cannot ask the network daemon: %s",
		    or_unknown(answer));
}

/* Open the module, and find out which machine this is */
static int open_self(struct demos **demos, __u16 *self)
{
	struct demos_machine_info info;
	int status = system_open(demos);

	*self = 0;
	if (status)
		return status;
	if (!demos_machine_get(*demos, &info)) {
		*self = info.id;
		return DONE;
	}
	status = system_refuse(*demos, "cannot tell which machine this is");
	demos_close(*demos);
	return status;
}

static int add_machine(const struct arguments *arguments, uint16_t machine,
		       const char *where, const char *key)
{
	struct demos *demos;
	char line[600], *answer;
	__u16 self = 0;
	int err, status = open_self(&demos, &self);

	if (status)
		return status;
	demos_close(demos);
	snprintf(line, sizeof(line), "add %u %s %s", machine, where, key);
	err = ask(arguments, self, line, &answer);
	if (err)
		status = refused(err, "add", machine, answer);
	free(answer);
	return status;
}

static int peer_add(const struct arguments *arguments)
{
	const char *where = arguments->operands[1];
	const char *key = arguments->values['k'];
	uint16_t machine;
	int status = argument_machine(arguments->operands[0], &machine);

	if (status)
		return status;
	if (where && !is_word(where))
		return fail(MISUSED,
			    "'%s' is not an address: write ADDRESS, ADDRESS:PORT, [ADDRESS6]:PORT or unix:/path",
			    where);
	if (key && (!is_word(key) || *key != '/'))
		return fail(MISUSED,
			    "'%s' is not a key file: give a path that begins with /",
			    key);
	return add_machine(arguments, machine, where ? where : "-",
			   key ? key : "");
}

#define SOCKET_OPTION	{ 's', "socket", "PATH",			\
			  "socket of demos-netd, if it is not the usual one" }

static const struct choice add_options[] = {
	{ 'k', "key", "FILE", "the key of this pair of machines" },
	SOCKET_OPTION,
	{ 0 }
};

const struct command command_peer_add = {
	.name = "peer add",
	.operands = "ID [ADDRESS]",
	.least = 1,
	.most = 2,
	.summary = "tell demos-netd about another machine",
	.details =
	"ADDRESS is an address or a name, with a port if that is not the default:\n"
	"ADDRESS, ADDRESS:PORT or [ADDRESS6]:PORT. unix:/path is a socket of a machine on\n"
	"this host, which needs no key. It may be left out for a machine with a higher id\n"
	"than this one, since that machine dials.",
	.options = add_options,
	.run = peer_add,
};

/* Without a daemon nothing would connect to it again: the module forgets it */
static int forget_machine(const struct arguments *arguments,
			  struct demos *demos, __u16 self, uint16_t machine)
{
	char line[32], *answer;
	int err, status = DONE;

	snprintf(line, sizeof(line), "del %u", machine);
	err = ask(arguments, self, line, &answer);
	if (is_absent(err) && !arguments->values['s']) {
		if (demos_peer_del(demos, machine))
			status = system_refuse(demos,
					       "cannot forget machine %u",
					       machine);
	} else if (err) {
		status = refused(err, "forget", machine, answer);
	}
	free(answer);
	return status;
}

static int peer_del(const struct arguments *arguments)
{
	struct demos *demos;
	uint16_t machine;
	__u16 self = 0;
	int status = argument_machine(arguments->operands[0], &machine);

	if (!status)
		status = open_self(&demos, &self);
	if (status)
		return status;
	status = forget_machine(arguments, demos, self, machine);
	demos_close(demos);
	return status;
}

static const struct choice socket_options[] = {
	SOCKET_OPTION,
	{ 0 }
};

const struct command command_peer_del = {
	.name = "peer del",
	.operands = "ID",
	.least = 1,
	.most = 1,
	.summary = "forget a machine, and all messages that wait for it",
	.details =
	"demos-netd no longer dials it and, if it has keys, no longer accepts it.",
	.options = socket_options,
	.run = peer_del,
};

/* ---- What the daemon reports */

static const struct field peer_fields[] = {
	{ "machine", "MACHINE" },
	{ "state", "STATE" },
	{ "address", "ADDRESS" },
	{ "key", "KEY" },
	{ "attempts", "ATTEMPTS" },
	{ "error", "LAST-ERROR" },
	{ 0 }
};

static const struct field refusal_fields[] = {
	{ "reason", "REASON" },
	{ "count", "COUNT" },
	{ "meaning", "MEANING" },
	{ 0 }
};

static bool is_number(const char *key)
{
	return !strcmp(key, "machine") || !strcmp(key, "attempts") ||
	       !strcmp(key, "count");
}

/* A word for each field; the last one gets the rest of the line */
static struct json_object *record_line(char *line, const struct field *fields)
{
	struct json_object *record = json_object_new_object();
	char *rest = line;
	char *word;

	for (; fields->key; fields++) {
		word = fields[1].key ? strsep(&rest, " ") : rest;
		if (!word || !*word || !strcmp(word, "-"))
			json_object_object_add(record, fields->key, NULL);
		else if (is_number(fields->key))
			record_number(record, fields->key, atoll(word));
		else
			record_text(record, fields->key, word);
	}
	return record;
}

static int by_machine(const void *one, const void *other)
{
	struct json_object *const *a = one, *const *b = other;

	return json_object_get_int(json_object_object_get(*a, "machine")) -
	       json_object_get_int(json_object_object_get(*b, "machine"));
}

static int print_answer(char *answer, const struct field *fields,
			const struct table *table)
{
	struct json_object *records = json_object_new_array();
	char *line;
	int status;

	while ((line = strsep(&answer, "\n")))
		if (*line)
			json_object_array_add(records,
					      record_line(line, fields));
	if (fields == peer_fields)
		json_object_array_sort(records, by_machine);
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int show(const struct arguments *arguments, const char *what,
		const struct field *fields)
{
	struct demos *demos;
	char *answer;
	__u16 self = 0;
	int err, status = open_self(&demos, &self);

	if (status)
		return status;
	demos_close(demos);
	err = ask(arguments, self, what, &answer);
	if (err || !answer)
		status = refused(err, "ask", self, answer);
	else
		status = print_answer(answer, fields, &arguments->table);
	free(answer);
	return status;
}

static int peer_list(const struct arguments *arguments)
{
	return show(arguments, "list", peer_fields);
}

const struct command command_peer_list = {
	.name = "peer list",
	.operands = "",
	.summary = "show what demos-netd is doing about each machine",
	.options = socket_options,
	.fields = peer_fields,
	.run = peer_list,
};

static int peer_refusals(const struct arguments *arguments)
{
	return show(arguments, "refusals", refusal_fields);
}

const struct command command_peer_refusals = {
	.name = "peer refusals",
	.operands = "",
	.summary = "show how many connections demos-netd has refused, and why",
	.options = socket_options,
	.fields = refusal_fields,
	.run = peer_refusals,
};
