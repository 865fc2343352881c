// SPDX-License-Identifier: GPL-2.0
/*
 * Frames between machines: written and checked.
 *
 * Only canonical frames are accepted: every field that this version does not
 * use must be zero, and padding too; no attribute may be unknown or come too
 * often. So nothing can hide in a frame, and a later version can give meaning
 * to what is zero now. Only HELLO, which is sent before the other side's
 * version is known, may have unknown options: they are skipped.
 */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/genetlink.h>
#include <linux/kernel.h>
#include <linux/netlink.h>
#include <linux/string.h>

#include "core/link.h"
#include "core/lives.h"
#include "core/message.h"
#include "core/process.h"
#include "core/wire.h"

static_assert(sizeof(struct demos_header) == 56);
static_assert(sizeof(struct demos_hello) == 40);
static_assert(sizeof(struct demos_link) == 32);
static_assert(sizeof(struct nlmsghdr) == DEMOS_WIRE_HEADER);

/* These numbers are on the wire: they never change */
static_assert(DEMOS_CMD_HELLO == 30 && DEMOS_CMD_MESSAGE == 31 &&
	      DEMOS_CMD_ACK == 32 && DEMOS_CMD_GOODBYE == 33);
static_assert(DEMOS_A_HELLO == 31 && DEMOS_A_SEQ == 32 && DEMOS_A_ACK == 33 &&
	      DEMOS_A_DATA == 8 && DEMOS_A_LINK_BODY == 12);

#define TYPE_SWAPPED	0x5344	/* DEMOS_WIRE_TYPE of the other byte order */
#define WIRE_ATTRS	(NLMSG_HDRLEN + GENL_HDRLEN + \
			 (u32)sizeof(struct demos_header))
#define BULK_MAX	((u32)sizeof(struct demos_op_data) + DEMOS_PACKET_MAX)
#define FLAGS_KNOWN	(DEMOS_F_KERNEL | DEMOS_F_NOTICE | DEMOS_F_REPLY | \
			 DEMOS_F_PENDING | DEMOS_F_BULK | DEMOS_F_LAST | \
			 DEMOS_F_VOID | DEMOS_F_AGAIN)

static_assert(WIRE_ATTRS + 2 * (NLA_HDRLEN + 8) + NLA_HDRLEN +
	      DEMOS_LINKS_MAX * (NLA_HDRLEN + sizeof(struct demos_link)) <=
	      DEMOS_WIRE_HEAD_MAX);
static_assert(DEMOS_WIRE_HEAD_MAX + BULK_MAX + 3 <= DEMOS_WIRE_MAX);

/*
 * The attributes that a frame may have: their sizes, and how many of them
 * each command must and may have.
 */
struct attr_rule {
	u16 type;
	u16 min;
	u16 max;
	u8 command;
	u8 least;
	u8 most;
};

static const struct attr_rule attr_rules[] = {
	{ DEMOS_A_HELLO, sizeof(struct demos_hello),
	  sizeof(struct demos_hello), DEMOS_CMD_HELLO, 1, 1 },
	{ DEMOS_A_SEQ, 8, 8, DEMOS_CMD_MESSAGE, 1, 1 },
	{ DEMOS_A_ACK, 8, 8, DEMOS_CMD_MESSAGE, 1, 1 },
	{ DEMOS_A_DATA, 1, BULK_MAX, DEMOS_CMD_MESSAGE, 0, 1 },
	{ DEMOS_A_LINK_BODY, sizeof(struct demos_link),
	  sizeof(struct demos_link), DEMOS_CMD_MESSAGE, 0, DEMOS_LINKS_MAX },
	{ DEMOS_A_ACK, 8, 8, DEMOS_CMD_ACK, 1, 1 },
	{ DEMOS_A_ACK, 8, 8, DEMOS_CMD_GOODBYE, 1, 1 },
};

#define ATTR_RULES	ARRAY_SIZE(attr_rules)

static int refuse_as(struct demos_why *why, enum demos_counter counter,
		     const char *text)
{
	why->counter = counter;
	why->text = text;
	return -EBADMSG;
}

#define refuse(why, kind, text)	refuse_as(why, DEMOS_C_REFUSED_##kind, text)

static bool is_zero(const void *bytes, u32 count)
{
	const u8 *byte = bytes;

	while (count--)
		if (*byte++)
			return false;
	return true;
}

/**
 * demos_wire_length() - how long is the frame that begins here?
 * @bytes: the first DEMOS_WIRE_HEADER bytes of it
 * @why: filled in if it is refused
 *
 * Return: its length, at most DEMOS_WIRE_MAX and a multiple of 4, or
 * -EBADMSG: this is not a frame.
 */
int demos_wire_length(const u8 *bytes, struct demos_why *why)
{
	struct nlmsghdr nlh;

	memcpy(&nlh, bytes, sizeof(nlh));
	if (nlh.nlmsg_type == TYPE_SWAPPED)
		return refuse(why, ORDER, "wrong byte order");
	if (nlh.nlmsg_type != DEMOS_WIRE_TYPE)
		return refuse(why, HEADER, "type is not ours");
	if (nlh.nlmsg_flags || nlh.nlmsg_seq || nlh.nlmsg_pid)
		return refuse(why, HEADER, "netlink header not clear");
	if (nlh.nlmsg_len < WIRE_ATTRS)
		return refuse(why, LENGTH, "too short");
	if (nlh.nlmsg_len > DEMOS_WIRE_MAX)
		return refuse(why, LENGTH, "too long");
	if (nlh.nlmsg_len & 3)
		return refuse(why, LENGTH, "length not aligned");
	return nlh.nlmsg_len;
}

static int check_hello(const struct demos_frame *frame, struct demos_why *why)
{
	const struct demos_hello *hello = &frame->hello;

	if (!is_zero(&frame->header, sizeof(frame->header)))
		return refuse(why, HEADER, "header not empty");
	if (hello->magic != DEMOS_HELLO_MAGIC)
		return refuse(why, HELLO, "hello: no magic");
	if (!hello->least || hello->least > DEMOS_GENL_VERSION ||
	    hello->version < DEMOS_GENL_VERSION)
		return refuse(why, VERSION, "hello: version not supported");
	if (!hello->machine || hello->machine > DEMOS_MACHINE_MAX ||
	    hello->to > DEMOS_MACHINE_MAX)
		return refuse(why, HELLO, "hello: no such machine id");
	if (!demos_life_of(hello->incarnation))
		return refuse(why, HELLO, "hello: no incarnation");
	if (!hello->to && hello->to_incarnation)
		return refuse(why, HELLO, "hello: incarnation of no machine");
	if (!hello->to_incarnation && hello->accepted)
		return refuse(why, HELLO, "hello: accepted from no machine");
	if (!hello->to_incarnation && hello->round)
		return refuse(why, HELLO, "hello: chosen, but not met");
	return 0;
}

/* Move data: between kernels, for processes or themselves */
static bool bulk_ok(const struct demos_frame *frame)
{
	const struct demos_header *head = &frame->header;

	return !head->number && !frame->nlinks &&
	       (head->flags & DEMOS_F_KERNEL ||
		demos_pid_is_kernel(head->to.pid));
}

/* The last word of a process to another, or a filler for a lost message */
static bool empty_ok(const struct demos_frame *frame)
{
	const struct demos_header *head = &frame->header;

	return !frame->length && !frame->nlinks &&
	       !demos_pid_is_kernel(head->to.pid) &&
	       !demos_pid_is_kernel(head->from.pid);
}

/* A notice: from a kernel to a process, outside of any order */
static bool notice_ok(const struct demos_frame *frame)
{
	const struct demos_header *head = &frame->header;

	return !head->number && !frame->nlinks &&
	       frame->length == sizeof(struct demos_notice) &&
	       !(head->flags & DEMOS_F_KERNEL) &&
	       demos_pid_is_kernel(head->from.pid);
}

static bool flags_ok(const struct demos_frame *frame)
{
	const struct demos_header *head = &frame->header;

	if (head->flags & DEMOS_F_BULK && !bulk_ok(frame))
		return false;
	if (head->flags & (DEMOS_F_LAST | DEMOS_F_VOID) && !empty_ok(frame))
		return false;
	if (head->flags & (DEMOS_F_VOID | DEMOS_F_AGAIN) && !head->number)
		return false;
	if (head->flags & DEMOS_F_NOTICE && !notice_ok(frame))
		return false;
	return !head->number || !demos_pid_is_kernel(head->from.pid);
}

static int check_message(const struct demos_frame *frame, struct demos_why *why)
{
	const struct demos_header *head = &frame->header;
	u32 i;

	if (!demos_address_ok(&head->to))
		return refuse(why, MESSAGE, "message: bad destination");
	if (!demos_address_ok(&head->from))
		return refuse(why, MESSAGE, "message: bad sender");
	if (head->flags & ~FLAGS_KNOWN)
		return refuse(why, MESSAGE, "message: unknown flag");
	if (!demos_channel_ok(head->channel))
		return refuse(why, MESSAGE, "message: no such channel");
	if (head->via > DEMOS_MACHINE_MAX || head->reserved)
		return refuse(why, MESSAGE, "message: bad header");
	if (!(head->flags & DEMOS_F_BULK) && frame->length > DEMOS_DATA_MAX)
		return refuse(why, MESSAGE, "message: too much data");
	if (!flags_ok(frame))
		return refuse(why, MESSAGE, "message: flags do not fit");
	for (i = 0; i < frame->nlinks; i++)
		if (demos_link_check(&frame->links[i]))
			return refuse(why, MESSAGE, "message: bad link");
	return 0;
}

/**
 * demos_wire_sender_ok() - may this message come from that machine?
 * @head: its header, checked
 * @here: this machine
 * @peer: the machine that sent the frame
 *
 * Kernels stay where they are: a message to a kernel must be for this one, and
 * one from kernel to kernel must come from the sender's machine. Processes
 * move, and machines forward messages for them, so these may come from any
 * machine; but those that step 6 of a migration re-sends come from the source
 * itself.
 *
 * Return: false: an honest machine would not have sent it.
 */
bool demos_wire_sender_ok(const struct demos_header *head, u16 here, u16 peer)
{
	if (head->flags & DEMOS_F_PENDING && head->via != peer)
		return false;
	if (!demos_pid_is_kernel(head->to.pid))
		return true;
	return head->to.pid == DEMOS_PID_KERNEL(here) && !head->number &&
	       (!demos_pid_is_kernel(head->from.pid) ||
		head->from.pid == DEMOS_PID_KERNEL(peer));
}

static int check_ack(const struct demos_frame *frame, struct demos_why *why)
{
	if (!is_zero(&frame->header, sizeof(frame->header)))
		return refuse(why, HEADER, "header not empty");
	return 0;
}

static void take_attr(struct demos_frame *frame, u16 type, const u8 *payload,
		      u32 length)
{
	switch (type) {
	case DEMOS_A_HELLO:
		memcpy(&frame->hello, payload, sizeof(frame->hello));
		break;
	case DEMOS_A_SEQ:
		memcpy(&frame->seq, payload, sizeof(frame->seq));
		break;
	case DEMOS_A_ACK:
		memcpy(&frame->ack, payload, sizeof(frame->ack));
		break;
	case DEMOS_A_DATA:
		frame->data = payload;
		frame->length = length;
		break;
	case DEMOS_A_LINK_BODY:
		memcpy(&frame->links[frame->nlinks++], payload,
		       sizeof(struct demos_link));
		break;
	}
}

static int find_rule(u8 command, u16 type)
{
	u32 i;

	for (i = 0; i < ATTR_RULES; i++)
		if (attr_rules[i].command == command &&
		    attr_rules[i].type == type)
			return i;
	return -1;
}

/* One attribute, with its padding. Return: bytes used, or -EBADMSG. */
static int decode_attr(const u8 *bytes, u32 left, struct demos_frame *frame,
		       u8 *seen, struct demos_why *why)
{
	struct nlattr nla;
	u32 length, total;
	int rule;

	if (left < NLA_HDRLEN)
		return refuse(why, ATTRIBUTE, "attribute cut off");
	memcpy(&nla, bytes, sizeof(nla));
	total = NLA_ALIGN((u32)nla.nla_len);
	if (nla.nla_len < NLA_HDRLEN || total > left)
		return refuse(why, ATTRIBUTE, "attribute length wrong");
	length = nla.nla_len - NLA_HDRLEN;
	if (frame->command == DEMOS_CMD_HELLO &&
	    nla.nla_type >= DEMOS_WIRE_OPTION)
		return total;
	rule = find_rule(frame->command, nla.nla_type);
	if (rule < 0)
		return refuse(why, ATTRIBUTE, "attribute unknown here");
	if (length < attr_rules[rule].min || length > attr_rules[rule].max)
		return refuse(why, ATTRIBUTE, "attribute size wrong");
	if (++seen[rule] > attr_rules[rule].most)
		return refuse(why, ATTRIBUTE, "attribute repeated");
	if (!is_zero(bytes + nla.nla_len, total - nla.nla_len))
		return refuse(why, ATTRIBUTE, "padding not clear");
	take_attr(frame, nla.nla_type, bytes + NLA_HDRLEN, length);
	return total;
}

static int decode_attrs(const u8 *bytes, u32 length,
			struct demos_frame *frame, struct demos_why *why)
{
	u8 seen[ATTR_RULES] = { 0 };
	u32 at, i;
	int used;

	for (at = WIRE_ATTRS; at < length; at += used) {
		used = decode_attr(bytes + at, length - at, frame, seen, why);
		if (used < 0)
			return used;
	}
	for (i = 0; i < ATTR_RULES; i++)
		if (attr_rules[i].command == frame->command &&
		    seen[i] < attr_rules[i].least)
			return refuse(why, ATTRIBUTE, "attribute missing");
	return 0;
}

/**
 * demos_wire_decode() - check a frame and take it apart
 * @bytes: the frame
 * @length: what demos_wire_length() returned; all of it is at @bytes
 * @frame: filled in; its @data points into @bytes
 * @why: filled in if it is refused
 *
 * The sender, the numbers and the incarnations are then known to be possible;
 * demos_wire_sender_ok() and the session decide whether they are right.
 *
 * Return: 0, or -EBADMSG.
 */
int demos_wire_decode(const u8 *bytes, u32 length, struct demos_frame *frame,
		      struct demos_why *why)
{
	struct genlmsghdr genl;
	int err;

	memset(frame, 0, sizeof(*frame));
	memcpy(&genl, bytes + NLMSG_HDRLEN, sizeof(genl));
	if (genl.version != DEMOS_GENL_VERSION || genl.reserved)
		return refuse(why, VERSION, "version not supported");
	frame->command = genl.cmd;
	memcpy(&frame->header, bytes + NLMSG_HDRLEN + GENL_HDRLEN,
	       sizeof(frame->header));
	if (genl.cmd != DEMOS_CMD_HELLO && genl.cmd != DEMOS_CMD_MESSAGE &&
	    genl.cmd != DEMOS_CMD_ACK && genl.cmd != DEMOS_CMD_GOODBYE)
		return refuse(why, HEADER, "command not for machines");
	err = decode_attrs(bytes, length, frame, why);
	if (err)
		return err;
	switch (genl.cmd) {
	case DEMOS_CMD_HELLO:
		return check_hello(frame, why);
	case DEMOS_CMD_MESSAGE:
		return check_message(frame, why);
	default:
		return check_ack(frame, why);
	}
}

/**
 * demos_wire_take() - make the message that a frame brought
 * @frame: MESSAGE, from demos_wire_decode()
 *
 * May sleep.
 *
 * Return: the message, which belongs to the caller, or NULL: no memory.
 */
struct demos_message *demos_wire_take(const struct demos_frame *frame)
{
	struct demos_message *msg = demos_message_create(frame->length);

	if (!msg)
		return NULL;
	msg->head = frame->header;
	msg->nlinks = frame->nlinks;
	memcpy(msg->links, frame->links, sizeof(msg->links));
	if (frame->length)
		memcpy(msg->data, frame->data, frame->length);
	return msg;
}

static u8 *put_header(u8 *bytes, u8 command, u32 length,
		      const struct demos_header *header)
{
	const struct nlmsghdr nlh = {
		.nlmsg_len = length,
		.nlmsg_type = DEMOS_WIRE_TYPE,
	};
	const struct genlmsghdr genl = {
		.cmd = command,
		.version = DEMOS_GENL_VERSION,
	};

	memcpy(bytes, &nlh, sizeof(nlh));
	memcpy(bytes + NLMSG_HDRLEN, &genl, sizeof(genl));
	bytes += NLMSG_HDRLEN + GENL_HDRLEN;
	if (header)
		memcpy(bytes, header, sizeof(*header));
	else
		memset(bytes, 0, sizeof(*header));
	return bytes + sizeof(*header);
}

static u8 *put_attr_header(u8 *bytes, u16 type, u32 length)
{
	const struct nlattr nla = {
		.nla_len = NLA_HDRLEN + length,
		.nla_type = type,
	};

	memcpy(bytes, &nla, sizeof(nla));
	return bytes + NLA_HDRLEN;
}

/* For payloads that need no padding */
static u8 *put_attr(u8 *bytes, u16 type, const void *payload, u32 length)
{
	bytes = put_attr_header(bytes, type, length);
	memcpy(bytes, payload, length);
	return bytes + length;
}

/**
 * demos_wire_size() - how long will the frame of a message be?
 * @msg: the message
 *
 * Return: bytes.
 */
u32 demos_wire_size(const struct demos_message *msg)
{
	u32 size = WIRE_ATTRS + 2 * (NLA_HDRLEN + 8) +
		   msg->nlinks * (NLA_HDRLEN + (u32)sizeof(struct demos_link));

	if (msg->length)
		size += NLA_HDRLEN + NLA_ALIGN(msg->length);
	return size;
}

/**
 * demos_wire_head() - write the frame of a message, all but its data
 * @bytes: room for DEMOS_WIRE_HEAD_MAX bytes
 * @msg: the message
 * @seq: its number in the session
 * @ack: number of the next frame to be accepted from the other side
 *
 * The frame is complete when the data and demos_wire_pad() zeros follow.
 *
 * Return: bytes written.
 */
u32 demos_wire_head(u8 *bytes, const struct demos_message *msg, u64 seq,
		    u64 ack)
{
	u8 *at;
	u32 i;

	at = put_header(bytes, DEMOS_CMD_MESSAGE, demos_wire_size(msg),
			&msg->head);
	at = put_attr(at, DEMOS_A_SEQ, &seq, sizeof(seq));
	at = put_attr(at, DEMOS_A_ACK, &ack, sizeof(ack));
	for (i = 0; i < msg->nlinks; i++)
		at = put_attr(at, DEMOS_A_LINK_BODY, &msg->links[i],
			      sizeof(msg->links[i]));
	if (msg->length)
		at = put_attr_header(at, DEMOS_A_DATA, msg->length);
	return at - bytes;
}

/**
 * demos_wire_message() - write the frame of a message
 * @bytes: room for demos_wire_size() bytes, and DEMOS_WIRE_HEAD_MAX
 * @msg: the message
 * @seq: its number in the session
 * @ack: number of the next frame to be accepted from the other side
 *
 * Return: bytes written, demos_wire_size().
 */
u32 demos_wire_message(u8 *bytes, const struct demos_message *msg, u64 seq,
		       u64 ack)
{
	u32 at = demos_wire_head(bytes, msg, seq, ack);

	memcpy(bytes + at, msg->data, msg->length);
	at += msg->length;
	memset(bytes + at, 0, demos_wire_pad(msg->length));
	return at + demos_wire_pad(msg->length);
}

/**
 * demos_wire_hello() - write a HELLO
 * @bytes: room for DEMOS_WIRE_HEAD_MAX bytes
 * @hello: what it says
 *
 * Return: bytes written.
 */
u32 demos_wire_hello(u8 *bytes, const struct demos_hello *hello)
{
	const u32 size = WIRE_ATTRS + NLA_HDRLEN + (u32)sizeof(*hello);
	u8 *at = put_header(bytes, DEMOS_CMD_HELLO, size, NULL);

	put_attr(at, DEMOS_A_HELLO, hello, sizeof(*hello));
	return size;
}

static u32 put_ack(u8 *bytes, u8 command, u64 ack)
{
	const u32 size = WIRE_ATTRS + NLA_HDRLEN + (u32)sizeof(ack);
	u8 *at = put_header(bytes, command, size, NULL);

	put_attr(at, DEMOS_A_ACK, &ack, sizeof(ack));
	return size;
}

/**
 * demos_wire_ack() - write an ACK
 * @bytes: room for DEMOS_WIRE_HEAD_MAX bytes
 * @ack: number of the next frame to be accepted from the other side
 *
 * Return: bytes written.
 */
u32 demos_wire_ack(u8 *bytes, u64 ack)
{
	return put_ack(bytes, DEMOS_CMD_ACK, ack);
}

/**
 * demos_wire_goodbye() - write a GOODBYE
 * @bytes: room for DEMOS_WIRE_HEAD_MAX bytes
 * @ack: all frames below this number were accepted from the other side; no
 *       more will be
 *
 * Return: bytes written.
 */
u32 demos_wire_goodbye(u8 *bytes, u64 ack)
{
	return put_ack(bytes, DEMOS_CMD_GOODBYE, ack);
}
