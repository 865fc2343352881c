// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel calls about links, as functions (process.h).
 *
 * Invariant: a function that fails leaves no link that its caller does not know
 * of. The exception is link_exchange(), whose boot link stays set.
 */
#include "process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>

/* Send a request whose answer is one link name. */
static int ask_link(struct process *process, struct nl_msg *msg,
		    uint32_t *link)
{
	struct answer *answer;
	int error;

	error = client_ask(&process->client, msg, &answer);
	if (error)
		return error;
	error = answer ? answer_u32(answer, DEMOS_A_LINK, link) : -ENOMSG;
	free(answer);
	return error;
}

/**
 * link_create() - LINK_CREATE without a data area
 * @process: the process
 * @code: code of the link
 * @channel: channel of the link
 * @flags: DEMOS_LINK_*
 * @link: its name
 *
 * Return: 0 or a negative errno.
 */
int link_create(struct process *process, uint32_t code, uint8_t channel,
		uint32_t flags, uint32_t *link)
{
	struct nl_msg *msg;

	msg = client_request(&process->client, DEMOS_CMD_LINK_CREATE, 0);
	nla_put_u32(msg, DEMOS_A_CODE, code);
	nla_put_u8(msg, DEMOS_A_CHANNEL, channel);
	nla_put_u32(msg, DEMOS_A_FLAGS, flags);
	return ask_link(process, msg, link);
}

/**
 * link_create_area() - LINK_CREATE with a data area
 * @process: the process
 * @flags: DEMOS_LINK_*
 * @area: beginning of the area
 * @length: bytes of it
 * @link: its name
 *
 * Return: 0 or a negative errno.
 */
int link_create_area(struct process *process, uint32_t flags, uint32_t area,
		     uint32_t length, uint32_t *link)
{
	struct nl_msg *msg;

	msg = client_request(&process->client, DEMOS_CMD_LINK_CREATE, 0);
	nla_put_u32(msg, DEMOS_A_CODE, 0);
	nla_put_u8(msg, DEMOS_A_CHANNEL, 0);
	nla_put_u32(msg, DEMOS_A_FLAGS, flags);
	nla_put_u32(msg, DEMOS_A_AREA, area);
	nla_put_u32(msg, DEMOS_A_LENGTH, length);
	return ask_link(process, msg, link);
}

/**
 * link_dup() - LINK_DUP
 * @process: the process
 * @link: the link
 * @flags: DEMOS_LINK_* to keep
 * @copy: name of the duplicate
 *
 * Return: 0 or a negative errno.
 */
int link_dup(struct process *process, uint32_t link, uint32_t flags,
	     uint32_t *copy)
{
	struct nl_msg *msg;

	msg = client_request(&process->client, DEMOS_CMD_LINK_DUP, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	nla_put_u32(msg, DEMOS_A_FLAGS, flags);
	return ask_link(process, msg, copy);
}

/**
 * link_destroy() - LINK_DESTROY
 * @process: the process
 * @link: the link
 *
 * Return: 0 or a negative errno.
 */
int link_destroy(struct process *process, uint32_t link)
{
	struct nl_msg *msg;

	msg = client_request(&process->client, DEMOS_CMD_LINK_DESTROY, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	return client_ask(&process->client, msg, NULL);
}

/**
 * link_inspect() - LINK_INSPECT
 * @process: the process
 * @link: the link
 * @body: its contents
 *
 * Return: 0 or a negative errno.
 */
int link_inspect(struct process *process, uint32_t link,
		 struct demos_link *body)
{
	struct answer *answer;
	struct nl_msg *msg;
	int error;

	msg = client_request(&process->client, DEMOS_CMD_LINK_INSPECT, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	error = client_ask(&process->client, msg, &answer);
	if (error)
		return error;
	error = answer ? answer_copy(answer, DEMOS_A_LINK_BODY, body,
				     sizeof(*body)) : -ENOMSG;
	free(answer);
	return error;
}

/**
 * link_to_kernel() - LINK_TO_KERNEL
 * @process: the process
 * @machine: id of the machine
 * @link: name of the link
 *
 * Return: 0 or a negative errno.
 */
int link_to_kernel(struct process *process, uint32_t machine, uint32_t *link)
{
	struct nl_msg *msg;

	msg = client_request(&process->client, DEMOS_CMD_LINK_TO_KERNEL, 0);
	nla_put_u16(msg, DEMOS_A_MACHINE, machine);
	return ask_link(process, msg, link);
}

/*
 * Make a first link between two processes that have none: the boot link, which
 * the receiver sets and the sender requests from the receiver's kernel.
 */
static int first_link(struct process *from, struct process *to,
		      uint32_t *first)
{
	const struct demos_control request = { .op = htons(DEMOS_OP_BOOT) };
	struct message answer;
	uint32_t boot, kernel;
	struct nl_msg *msg;
	int error;

	error = link_create(to, 0, CALL_CHANNEL - 1,
			    DEMOS_LINK_DUP | DEMOS_LINK_PASS, &boot);
	if (error)
		return error;
	msg = client_request(&to->client, DEMOS_CMD_BOOT_SET, 0);
	nla_put_u32(msg, DEMOS_A_LINK, boot);
	error = client_ask(&to->client, msg, NULL);
	if (!error)
		error = link_to_kernel(from, DEMOS_PID_MACHINE(to->pid),
				       &kernel);
	if (!error)
		error = process_control(from, kernel, &request,
					sizeof(request), &answer);
	if (!error)
		error = link_destroy(from, kernel);
	/* Nobody keeps it: others may set it, too */
	if (!error)
		error = client_ask(&to->client,
				   client_request(&to->client,
						  DEMOS_CMD_BOOT_SET, 0),
				   NULL);
	if (!error && answer.nlinks != 1)
		error = -EBADMSG;
	if (!error)
		*first = answer.links[0];
	return error;
}

/**
 * link_exchange() - pass a link from one process to another
 * @from: the process that has it; reaches @to by the boot link of its machine
 * @to: the process that receives it
 * @link: name of the link, which may be passed on
 * @received: its name at @to
 *
 * Return: 0, a negative errno, or a positive enum demos_result.
 */
int link_exchange(struct process *from, struct process *to, uint32_t link,
		  uint32_t *received)
{
	struct letter letter = { .links = &link, .nlinks = 1 };
	struct message message;
	int error;

	error = first_link(from, to, &letter.link);
	if (!error)
		error = process_send(from, &letter);
	if (!error)
		error = link_destroy(from, letter.link);
	if (!error)
		error = process_receive(to, 1U << (CALL_CHANNEL - 1), SOON,
					&message);
	if (!error && message.nlinks != 1)
		error = -EBADMSG;
	if (!error)
		*received = message.links[0];
	return error;
}
