// SPDX-License-Identifier: GPL-2.0
/*
 * The form of a request to the process manager, whose sender is not trusted.
 * The kernel that creates a guest checks its description; here we only check
 * that the request is complete.
 */
#include <stdbool.h>
#include <string.h>

#include <asm/byteorder.h>

#include "pm/guest.h"
#include "pm/request.h"

/**
 * request_guest() - check a request about a guest, or about all of them
 * @data: the message
 * @length: of @data
 * @request: gets it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_guest(const void *data, size_t length,
				struct demos_pm_request *request)
{
	__u16 op;

	if (length != sizeof(*request))
		return DEMOS_ECALL;
	memcpy(request, data, sizeof(*request));
	op = __be16_to_cpu(request->op);
	if ((op <= DEMOS_PM_CREATE || op > DEMOS_PM_FORGET) &&
	    op != DEMOS_PM_ATTACH && op != DEMOS_PM_MACHINES &&
	    op != DEMOS_PM_EXPLAIN &&
	    op != DEMOS_PM_GIVE)
		return DEMOS_ECALL;
	if (op == DEMOS_PM_MIGRATE && !request->machine)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_balance() - check a request about balancing
 * @data: the message
 * @length: of @data
 * @balance: gets it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_balance(const void *data, size_t length,
				  struct demos_pm_balance *balance)
{
	if (length != sizeof(*balance))
		return DEMOS_ECALL;
	memcpy(balance, data, sizeof(*balance));
	if (__be16_to_cpu(balance->op) != DEMOS_PM_BALANCE ||
	    __be16_to_cpu(balance->action) > DEMOS_PM_BALANCE_OFF)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_read() - check a request to read a guest's output
 * @data: the message
 * @length: of @data
 * @read: gets it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_read(const void *data, size_t length,
			       struct demos_pm_read *read)
{
	if (length != sizeof(*read))
		return DEMOS_ECALL;
	memcpy(read, data, sizeof(*read));
	if (__be16_to_cpu(read->op) != DEMOS_PM_OUTPUT ||
	    __be16_to_cpu(read->flags) & ~DEMOS_PM_OUTPUT_WAIT)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_note() - check a request about the note that is kept with a guest
 * @data: the message
 * @length: of @data
 * @note: gets its fixed part; the note is in @data after it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_note(const void *data, size_t length,
			       struct demos_pm_note *note)
{
	if (length < sizeof(*note) ||
	    length - sizeof(*note) > DEMOS_PM_NOTE_MAX)
		return DEMOS_ECALL;
	memcpy(note, data, sizeof(*note));
	if (__be16_to_cpu(note->op) != DEMOS_PM_NOTE || note->reserved)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_input() - check a request about a guest's input
 * @data: the message
 * @length: of @data
 * @input: gets its fixed part; its bytes are in @data after it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_input(const void *data, size_t length,
				struct demos_pm_input *input)
{
	bool bytes = length > sizeof(*input);
	__u16 flags;

	if (length < sizeof(*input))
		return DEMOS_ECALL;
	memcpy(input, data, sizeof(*input));
	flags = __be16_to_cpu(input->flags);
	if (__be16_to_cpu(input->op) != DEMOS_PM_INPUT ||
	    (flags && flags != DEMOS_PM_INPUT_WAIT &&
	     flags != DEMOS_PM_INPUT_END) ||
	    !flags != bytes)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_console() - check a guest's request to read its console
 * @data: the message
 * @length: of @data
 * @size: gets how many bytes it wants at most
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_console(const void *data, size_t length, __u16 *size)
{
	struct demos_console_read read;

	if (length != sizeof(read))
		return DEMOS_ECALL;
	memcpy(&read, data, sizeof(read));
	*size = __be16_to_cpu(read.size);
	if (__be16_to_cpu(read.op) != DEMOS_CONSOLE_READ || !*size ||
	    *size > DEMOS_CONSOLE_MAX)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_link() - check a request for a link to a guest
 * @data: the message
 * @length: of @data
 * @pid: gets which guest
 * @link: gets the control message for it, which the guest's kernel checks
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_link(const void *data, size_t length, __u64 *pid,
			       struct demos_op_link *link)
{
	struct demos_pm_link asked;

	if (length != sizeof(asked))
		return DEMOS_ECALL;
	memcpy(&asked, data, sizeof(asked));
	if (__be16_to_cpu(asked.op) != DEMOS_PM_LINK || asked.reserved)
		return DEMOS_ECALL;
	*pid = __be64_to_cpu(asked.pid);
	*link = (struct demos_op_link) {
		.op = __cpu_to_be16(DEMOS_OP_LINK),
		.flags = asked.flags,
		.code = asked.code,
		.channel = asked.channel,
	};
	return DEMOS_OK;
}

/**
 * request_join() - check a request that a guest join a group
 * @data: the message
 * @length: of @data
 * @join: gets it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_join(const void *data, size_t length,
			       struct demos_pm_join *join)
{
	if (length != sizeof(*join))
		return DEMOS_ECALL;
	memcpy(join, data, sizeof(*join));
	if (__be16_to_cpu(join->op) != DEMOS_PM_JOIN || join->reserved)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

static bool is_for_groups(__u16 action)
{
	return (action >= DEMOS_PM_START && action <= DEMOS_PM_STATUS) ||
	       action == DEMOS_PM_WAIT;
}

/**
 * request_group() - check a request about a group
 * @data: the message
 * @length: of @data
 * @group: gets it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_group(const void *data, size_t length,
				struct demos_pm_group *group)
{
	__u16 action;

	if (length != sizeof(*group))
		return DEMOS_ECALL;
	memcpy(group, data, sizeof(*group));
	action = __be16_to_cpu(group->action);
	if (__be16_to_cpu(group->op) != DEMOS_PM_GROUP || group->reserved ||
	    !is_for_groups(action))
		return DEMOS_ECALL;
	/* Only a move is to a machine */
	if (action == DEMOS_PM_MIGRATE)
		return group->machine ? DEMOS_OK : DEMOS_ECALL;
	return group->machine ? DEMOS_ECALL : DEMOS_OK;
}

/**
 * request_move() - check a guest's request to be moved
 * @data: the message
 * @length: of @data
 * @move: gets it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_move(const void *data, size_t length,
			       struct demos_pm_move *move)
{
	if (length != sizeof(*move))
		return DEMOS_ECALL;
	memcpy(move, data, sizeof(*move));
	if (__be16_to_cpu(move->op) != DEMOS_PM_MOVE_ME || !move->machine)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_create() - check a request to create a guest
 * @data: the message
 * @length: of @data
 * @create: gets its fixed part; its segments are in @data after it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_create(const void *data, size_t length,
				 struct demos_pm_create *create)
{
	size_t segments;
	__u16 op;

	if (length < sizeof(*create))
		return DEMOS_ECALL;
	memcpy(create, data, sizeof(*create));
	segments = create->create.segments;
	op = __be16_to_cpu(create->op);
	if ((op != DEMOS_PM_CREATE && op != DEMOS_PM_FOREGROUND) || !segments ||
	    segments > DEMOS_SEGMENTS_MAX ||
	    length != sizeof(*create) +
		      segments * sizeof(struct demos_op_segment) ||
	    !memchr(create->create.name, 0, sizeof(create->create.name)))
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_drain() - check a request that a machine take guests or not
 * @data: the message
 * @length: of @data
 * @drain: gets it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_drain(const void *data, size_t length,
				struct demos_pm_drain *drain)
{
	__u16 action;

	if (length != sizeof(*drain))
		return DEMOS_ECALL;
	memcpy(drain, data, sizeof(*drain));
	action = __be16_to_cpu(drain->action);
	if (__be16_to_cpu(drain->op) != DEMOS_PM_DRAIN || drain->reserved ||
	    action < DEMOS_PM_DRAIN_BEGIN || action > DEMOS_PM_DRAIN_END)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_place() - check a request for places for guests
 * @data: the message
 * @length: of @data
 * @place: gets its fixed part; the machines are in @data after it
 *
 * Return: DEMOS_OK or DEMOS_ECALL.
 */
enum demos_result request_place(const void *data, size_t length,
				struct demos_pm_place *place)
{
	if (length < sizeof(*place) ||
	    (length - sizeof(*place)) % sizeof(__be16))
		return DEMOS_ECALL;
	memcpy(place, data, sizeof(*place));
	if (__be16_to_cpu(place->op) != DEMOS_PM_PLACE || place->reserved ||
	    __be16_to_cpu(place->flags) & ~DEMOS_PM_PLACE_ONLY ||
	    __be16_to_cpu(place->skip) > GUESTS_MAX ||
	    !place->count || __be16_to_cpu(place->count) > DEMOS_PM_PLACES)
		return DEMOS_ECALL;
	return DEMOS_OK;
}

/**
 * request_forward() - make the control message for a request
 * @request: checked
 * @op: DEMOS_OP_*
 * @data: gets it, at least sizeof(struct demos_op_links)
 *
 * Return: bytes of @data.
 */
size_t request_forward(const struct demos_pm_request *request, __u16 op,
		       void *data)
{
	struct demos_op_migrate migrate = { .op = __cpu_to_be16(op) };
	struct demos_op_links links = { .op = __cpu_to_be16(op) };

	if (op == DEMOS_OP_LINKS) {
		links.after = request->after;
		memcpy(data, &links, sizeof(links));
		return sizeof(links);
	}
	/* A struct demos_control has a reserved field in its place */
	if (op == DEMOS_OP_MIGRATE)
		migrate.machine = request->machine;
	memcpy(data, &migrate, sizeof(migrate));
	return sizeof(migrate);
}
