// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of the netlink family to programs, and explanations of refusals.
 * Only this file translates results of kernel calls to errno.
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/stdarg.h>

#include "core/machine.h"
#include "door/answer.h"

static const struct genl_multicast_group groups[] = {
	[DEMOS_GROUP_EVENTS] = { .name = DEMOS_MCGRP_EVENTS },
};

/* The members that messages to programs need; netlink.c adds the commands */
struct genl_family demos_family __ro_after_init = {
	.name = DEMOS_GENL_NAME,
	.version = DEMOS_GENL_VERSION,
	.hdrsize = sizeof(struct demos_header),
	.netnsok = true,
	.parallel_ops = true,
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
	.module = THIS_MODULE,
};

/**
 * demos_answer_begin() - append a message's headers
 * @skb: buffer to append to
 * @portid: port of the socket that it is for
 * @seq: sequence number of the request
 * @command: enum demos_cmd
 * @flags: NLM_F_*
 *
 * Return: struct demos_header, all 0, or NULL: there is no room.
 */
void *demos_answer_begin(struct sk_buff *skb, u32 portid, u32 seq, u8 command,
			 int flags)
{
	void *header = genlmsg_put(skb, portid, seq, &demos_family, flags,
				   command);

	if (header)
		memset(header, 0, sizeof(struct demos_header));
	return header;
}

/**
 * demos_answer_create() - begin a message in a new buffer
 * @portid: port of the socket that it is for
 * @seq: sequence number of the request
 * @command: enum demos_cmd
 * @room: bytes for attributes
 * @gfp: how to allocate
 *
 * Return: a buffer with the headers in it, or NULL.
 */
struct sk_buff *demos_answer_create(u32 portid, u32 seq, u8 command, u32 room,
				    gfp_t gfp)
{
	struct sk_buff *skb;

	skb = genlmsg_new(sizeof(struct demos_header) + room, gfp);
	if (!skb)
		return NULL;
	if (!demos_answer_begin(skb, portid, seq, command, 0)) {
		nlmsg_free(skb);
		return NULL;
	}
	return skb;
}

/**
 * demos_answer_to() - begin the answer to a request
 * @info: the request
 * @room: bytes for attributes
 *
 * Return: a buffer with the headers in it, or NULL.
 */
struct sk_buff *demos_answer_to(const struct genl_info *info, u32 room)
{
	return demos_answer_create(info->snd_portid, info->snd_seq,
				   info->genlhdr->cmd, room, GFP_KERNEL);
}

static struct genlmsghdr *generic_header(struct sk_buff *skb)
{
	return nlmsg_data(nlmsg_hdr(skb));
}

/**
 * demos_answer_header() - the family header of a message
 * @skb: buffer with one message
 *
 * Return: struct demos_header, aligned to 4 bytes only.
 */
void *demos_answer_header(struct sk_buff *skb)
{
	return genlmsg_data(generic_header(skb));
}

/**
 * demos_answer_command() - the command of a message
 * @skb: buffer with one message
 *
 * Return: enum demos_cmd.
 */
u8 demos_answer_command(struct sk_buff *skb)
{
	return generic_header(skb)->cmd;
}

/**
 * demos_answer_put() - append an attribute that holds 64 bit values
 * @skb: buffer to append to
 * @attr: enum demos_attr
 * @data: its payload
 * @length: bytes
 *
 * Return: 0, or -EMSGSIZE: there is no room.
 */
int demos_answer_put(struct sk_buff *skb, int attr, const void *data,
		     u32 length)
{
	return nla_put_64bit(skb, attr, length, data, DEMOS_A_PAD);
}

/**
 * demos_answer_put64() - append an attribute with a 64 bit value
 * @skb: buffer to append to
 * @attr: enum demos_attr
 * @value: its payload
 *
 * Return: 0, or -EMSGSIZE: there is no room.
 */
int demos_answer_put64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, DEMOS_A_PAD);
}

/**
 * demos_answer_end() - complete a message
 * @skb: buffer with one message
 */
void demos_answer_end(struct sk_buff *skb)
{
	nlmsg_end(skb, nlmsg_hdr(skb));
}

/**
 * demos_answer_reply() - send the answer to a request, unless it is refused
 * @skb: the message, complete if @err is 0; consumed
 * @info: the request
 * @err: 0, or the negative errno with which it is refused
 *
 * Return: 0 or a negative errno.
 */
int demos_answer_reply(struct sk_buff *skb, struct genl_info *info, int err)
{
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	demos_answer_end(skb);
	return genlmsg_reply(skb, info);
}

/**
 * demos_answer_data() - answer a request with one attribute
 * @info: the request
 * @attr: enum demos_attr, of 64 bit values
 * @data: its payload
 * @length: bytes
 *
 * Return: 0 or a negative errno.
 */
int demos_answer_data(struct genl_info *info, int attr, const void *data,
		      u32 length)
{
	struct sk_buff *skb;

	skb = demos_answer_to(info, nla_total_size_64bit(length));
	if (!skb)
		return -ENOMEM;
	return demos_answer_reply(skb, info,
				  demos_answer_put(skb, attr, data, length));
}

/**
 * demos_answer_dump_begin() - begin a message of a dump
 * @skb: where to
 * @cb: the dump
 *
 * Return: the header, for genlmsg_end() and genlmsg_cancel(), or NULL: there is
 * no room.
 */
void *demos_answer_dump_begin(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct genlmsghdr *request = nlmsg_data(cb->nlh);

	return demos_answer_begin(skb, NETLINK_CB(cb->skb).portid,
				  cb->nlh->nlmsg_seq, request->cmd,
				  NLM_F_MULTI);
}

/**
 * demos_answer_dump() - append a message with one attribute to a dump
 * @skb: where to
 * @cb: the dump
 * @attr: enum demos_attr, of 64 bit values
 * @data: its payload
 * @length: bytes
 *
 * Return: 0, or -EMSGSIZE: there is no room.
 */
int demos_answer_dump(struct sk_buff *skb, struct netlink_callback *cb,
		      int attr, const void *data, u32 length)
{
	void *header = demos_answer_dump_begin(skb, cb);

	if (!header)
		return -EMSGSIZE;
	if (demos_answer_put(skb, attr, data, length)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/**
 * demos_answer_why() - say why a request is refused
 * @extack: gets the explanation
 * @why: a static string; NULL: no explanation
 */
void demos_answer_why(struct netlink_ext_ack *extack, const char *why)
{
	/* NL_SET_ERR_MSG() takes literals only */
	if (extack && why)
		extack->_msg = why;
}

static const struct {
	int err;
	const char *why;
} refusals[__DEMOS_RESULT_MAX] = {
	[DEMOS_OK] = { 0, NULL },
	[DEMOS_ENOLINK] = { -ENOENT, "no such link in the link table" },
	[DEMOS_ERIGHTS] = { -EACCES, "the link does not give that right" },
	[DEMOS_ESIZE] = { -EMSGSIZE, "too much data, or too many links" },
	[DEMOS_EADDRESS] = { -EFAULT, "not within the data area" },
	[DEMOS_ETIME] = { -ETIME, "the time limit ran out" },
	[DEMOS_EDEAD] = { -ESRCH, "the process does not exist any more" },
	[DEMOS_EDESTROYED] = { -EPIPE, "the link was destroyed" },
	[DEMOS_EROOM] = { -ENOSPC, "a limit is reached, or no memory left" },
	[DEMOS_ECALL] = { -EINVAL, "no such call, operation or argument" },
	[DEMOS_EUNREACHABLE] = { -EHOSTUNREACH,
		"no such machine known here: demosctl peer show" },
	[DEMOS_EREFUSED] = { -ECONNREFUSED, "the other machine refuses" },
	[DEMOS_EBUSY] = { -EBUSY, "busy: in migration, or waiting already" },
	[DEMOS_ESTATE] = { -EBADFD,
		"the process is not in a state for that" },
	[DEMOS_EUNKNOWN] = { -ECONNRESET,
		"a machine was restarted or cannot be asked: outcome unknown" },
	[DEMOS_EFULL] = { -EAGAIN,
		"that process has too much unread already: try later" },
};

/**
 * demos_answer_refuse() - turn the result of a kernel call into an answer
 * @info: the request
 * @result: the result; DEMOS_OK is no refusal
 *
 * Return: 0 or the negative errno, with an explanation in the request's
 * extack.
 */
int demos_answer_refuse(struct genl_info *info, enum demos_result result)
{
	result = demos_result_plain(result);
	if (WARN_ON_ONCE(result >= __DEMOS_RESULT_MAX))
		return -EIO;
	demos_answer_why(info->extack, refusals[result].why);
	return refusals[result].err;
}

/**
 * demos_answer_refuse_with() - refuse a request, and say why in detail
 * @request: the request
 * @info: the request
 * @err: the negative errno
 * @format: the explanation; at most 127 characters
 *
 * An explanation in the extack must outlive the handler, so it is static. One
 * with numbers in it is on the stack: the refusal is sent here, and what is
 * returned keeps netlink from sending another.
 *
 * Return: -EINTR, for the handler to return.
 */
int demos_answer_refuse_with(struct sk_buff *request, struct genl_info *info,
			     int err, const char *format, ...)
{
	char text[128];
	va_list args;

	va_start(args, format);
	vscnprintf(text, sizeof(text), format, args);
	va_end(args);
	demos_answer_why(info->extack, text);
	netlink_ack(request, (struct nlmsghdr *)info->nlhdr, err, info->extack);
	demos_answer_why(info->extack, "");
	return -EINTR;
}

/* The names that demosctl gives the limits */
static const char *const limit_names[__DEMOS_LIMIT_MAX] = {
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

/**
 * demos_answer_limit_name() - the name of a limit, for an explanation
 * @limit: which
 *
 * Return: the name.
 */
const char *demos_answer_limit_name(enum demos_limit limit)
{
	return limit_names[limit];
}

/**
 * demos_answer_refuse_room() - refuse a request for which there is no room
 * @request: the request
 * @info: the request
 * @machine: the machine
 * @err: the negative errno
 * @why: DEMOS_ROOM_*
 *
 * Return: a negative errno, for the handler to return.
 */
int demos_answer_refuse_room(struct sk_buff *request, struct genl_info *info,
			     const struct demos_machine *machine, int err,
			     u16 why)
{
	u64 most = demos_machine_most(machine, why);

	if (why == DEMOS_ROOM_MEMORY) {
		NL_SET_ERR_MSG(info->extack, "no memory");
		return err;
	}
	if (why == DEMOS_ROOM_OWED) {
		NL_SET_ERR_MSG(info->extack,
			       "too many answers are outstanding: receive first");
		return err;
	}
	if (!why || why > __DEMOS_LIMIT_MAX)
		return err;
	why--;
	return demos_answer_refuse_with(request, info, err,
		"machine %u has reached its limit %s, %llu%s: see demosctl limits %s",
		machine->id, limit_names[why], most,
		demos_machine_reserve(why) ? " and the reserve" : "",
		limit_names[why]);
}
