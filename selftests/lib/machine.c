// SPDX-License-Identifier: GPL-2.0
/*
 * Machines for a test: network namespaces, joined by sockets (machine.h).
 *
 * Invariant: functions that change the namespace of the calling process say
 * so; all others leave it as it is.
 */
#define _GNU_SOURCE
#include "machine.h"
#include "bed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/**
 * machine_namespace() - make a network namespace, which is not a machine yet
 * @machine: to be filled in
 *
 * The caller is in that namespace afterwards.
 *
 * Return: 0 or a negative errno.
 */
int machine_namespace(struct machine *machine)
{
	int place;

	memset(machine, 0, sizeof(*machine));
	place = bed()->make();
	machine->ns = place < 0 ? -1 : place;
	return place < 0 ? place : client_open(&machine->admin);
}

/**
 * machine_enter() - go to a machine's namespace
 * @machine: the machine
 *
 * Return: 0 or a negative errno.
 */
int machine_enter(const struct machine *machine)
{
	return bed()->enter(machine->ns);
}

/**
 * machine_up() - make a namespace a machine
 * @machine: the namespace
 * @id: machine id to ask for, valid or not
 * @next_local: first local number, 0: none given
 * @answer: the answer, for the caller to free; may be NULL
 *
 * Return: 0 or a negative errno.
 */
int machine_up(struct machine *machine, uint32_t id, uint64_t next_local,
	       struct answer **answer)
{
	struct nl_msg *msg;

	msg = client_request(&machine->admin, DEMOS_CMD_MACHINE_UP, 0);
	nla_put_u16(msg, DEMOS_A_MACHINE, id);
	if (next_local)
		nla_put_u64(msg, DEMOS_A_NEXT_LOCAL, next_local);
	machine->id = id;
	return client_ask(&machine->admin, msg, answer);
}

/**
 * machine_up_after() - make a namespace a machine that has lived before
 * @machine: the namespace
 * @id: its id
 * @incarnation: of its last life
 *
 * Return: 0 or a negative errno.
 */
int machine_up_after(struct machine *machine, uint32_t id,
		     uint64_t incarnation)
{
	struct nl_msg *msg;

	msg = client_request(&machine->admin, DEMOS_CMD_MACHINE_UP, 0);
	nla_put_u16(msg, DEMOS_A_MACHINE, id);
	nla_put_u64(msg, DEMOS_A_INCARNATION, incarnation);
	machine->id = id;
	return client_ask(&machine->admin, msg, NULL);
}

/**
 * machine_down() - end a machine; its namespace stays
 * @machine: the machine
 *
 * Return: 0 or a negative errno.
 */
int machine_down(struct machine *machine)
{
	return client_ask(&machine->admin,
			  client_request(&machine->admin,
					 DEMOS_CMD_MACHINE_DOWN, 0), NULL);
}

/**
 * machine_make() - make a namespace and make it a machine
 * @machine: to be filled in
 * @id: its id
 *
 * The caller is in that namespace afterwards.
 *
 * Return: 0 or a negative errno.
 */
int machine_make(struct machine *machine, uint16_t id)
{
	int error = machine_namespace(machine);

	return error ? error : machine_up(machine, id, 0, NULL);
}

/**
 * machine_lan() - make machines, all connected to each other
 * @machines: to be filled in
 * @count: how many; their ids are 1 to @count
 *
 * The caller is in the last one's namespace afterwards.
 *
 * Return: 0 or a negative errno.
 */
int machine_lan(struct machine *machines, int count)
{
	int error = 0;
	int i, j;

	for (i = 0; i < count && !error; i++)
		error = machine_make(&machines[i], i + 1);
	for (i = 0; i < count && !error; i++)
		for (j = 0; j < i && !error; j++)
			error = peer_join(&machines[j], &machines[i]);
	return error;
}

/**
 * machine_leave() - release a namespace
 * @machine: the machine; it dies with the namespace if nothing else is in it
 */
void machine_leave(struct machine *machine)
{
	client_close(&machine->admin);
	close(machine->ns);
	machine->ns = -1;
}

static int machine_get(struct machine *machine, struct answer **answer)
{
	int error;

	error = client_ask(&machine->admin,
			   client_request(&machine->admin,
					  DEMOS_CMD_MACHINE_GET, 0), answer);
	if (!error && !*answer)
		error = -ENOMSG;
	return error;
}

/**
 * machine_counters() - read all counters
 * @machine: the machine
 * @counters: room for __DEMOS_C_MAX
 *
 * Return: 0 or a negative errno.
 */
int machine_counters(struct machine *machine, uint64_t *counters)
{
	struct answer *answer;
	int error;

	error = machine_get(machine, &answer);
	if (error)
		return error;
	error = answer_copy(answer, DEMOS_A_COUNTERS, counters,
			    __DEMOS_C_MAX * sizeof(*counters));
	free(answer);
	return error;
}

/**
 * machine_counter() - read one counter
 * @machine: the machine
 * @counter: enum demos_counter
 *
 * Return: its value, or UINT64_MAX if it cannot be read.
 */
uint64_t machine_counter(struct machine *machine, int counter)
{
	uint64_t counters[__DEMOS_C_MAX];

	return machine_counters(machine, counters) ? UINT64_MAX :
						     counters[counter];
}

/**
 * machine_show() - read a number that MACHINE_GET shows
 * @machine: the machine
 * @attr: enum demos_attr
 * @value: the number
 *
 * Return: 0 or a negative errno.
 */
int machine_show(struct machine *machine, int attr, uint64_t *value)
{
	struct answer *answer;
	uint32_t small;
	int error;

	error = machine_get(machine, &answer);
	if (error)
		return error;
	error = answer_u64(answer, attr, value);
	if (error == -EBADMSG) {
		error = answer_u32(answer, attr, &small);
		*value = small;
	}
	free(answer);
	return error;
}

/**
 * machine_until() - wait until MACHINE_GET shows a number
 * @machine: the machine
 * @attr: enum demos_attr
 * @value: the number
 *
 * Return: 0, -ETIMEDOUT, or another negative errno.
 */
int machine_until(struct machine *machine, int attr, uint64_t value)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	uint64_t now;
	int tries;
	int error;

	for (tries = SOON / 5; tries; tries--) {
		error = machine_show(machine, attr, &now);
		if (error || now == value)
			return error;
		nanosleep(&pause, NULL);
	}
	return -ETIMEDOUT;
}

static int ask_limits(struct machine *machine, struct answer **answer)
{
	int error;

	error = client_ask(&machine->admin,
			   client_request(&machine->admin,
					  DEMOS_CMD_LIMITS_GET, 0), answer);
	return error || *answer ? error : -ENOMSG;
}

/**
 * machine_limits() - read a machine's limits, and how much of them is used
 * @machine: the machine
 * @limits: room for __DEMOS_LIMIT_MAX
 * @used: room for __DEMOS_LIMIT_MAX
 *
 * Return: 0 or a negative errno.
 */
int machine_limits(struct machine *machine, uint64_t *limits, uint64_t *used)
{
	struct answer *answer;
	int error = ask_limits(machine, &answer);

	if (error)
		return error;
	error = answer_copy(answer, DEMOS_A_LIMITS, limits,
			    __DEMOS_LIMIT_MAX * sizeof(*limits));
	if (!error)
		error = answer_copy(answer, DEMOS_A_USED, used,
				    __DEMOS_LIMIT_MAX * sizeof(*used));
	free(answer);
	return error;
}

/**
 * machine_reserves() - read what native processes may have beyond the limits
 * @machine: the machine
 * @reserves: room for __DEMOS_LIMIT_MAX
 *
 * Return: 0 or a negative errno.
 */
int machine_reserves(struct machine *machine, uint64_t *reserves)
{
	struct answer *answer;
	int error = ask_limits(machine, &answer);

	if (error)
		return error;
	error = answer_copy(answer, DEMOS_A_RESERVE, reserves,
			    __DEMOS_LIMIT_MAX * sizeof(*reserves));
	free(answer);
	return error;
}

/**
 * machine_set_limit() - change a limit of a machine
 * @machine: the machine
 * @limit: enum demos_limit
 * @value: its new value
 *
 * Return: 0 or a negative errno.
 */
int machine_set_limit(struct machine *machine, uint32_t limit, uint64_t value)
{
	struct nl_msg *msg;

	msg = client_request(&machine->admin, DEMOS_CMD_LIMITS_SET, 0);
	nla_put_u32(msg, DEMOS_A_LIMIT, limit);
	nla_put_u64(msg, DEMOS_A_VALUE, value);
	return client_ask(&machine->admin, msg, NULL);
}

/**
 * peer_command() - a command about a peer: PEER_ADD, PEER_RESET, PEER_DEL
 * @machine: the machine that is told
 * @command: enum demos_cmd
 * @id: machine id of the peer
 *
 * Return: 0 or a negative errno.
 */
int peer_command(struct machine *machine, int command, uint32_t id)
{
	struct nl_msg *msg = client_request(&machine->admin, command, 0);

	nla_put_u16(msg, DEMOS_A_PEER, id);
	return client_ask(&machine->admin, msg, NULL);
}

/**
 * peer_hand_in() - hand a connected socket to a machine
 * @machine: the machine
 * @fd: the socket; stays the caller's to close
 * @id: machine id that the other end must have, 0: none given
 *
 * Return: 0 or a negative errno.
 */
int peer_hand_in(struct machine *machine, int fd, uint32_t id)
{
	struct nl_msg *msg;

	msg = client_request(&machine->admin, DEMOS_CMD_PEER_CONNECT, 0);
	nla_put_u32(msg, DEMOS_A_SOCKET, fd);
	if (id)
		nla_put_u16(msg, DEMOS_A_PEER, id);
	return client_ask(&machine->admin, msg, NULL);
}

/**
 * peer_info() - look at a peer
 * @machine: the machine that is asked
 * @id: machine id of the peer
 * @info: its state
 *
 * Return: 0 or a negative errno.
 */
int peer_info(struct machine *machine, uint16_t id,
	      struct demos_peer_info *info)
{
	struct answer *answer;
	struct nl_msg *msg;
	int error;

	msg = client_request(&machine->admin, DEMOS_CMD_PEER_GET, 0);
	nla_put_u16(msg, DEMOS_A_PEER, id);
	error = client_ask(&machine->admin, msg, &answer);
	if (error)
		return error;
	error = answer ? answer_copy(answer, DEMOS_A_PEER_INFO, info,
				     sizeof(*info)) : -ENOMSG;
	free(answer);
	return error;
}

/**
 * peer_settled() - wait until a peer has accepted all that was sent to it
 * @machine: the machine
 * @id: the peer
 *
 * Return: 0, -ETIMEDOUT, or another negative errno.
 */
int peer_settled(struct machine *machine, uint16_t id)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	struct demos_peer_info info;
	int tries;
	int error;

	for (tries = SOON / 5; tries; tries--) {
		error = peer_info(machine, id, &info);
		if (error || !info.unacked)
			return error;
		nanosleep(&pause, NULL);
	}
	return -ETIMEDOUT;
}

/**
 * peer_join_sockets() - hand each machine one end of a connection, and wait
 *			 until they have met
 * @a: one machine
 * @a_fd: its socket; closed
 * @b: the other machine
 * @b_fd: its socket; closed
 *
 * Return: 0 or a negative errno.
 */
int peer_join_sockets(struct machine *a, int a_fd, struct machine *b, int b_fd)
{
	struct watch at_a, at_b;
	int error;

	error = watch_open(&at_a, a);
	if (!error)
		error = watch_open(&at_b, b);
	if (!error)
		error = peer_hand_in(a, a_fd, b->id);
	if (!error)
		error = peer_hand_in(b, b_fd, 0);
	if (!error)
		error = watch_for(&at_a, DEMOS_EVENT_PEER_UP, 0, b->id, NULL);
	if (!error)
		error = watch_for(&at_b, DEMOS_EVENT_PEER_UP, 0, a->id, NULL);
	watch_close(&at_a);
	watch_close(&at_b);
	close(a_fd);
	close(b_fd);
	return error;
}

/**
 * peer_join() - connect two machines by a pair of Unix sockets
 * @a: one machine
 * @b: the other
 *
 * A machine that holds a socket of another namespace keeps that alive. Both
 * sockets belong to the namespace of the lower machine id, so that no machines
 * keep each other alive.
 *
 * Return: 0 or a negative errno.
 */
int peer_join(struct machine *a, struct machine *b)
{
	int error = machine_enter(a->id < b->id ? a : b);
	int fd[2];

	if (error)
		return error;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		return -errno;
	return peer_join_sockets(a, fd[0], b, fd[1]);
}

/**
 * watch_open() - begin to watch a machine's events
 * @watch: to be filled in
 * @machine: the machine
 *
 * The caller is in that machine's namespace afterwards.
 *
 * Return: 0 or a negative errno.
 */
int watch_open(struct watch *watch, const struct machine *machine)
{
	int error = machine_enter(machine);

	if (!error)
		error = client_open(&watch->client);
	if (!error)
		error = client_subscribe(&watch->client);
	return error;
}

/**
 * watch_close() - end a watch
 * @watch: the watch
 */
void watch_close(struct watch *watch)
{
	client_close(&watch->client);
}

/**
 * watch_next() - wait for the next event
 * @watch: the watch
 * @ms: milliseconds to wait at most
 * @event: the event
 *
 * Return: 0, -ETIMEDOUT, or a negative errno.
 */
int watch_next(struct watch *watch, int ms, struct demos_event *event)
{
	struct answer *answer;
	int error;

	error = client_wait(&watch->client, 0, ms, &answer);
	if (error)
		return error;
	error = answer_copy(answer, DEMOS_A_EVENT, event, sizeof(*event));
	free(answer);
	return error;
}

/**
 * watch_for() - wait for an event of some kind; others before it are dropped
 * @watch: the watch
 * @kind: enum demos_event_kind
 * @pid: process it is about, 0: any
 * @peer: machine it is about, 0: any
 * @event: the event; may be NULL
 *
 * Return: 0, -ETIMEDOUT, or a negative errno.
 */
int watch_for(struct watch *watch, int kind, uint64_t pid, uint16_t peer,
	      struct demos_event *event)
{
	struct demos_event seen;
	int error;

	do {
		error = watch_next(watch, SOON, &seen);
		if (error)
			return error;
	} while (seen.kind != kind || (pid && seen.pid != pid) ||
		 (peer && seen.peer != peer));
	if (event)
		*event = seen;
	return 0;
}
