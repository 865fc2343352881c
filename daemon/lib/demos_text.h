/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libdemos: names and texts, for people and for JSON. Included by demos.h.
 *
 * The ..._name() functions return a short lower-case word ("faulted"), or
 * "unknown" for any other value.
 */
#ifndef DEMOS_TEXT_H
#define DEMOS_TEXT_H

#include <stddef.h>
#include <linux/demos.h>

/* Room for a process identifier as text: "65534.281474976710655" */
#define DEMOS_PID_TEXT		24

/**
 * demos_pid_format() - write a process identifier as "3.17"
 * @pid: process identifier
 * @text: gets it, with NUL
 *
 * Return: @text.
 */
char *demos_pid_format(__u64 pid, char text[DEMOS_PID_TEXT]);

/**
 * demos_pid_parse() - read a process identifier like "3.17"
 * @text: typed by a user
 * @pid: gets it, if it is one
 *
 * Machine 1 to DEMOS_MACHINE_MAX, local number below 2^48, decimal, nothing
 * before or after.
 *
 * Return: 0 or -EINVAL.
 */
int demos_pid_parse(const char *text, __u64 *pid);

/**
 * demos_machine_parse() - read a machine id
 * @text: typed by a user
 * @machine: gets it, if it is one
 *
 * Return: 0 or -EINVAL.
 */
int demos_machine_parse(const char *text, __u16 *machine);

/**
 * demos_result_name() - the word for a result
 * @result: enum demos_result
 *
 * Return: "ok", "nolink", "rights", ...
 */
const char *demos_result_name(unsigned int result);

/**
 * demos_result_text() - what a result means
 * @result: enum demos_result
 *
 * Return: a clause for a person.
 */
const char *demos_result_text(unsigned int result);

/**
 * demos_result_errno() - the errno that stands for a result
 * @result: enum demos_result
 *
 * Return: 0 for DEMOS_OK, else a negative errno.
 */
int demos_result_errno(unsigned int result);

/**
 * demos_state_name() - the word for a state of a process
 * @state: enum demos_state
 *
 * Return: "native", "ready", ...
 */
const char *demos_state_name(unsigned int state);

/**
 * demos_fault_name() - the word for a fault
 * @fault: enum demos_fault
 *
 * Return: "none", "privileged", ...
 */
const char *demos_fault_name(unsigned int fault);

/**
 * demos_peer_state_name() - the word for a state of a peer
 * @state: enum demos_peer_state
 *
 * Return: "down", "greeting", "up", "gone".
 */
const char *demos_peer_state_name(unsigned int state);

/**
 * demos_peer_error() - why a connection with a peer has ended
 * @error: errno, negative or not, as struct demos_peer_info and
 *         DEMOS_EVENT_PEER_DOWN have it; 0: it was cut here
 *
 * Return: a text for a person; not to be kept, like that of strerror().
 */
const char *demos_peer_error(int error);

/**
 * demos_event_name() - the word for an event
 * @kind: enum demos_event_kind
 *
 * Return: "created", "exited", ...
 */
const char *demos_event_name(unsigned int kind);

/**
 * demos_counter_name() - the word for a counter
 * @counter: enum demos_counter
 *
 * Return: "sent", "delivered", ...
 */
const char *demos_counter_name(unsigned int counter);

#define DEMOS_ROOM_TEXT	160	/* room for demos_room_text() */
/* demos_no_room.most that is not known, as after a notice; big-endian too */
#define DEMOS_MOST_UNKNOWN	(~0ULL)

/**
 * demos_room_text() - why there is no room
 * @room: as in an answer with DEMOS_EROOM
 * @text: gets the limit, its value and the machine
 *
 * Return: @text.
 */
const char *demos_room_text(const struct demos_no_room *room,
			    char text[DEMOS_ROOM_TEXT]);

/**
 * demos_limit_name() - the word for a limit
 * @limit: enum demos_limit
 *
 * Return: "processes", "memory", ...
 */
const char *demos_limit_name(unsigned int limit);

#endif
