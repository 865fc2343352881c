// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that are the kernel calls of a native process. Attributes become
 * arguments of the functions in core/call.c and native*.c, results answers.
 */
#include "core/call.h"
#include "core/message.h"
#include "door/answer.h"
#include "door/host.h"
#include "door/native.h"
#include "door/native_answer.h"
#include "door/netlink.h"
#include "door/netlink_request.h"
#include "transport/peers.h"
#include "trace.h"

static struct demos_process *caller(const struct genl_info *info)
{
	return &demos_netlink_native(info)->process;
}

static u32 get32(const struct genl_info *info, enum demos_attr attr)
{
	return info->attrs[attr] ? nla_get_u32(info->attrs[attr]) : 0;
}

/* End a call whose only answer is its result */
static int done(struct sk_buff *skb, struct genl_info *info,
		enum demos_result result)
{
	int err = demos_answer_refuse(info, result);

	trace_demos_call(caller(info), info->genlhdr->cmd, result);
	if (!demos_result_why(result))
		return err;
	return demos_answer_refuse_room(skb, info, caller(info)->machine, err,
					demos_result_why(result));
}

/* Before a link is made: without an answer its name would be lost */
static struct sk_buff *link_answer(const struct genl_info *info)
{
	return demos_answer_to(info, nla_total_size(4));
}

/* End a call whose answer is the name of a link */
static int done_link(struct sk_buff *skb, struct genl_info *info,
		     struct sk_buff *answer, enum demos_result result,
		     u32 name)
{
	int err = done(skb, info, result);

	if (!err && nla_put_u32(answer, DEMOS_A_LINK, name))
		err = -EMSGSIZE;
	return demos_answer_reply(answer, info, err);
}

/**
 * demos_netlink_attach() - DEMOS_CMD_ATTACH
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno, like all handlers of requests.
 */
int demos_netlink_attach(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_host *host = demos_netlink_host(info);
	struct sk_buff *answer;
	u64 pid;
	int err;

	answer = demos_answer_to(info, nla_total_size_64bit(8) +
				 nla_total_size(2));
	if (!answer)
		return -ENOMEM;
	demos_native_make_room(NETLINK_CB(skb).sk);
	err = demos_native_attach(host, NETLINK_CB(skb).sk, info->snd_portid,
				  nla_data(info->attrs[DEMOS_A_NAME]), &pid);
	if (err == -EBUSY)
		NL_SET_ERR_MSG(info->extack,
			       "this socket is a process already");
	else if (err == -ENOSPC)
		NL_SET_ERR_MSG(info->extack,
			       "this machine has used all its identifiers");
	else if (demos_error_is_limit(err))
		err = demos_answer_refuse_room(skb, info, &host->machine,
					       -EDQUOT,
			demos_result_why(demos_result_of(err)));
	if (!err && (demos_answer_put64(answer, DEMOS_A_PID, pid) ||
		     nla_put_u16(answer, DEMOS_A_MACHINE, host->machine.id)))
		err = -EMSGSIZE;
	return demos_answer_reply(answer, info, err);
}

/* The links to be enclosed, in the order of the attributes */
static enum demos_result get_enclosure(const struct genl_info *info,
				       struct demos_enclosure *enclosure)
{
	const struct nlattr *reply = info->attrs[DEMOS_A_REPLY];
	const struct nlattr *attr;
	int left;

	memset(enclosure, 0, sizeof(*enclosure));
	if (reply) {
		enclosure->make_reply = true;
		nla_memcpy(&enclosure->reply, reply,
			   sizeof(enclosure->reply));
		if (enclosure->reply.channel >= DEMOS_CHANNELS ||
		    memchr_inv(enclosure->reply.reserved, 0,
			       sizeof(enclosure->reply.reserved)))
			return DEMOS_ECALL;
	}
	nlmsg_for_each_attr(attr, info->nlhdr,
			    GENL_HDRLEN + sizeof(struct demos_header), left) {
		if (nla_type(attr) != DEMOS_A_ENCLOSE)
			continue;
		if (enclosure->count == DEMOS_LINKS_MAX)
			return DEMOS_ESIZE;
		enclosure->names[enclosure->count++] = nla_get_u32(attr);
	}
	return DEMOS_OK;
}

static enum demos_result send_message(const struct genl_info *info,
				      const struct demos_enclosure *enclosure)
{
	const struct nlattr *data = info->attrs[DEMOS_A_DATA];
	u32 length = data ? nla_len(data) : 0;
	struct demos_message *msg;
	enum demos_result result;

	if (length > DEMOS_DATA_MAX)
		return DEMOS_ESIZE;
	msg = demos_message_create(length);
	if (!msg)
		return demos_result_of(-ENOMEM);
	if (length)
		memcpy(msg->data, nla_data(data), length);
	result = demos_call_send(caller(info), get32(info, DEMOS_A_LINK), msg,
				 enclosure);
	if (result != DEMOS_OK)
		demos_message_destroy(msg);
	return result;
}

/**
 * demos_netlink_send() - DEMOS_CMD_SEND
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_send(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_enclosure enclosure;
	enum demos_result result;

	result = get_enclosure(info, &enclosure);
	if (result == DEMOS_OK)
		result = send_message(info, &enclosure);
	return done(skb, info, result);
}

/**
 * demos_netlink_send_wait() - DEMOS_CMD_SEND_WAIT
 * @skb: the request
 * @info: the request; if it is not refused it is answered later, once
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_send_wait(struct sk_buff *skb, struct genl_info *info)
{
	enum demos_result result =
		demos_native_send_wait(demos_netlink_native(info),
				       info->snd_seq,
				       get32(info, DEMOS_A_LINK));

	return done(skb, info, result);
}

/**
 * demos_netlink_receive() - DEMOS_CMD_RECEIVE
 * @skb: the request
 * @info: the request; if it is not refused it is answered later, once
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_receive(struct sk_buff *skb, struct genl_info *info)
{
	u32 timeout = info->attrs[DEMOS_A_TIMEOUT] ?
		      get32(info, DEMOS_A_TIMEOUT) : DEMOS_FOREVER;

	return done(skb, info, demos_native_receive(demos_netlink_native(info),
					       info->snd_seq,
					       get32(info, DEMOS_A_CHANNELS),
					       timeout));
}

/**
 * demos_netlink_link_create() - DEMOS_CMD_LINK_CREATE
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_link_create(struct sk_buff *skb, struct genl_info *info)
{
	const struct demos_link wanted = {
		.code = get32(info, DEMOS_A_CODE),
		.flags = get32(info, DEMOS_A_FLAGS),
		.channel = nla_get_u8(info->attrs[DEMOS_A_CHANNEL]),
		.area = get32(info, DEMOS_A_AREA),
		.length = get32(info, DEMOS_A_LENGTH),
	};
	struct sk_buff *answer = link_answer(info);
	enum demos_result result = DEMOS_OK;
	u32 name;

	if (!answer)
		return -ENOMEM;
	if (wanted.length)
		result = demos_area_check(&demos_netlink_native(info)->areas,
					  wanted.area, wanted.length,
					  wanted.flags);
	if (result == DEMOS_OK)
		result = demos_call_link_create(caller(info), &wanted, &name);
	return done_link(skb, info, answer, result, name);
}

/**
 * demos_netlink_link_dup() - DEMOS_CMD_LINK_DUP
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_link_dup(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *answer = link_answer(info);
	enum demos_result result;
	u32 name;

	if (!answer)
		return -ENOMEM;
	result = demos_call_link_dup(caller(info), get32(info, DEMOS_A_LINK),
				     get32(info, DEMOS_A_FLAGS), &name);
	return done_link(skb, info, answer, result, name);
}

/**
 * demos_netlink_link_destroy() - DEMOS_CMD_LINK_DESTROY
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_link_destroy(struct sk_buff *skb, struct genl_info *info)
{
	return done(skb, info, demos_call_link_destroy(caller(info),
						  get32(info, DEMOS_A_LINK)));
}

/**
 * demos_netlink_link_inspect() - DEMOS_CMD_LINK_INSPECT
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_link_inspect(struct sk_buff *skb, struct genl_info *info)
{
	u32 name = get32(info, DEMOS_A_LINK);
	struct sk_buff *answer;
	struct demos_link body;
	int err;

	err = done(skb, info,
		   demos_call_link_inspect(caller(info), name, &body));
	if (err)
		return err;
	answer = demos_answer_to(info, nla_total_size(4) +
				 nla_total_size_64bit(sizeof(body)));
	if (!answer)
		return -ENOMEM;
	if (nla_put_u32(answer, DEMOS_A_LINK, name) ||
	    demos_answer_put(answer, DEMOS_A_LINK_BODY, &body, sizeof(body)))
		err = -EMSGSIZE;
	return demos_answer_reply(answer, info, err);
}

/**
 * demos_netlink_link_to_kernel() - DEMOS_CMD_LINK_TO_KERNEL
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_link_to_kernel(struct sk_buff *skb, struct genl_info *info)
{
	u16 machine = nla_get_u16(info->attrs[DEMOS_A_MACHINE]);
	const struct demos_link link = {
		.to = demos_kernel_address(machine),
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS,
	};
	struct demos_host *host = demos_netlink_host(info);
	struct sk_buff *answer = link_answer(info);
	enum demos_result result = DEMOS_EUNREACHABLE;
	u32 name;

	if (!answer)
		return -ENOMEM;
	if (machine == host->machine.id ||
	    demos_peer_reachable(host->peers, machine))
		result = demos_call_link_insert(caller(info), &link, &name);
	return done_link(skb, info, answer, result, name);
}

/* A data move, except for attributes that depend on its direction */
static void get_move(const struct genl_info *info,
		     struct demos_native_request *asked)
{
	memset(asked, 0, sizeof(*asked));
	asked->seq = info->snd_seq;
	asked->write = info->genlhdr->cmd == DEMOS_CMD_MOVE_WRITE;
	asked->link = get32(info, DEMOS_A_LINK);
	asked->offset = get32(info, DEMOS_A_OFFSET);
	asked->length = get32(info, DEMOS_A_LENGTH);
	asked->own = info->attrs[DEMOS_A_AREA];
	asked->area = get32(info, DEMOS_A_AREA);
}

/**
 * demos_netlink_move_read() - DEMOS_CMD_MOVE_READ
 * @skb: the request
 * @info: the request; if it is not refused it is answered later, once
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_move_read(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_native_request asked;

	get_move(info, &asked);
	return done(skb, info, demos_native_move(demos_netlink_native(info),
					    &asked));
}

/**
 * demos_netlink_move_write() - DEMOS_CMD_MOVE_WRITE
 * @skb: the request
 * @info: the request; if it is not refused it is answered later, once
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_move_write(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *data = info->attrs[DEMOS_A_DATA];
	struct demos_native_request asked;

	get_move(info, &asked);
	if (asked.own == !!data || asked.own != !!info->attrs[DEMOS_A_LENGTH]) {
		NL_SET_ERR_MSG(info->extack,
			       "what to write: either DATA, or AREA and LENGTH");
		return -EINVAL;
	}
	if (data) {
		asked.data = nla_data(data);
		asked.length = nla_len(data);
	}
	return done(skb, info, demos_native_move(demos_netlink_native(info),
					    &asked));
}

/**
 * demos_netlink_area_create() - DEMOS_CMD_AREA_CREATE
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_area_create(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_native *native = demos_netlink_native(info);
	struct sk_buff *answer = demos_answer_to(info, nla_total_size(4));
	u32 at;
	int err;

	if (!answer)
		return -ENOMEM;
	err = demos_area_create(&native->areas,
				get32(info, DEMOS_A_MEMORY),
				get32(info, DEMOS_A_OFFSET),
				get32(info, DEMOS_A_LENGTH), &at,
				info->extack);
	if (!err && nla_put_u32(answer, DEMOS_A_AREA, at))
		err = -EMSGSIZE;
	return demos_answer_reply(answer, info, err);
}

/**
 * demos_netlink_area_destroy() - DEMOS_CMD_AREA_DESTROY
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_area_destroy(struct sk_buff *skb, struct genl_info *info)
{
	struct demos_native *native = demos_netlink_native(info);

	return done(skb, info, demos_area_destroy(&native->areas,
					     get32(info, DEMOS_A_AREA)));
}

/**
 * demos_netlink_boot_set() - DEMOS_CMD_BOOT_SET
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_boot_set(struct sk_buff *skb, struct genl_info *info)
{
	enum demos_result result;
	u64 holder;
	int err;

	result = demos_call_boot_set(caller(info), get32(info, DEMOS_A_LINK),
				     &holder);
	err = done(skb, info, result);
	if (result != DEMOS_EBUSY)
		return err;
	return demos_answer_refuse_with(skb, info, err,
		"process " DEMOS_PID_FMT " has the boot link: end it first",
		demos_pid_args(holder));
}

/**
 * demos_netlink_boot_get() - DEMOS_CMD_BOOT_GET
 * @skb: the request
 * @info: the request
 *
 * Return: 0 or a negative errno.
 */
int demos_netlink_boot_get(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *answer = link_answer(info);
	enum demos_result result;
	u32 name;
	int err;

	if (!answer)
		return -ENOMEM;
	result = demos_call_boot_get(caller(info), &name);
	err = done_link(skb, info, answer, result, name);
	if (result == DEMOS_ENOLINK)
		NL_SET_ERR_MSG(info->extack,
			       "this machine has no boot link: is a switchboard running?");
	return err;
}
