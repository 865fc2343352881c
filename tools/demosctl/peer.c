// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl peer: the other machines, as this one's transport sees them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "record.h"
#include "system.h"

static const struct field fields[] = {
	{ "machine", "MACHINE" },
	{ "state", "STATE" },
	{ "connections", "CONNECTIONS" },
	{ "round_trip_us", "ROUND-TRIP-US" },
	{ "bytes_out", "BYTES-OUT" },
	{ "bytes_in", "BYTES-IN" },
	{ "resent", "RESENT" },
	{ "doubles", "DOUBLES" },
	{ "refused", "REFUSED" },
	{ "unacked", "UNACKED" },
	{ "error", "LAST-ERROR" },
	{ "incarnation", "INCARNATION" },
	{ "frames_out", "FRAMES-OUT" },
	{ "frames_in", "FRAMES-IN" },
	{ "unacked_bytes", "UNACKED-BYTES" },
	{ 0 }
};

static struct json_object *record_peer(const struct demos_peer_info *peer)
{
	struct json_object *record = json_object_new_object();

	record_number(record, "machine", peer->machine);
	record_text(record, "state", demos_peer_state_name(peer->state));
	record_number(record, "incarnation", peer->incarnation);
	record_number(record, "connections", peer->connections);
	if (peer->round_trip)
		record_number(record, "round_trip_us", peer->round_trip);
	else
		json_object_object_add(record, "round_trip_us", NULL);
	record_number(record, "frames_out", peer->frames_out);
	record_number(record, "frames_in", peer->frames_in);
	record_number(record, "bytes_out", peer->bytes_out);
	record_number(record, "bytes_in", peer->bytes_in);
	record_number(record, "resent", peer->resent);
	record_number(record, "doubles", peer->doubles);
	record_number(record, "refused", peer->refused);
	record_number(record, "unacked", peer->unacked);
	record_number(record, "unacked_bytes", peer->unacked_bytes);
	if (peer->error)
		record_text(record, "error", demos_peer_error(peer->error));
	else
		json_object_object_add(record, "error", NULL);
	return record;
}

static int show_peers(const struct demos_peer_info *peers, int count,
		      const struct table *table)
{
	struct json_object *records = json_object_new_array();
	int i, status;

	for (i = 0; i < count; i++)
		json_object_array_add(records, record_peer(&peers[i]));
	status = table_print(stdout, records, table);
	json_object_put(records);
	return status;
}

static int show_all(struct demos *demos, const struct table *table)
{
	struct demos_peer_info *peers;
	int count, status;

	count = demos_peers(demos, &peers);
	if (count < 0)
		return system_refuse(demos, "cannot show the peers");
	status = show_peers(peers, count, table);
	free(peers);
	return status;
}

static int show_one(struct demos *demos, uint16_t machine,
		    const struct table *table)
{
	struct demos_peer_info peer;

	if (demos_peer_get(demos, machine, &peer))
		return system_refuse(demos, "cannot show machine %u", machine);
	return show_peers(&peer, 1, table);
}

static int peer_show(const struct arguments *arguments)
{
	struct demos *demos;
	uint16_t machine = 0;
	int status = DONE;

	if (arguments->count)
		status = argument_machine(arguments->operands[0], &machine);
	if (!status)
		status = system_open(&demos);
	if (status)
		return status;
	status = machine ? show_one(demos, machine, &arguments->table) :
			   show_all(demos, &arguments->table);
	demos_close(demos);
	return status;
}

const struct command command_peer_show = {
	.name = "peer show",
	.operands = "[ID]",
	.most = 1,
	.summary = "show the other machines that this one knows",
	.fields = fields,
	.columns =
	"machine,state,connections,round_trip_us,bytes_out,bytes_in,resent,doubles,refused,unacked,error",
	.run = peer_show,
};

static int with_peer(const struct arguments *arguments,
		     int (*request)(struct demos *demos, __u16 machine),
		     const char *what)
{
	struct demos *demos;
	uint16_t machine;
	int status = argument_machine(arguments->operands[0], &machine);

	if (!status)
		status = system_open(&demos);
	if (status)
		return status;
	if (request(demos, machine))
		status = system_refuse(demos, "cannot %s machine %u", what,
				       machine);
	demos_close(demos);
	return status;
}

static int peer_reset(const struct arguments *arguments)
{
	return with_peer(arguments, demos_peer_reset,
			 "cut the connection to");
}

const struct command command_peer_reset = {
	.name = "peer reset",
	.operands = "ID",
	.least = 1,
	.most = 1,
	.summary = "cut the connection to a machine; it will be made again",
	.run = peer_reset,
};
