// SPDX-License-Identifier: GPL-2.0
/*
 * Frames: each that is written is read back the same; a table of wrong frames,
 * each refused for its reason; truncated frames and frames with one byte
 * changed, which the decoder must never read beyond their end, and which mean
 * the same when written again if they are accepted.
 */
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/message.h"
#include "random.h"
#include "core/wire.h"
#include "wire_check.h"

#define BULK_MAX	(sizeof(struct demos_op_data) + DEMOS_PACKET_MAX)
#define AT_GENL		16
#define AT_HEADER	20
#define AT_ATTRS	76

static u8 bytes[DEMOS_WIRE_MAX + DEMOS_WIRE_HEAD_MAX];
static u32 passed, failed;

static void expect(bool good, const char *what)
{
	if (good) {
		passed++;
		return;
	}
	failed++;
	printf("failed: %s\n", what);
}

static bool same_message(const struct demos_message *msg,
			 const struct demos_frame *frame)
{
	return frame->command == DEMOS_CMD_MESSAGE &&
	       !memcmp(&frame->header, &msg->head, sizeof(msg->head)) &&
	       frame->length == msg->length && frame->nlinks == msg->nlinks &&
	       !memcmp(frame->links, msg->links,
		       msg->nlinks * sizeof(msg->links[0])) &&
	       (!msg->length || !memcmp(frame->data, msg->data, msg->length));
}

/* In a block of exactly its size, so that a read beyond it is caught */
static int decode_exactly(const u8 *from, u32 length,
			  struct demos_frame *frame, struct demos_why *why)
{
	u8 *copy = malloc(length);
	int err = -1;

	memcpy(copy, from, length);
	why->text = NULL;
	if (length >= DEMOS_WIRE_HEADER &&
	    demos_wire_length(copy, why) == (int)length) {
		err = demos_wire_decode(copy, length, frame, why);
		if (!err)
			wire_check(frame, length);
	}
	free(copy);
	return err;
}

static void test_messages(void)
{
	struct demos_why why;
	u32 i;

	for (i = 0; i < 2000; i++) {
		struct demos_message *msg = random_message(BULK_MAX);
		u64 seq = random_u64() | 1, ack = random_u64() | 1;
		u32 length = demos_wire_message(bytes, msg, seq, ack);
		struct demos_frame frame;

		expect(length == demos_wire_size(msg), "size");
		expect(demos_wire_length(bytes, &why) == (int)length,
		       "length of a message");
		expect(!demos_wire_decode(bytes, length, &frame, &why) &&
		       frame.seq == seq && frame.ack == ack &&
		       same_message(msg, &frame), "message round trip");
		demos_message_destroy(msg);
	}
}

static struct demos_hello a_hello(void)
{
	return (struct demos_hello) {
		.magic = DEMOS_HELLO_MAGIC,
		.version = DEMOS_GENL_VERSION,
		.least = DEMOS_GENL_VERSION,
		.machine = 1,
		.to = 2,
		.incarnation = 3 << DEMOS_LIFE_SHIFT,
		.to_incarnation = 4 << DEMOS_LIFE_SHIFT,
		.accepted = 5,
	};
}

static void test_others(void)
{
	struct demos_hello hello = a_hello();
	struct demos_frame frame;
	struct demos_why why;
	u32 length = demos_wire_hello(bytes, &hello);

	expect(!decode_exactly(bytes, length, &frame, &why) &&
	       frame.command == DEMOS_CMD_HELLO &&
	       !memcmp(&frame.hello, &hello, sizeof(hello)),
	       "hello round trip");
	length = demos_wire_ack(bytes, 0x123456789abcdefULL);
	expect(!decode_exactly(bytes, length, &frame, &why) &&
	       frame.command == DEMOS_CMD_ACK &&
	       frame.ack == 0x123456789abcdefULL, "ack round trip");
	length = demos_wire_goodbye(bytes, 7);
	expect(!decode_exactly(bytes, length, &frame, &why) &&
	       frame.command == DEMOS_CMD_GOODBYE && frame.ack == 7,
	       "goodbye round trip");
}

/* ---- Wrong frames: a good one, with something changed */

static u32 good_hello(void)
{
	struct demos_hello hello = a_hello();

	return demos_wire_hello(bytes, &hello);
}

static u32 good_ack(void)
{
	return demos_wire_ack(bytes, 7);
}

static u32 good_goodbye(void)
{
	return demos_wire_goodbye(bytes, 7);
}

/* Five bytes of data, no links */
static u32 good_message(void)
{
	struct demos_message *msg = demos_message_create(5);
	u32 length;

	msg->head.to = (struct demos_address) { DEMOS_PID(1, 2), 1, 0, 0 };
	msg->head.from = (struct demos_address) { DEMOS_PID(2, 2), 2, 0, 0 };
	memcpy(msg->data, "hello", 5);
	length = demos_wire_message(bytes, msg, 1, 1);
	demos_message_destroy(msg);
	return length;
}

/* Two links, no data */
static u32 good_links(void)
{
	struct demos_message *msg = demos_message_create(0);
	u32 length;

	msg->head.to = (struct demos_address) { DEMOS_PID(1, 2), 1, 0, 0 };
	msg->head.from = (struct demos_address) { DEMOS_PID(2, 2), 2, 0, 0 };
	msg->nlinks = 2;
	random_link(&msg->links[0]);
	random_link(&msg->links[1]);
	length = demos_wire_message(bytes, msg, 1, 1);
	demos_message_destroy(msg);
	return length;
}

#define AT_SEQ		AT_ATTRS
#define AT_ACK		(AT_SEQ + 12)
#define AT_DATA		(AT_ACK + 12)
#define AT_LINK		(AT_ACK + 12)
#define HEAD(field)	(AT_HEADER + offsetof(struct demos_header, field))
#define HELLO(field)	(AT_ATTRS + 4 + offsetof(struct demos_hello, field))
#define LINK(field)	(AT_LINK + 4 + offsetof(struct demos_link, field))
#define GENL(field)	(AT_GENL + offsetof(struct genlmsghdr, field))
#define NLMSG(field)	offsetof(struct nlmsghdr, field)
#define ADDRESS(field)	offsetof(struct demos_address, field)

static const struct wrong {
	u32 (*good)(void);
	u32 at;
	u32 size;
	u64 value;
	const char *why;
} wrongs[] = {
	{ good_ack, NLMSG(nlmsg_type), 2, 0x5344, "wrong byte order" },
	{ good_ack, NLMSG(nlmsg_type), 2, 0x10, "type is not ours" },
	{ good_ack, NLMSG(nlmsg_flags), 2, 1, "netlink header not clear" },
	{ good_ack, NLMSG(nlmsg_seq), 4, 1, "netlink header not clear" },
	{ good_ack, NLMSG(nlmsg_pid), 4, 1, "netlink header not clear" },
	{ good_ack, NLMSG(nlmsg_len), 4, 0, "too short" },
	{ good_ack, NLMSG(nlmsg_len), 4, 75, "too short" },
	{ good_ack, NLMSG(nlmsg_len), 4, DEMOS_WIRE_MAX + 4, "too long" },
	{ good_ack, NLMSG(nlmsg_len), 4, 0xffffffff, "too long" },
	{ good_ack, NLMSG(nlmsg_len), 4, 0x80000000, "too long" },
	{ good_ack, NLMSG(nlmsg_len), 4, 89, "length not aligned" },
	{ good_ack, NLMSG(nlmsg_len), 4, 76, "attribute missing" },
	{ good_ack, NLMSG(nlmsg_len), 4, 84, "attribute length wrong" },
	{ good_ack, GENL(version), 1, 2, "version not supported" },
	{ good_ack, GENL(reserved), 2, 1, "version not supported" },
	{ good_ack, GENL(cmd), 1, DEMOS_CMD_SEND, "command not for machines" },
	{ good_ack, GENL(cmd), 1, 0, "command not for machines" },
	{ good_ack, GENL(cmd), 1, 255, "command not for machines" },
	{ good_ack, GENL(cmd), 1, DEMOS_CMD_HELLO, "attribute unknown here" },
	{ good_ack, GENL(cmd), 1, DEMOS_CMD_MESSAGE, "attribute missing" },
	{ good_ack, HEAD(number), 8, 1, "header not empty" },
	{ good_ack, AT_ATTRS + 4, 8, 0, NULL },
	{ good_ack, AT_ATTRS, 2, 0, "attribute length wrong" },
	{ good_ack, AT_ATTRS, 2, 3, "attribute length wrong" },
	{ good_ack, AT_ATTRS, 2, 8, "attribute size wrong" },
	{ good_ack, AT_ATTRS, 2, 16, "attribute length wrong" },
	{ good_ack, AT_ATTRS, 2, 0xffff, "attribute length wrong" },
	{ good_ack, AT_ATTRS + 2, 2, 0, "attribute unknown here" },
	{ good_ack, AT_ATTRS + 2, 2, DEMOS_A_ACK | NLA_F_NESTED,
	  "attribute unknown here" },
	{ good_ack, AT_ATTRS + 2, 2, DEMOS_A_SEQ, "attribute unknown here" },

	{ good_hello, HEAD(reserved), 4, 1, "header not empty" },
	{ good_hello, HELLO(magic), 4, 0x4f4d4544, "hello: no magic" },
	{ good_hello, HELLO(version), 2, 2, NULL },
	{ good_hello, HELLO(version), 2, 65535, NULL },
	{ good_hello, HELLO(version), 2, 0, "hello: version not supported" },
	{ good_hello, HELLO(least), 2, 0, "hello: version not supported" },
	{ good_hello, HELLO(least), 2, 2, "hello: version not supported" },
	{ good_hello, HELLO(round), 4, 1, NULL },
	{ good_hello, HELLO(machine), 2, 0, "hello: no such machine id" },
	{ good_hello, HELLO(machine), 2, 65535, "hello: no such machine id" },
	{ good_hello, HELLO(to), 2, 65535, "hello: no such machine id" },
	{ good_hello, HELLO(incarnation), 8, 0, "hello: no incarnation" },
	{ good_hello, HELLO(to), 2, 0, "hello: incarnation of no machine" },
	{ good_hello, HELLO(to_incarnation), 8, 0,
	  "hello: accepted from no machine" },
	{ good_hello, HELLO(accepted), 8, 0, NULL },
	{ good_hello, AT_ATTRS + 2, 2, 0, "attribute unknown here" },
	{ good_hello, AT_ATTRS + 2, 2, 0xfff, "attribute unknown here" },
	{ good_hello, AT_ATTRS + 2, 2, DEMOS_WIRE_OPTION,
	  "attribute missing" },

	{ good_message, HEAD(to) + ADDRESS(pid), 8, 2,
	  "message: bad destination" },
	{ good_message, HEAD(to) + ADDRESS(machine), 2, 0,
	  "message: bad destination" },
	{ good_message, HEAD(to) + ADDRESS(reserved), 2, 1,
	  "message: bad destination" },
	{ good_message, HEAD(from) + ADDRESS(pid), 8, 0xffffULL << 48,
	  "message: bad sender" },
	{ good_message, HEAD(from) + ADDRESS(machine), 2, 65535,
	  "message: bad sender" },
	{ good_message, HEAD(flags), 4, 0x100, "message: unknown flag" },
	{ good_message, HEAD(flags), 4, DEMOS_F_BULK,
	  "message: flags do not fit" },
	{ good_message, HEAD(flags), 4, DEMOS_F_LAST,
	  "message: flags do not fit" },
	{ good_message, HEAD(flags), 4, DEMOS_F_NOTICE,
	  "message: flags do not fit" },
	{ good_message, HEAD(channel), 1, 32, "message: no such channel" },
	{ good_message, HEAD(channel), 1, 254, "message: no such channel" },
	{ good_message, HEAD(via), 2, 65535, "message: bad header" },
	{ good_message, HEAD(reserved), 4, 1, "message: bad header" },
	{ good_goodbye, GENL(cmd), 1, DEMOS_CMD_GOODBYE + 1,
	  "command not for machines" },
	{ good_goodbye, HEAD(code), 4, 1, "header not empty" },
	{ good_goodbye, NLMSG(nlmsg_len), 4, 76, "attribute missing" },
	{ good_goodbye, AT_ATTRS + 2, 2, DEMOS_A_SEQ,
	  "attribute unknown here" },
	{ good_message, AT_SEQ + 4, 8, 0, NULL },
	{ good_message, AT_ACK + 4, 8, 0, NULL },
	{ good_message, AT_ACK + 2, 2, DEMOS_A_SEQ, "attribute repeated" },
	{ good_message, AT_DATA + 2, 2, DEMOS_A_LINK_BODY,
	  "attribute size wrong" },
	{ good_message, AT_DATA, 2, 4, "attribute size wrong" },
	{ good_message, AT_DATA + 9, 1, 1, "padding not clear" },
	{ good_message, NLMSG(nlmsg_len), 4, AT_DATA, NULL },
	{ good_message, NLMSG(nlmsg_len), 4, AT_DATA + 4,
	  "attribute length wrong" },

	{ good_links, LINK(to) + ADDRESS(pid), 8, 0, "message: bad link" },
	{ good_links, LINK(to) + ADDRESS(machine), 2, 0, "message: bad link" },
	{ good_links, LINK(flags), 2, 0x100, "message: bad link" },
	{ good_links, LINK(flags), 2, DEMOS_LINK_MEMORY | DEMOS_LINK_KERNEL,
	  "message: bad link" },
	{ good_links, LINK(flags), 2, DEMOS_LINK_MEMORY | DEMOS_LINK_REPLY,
	  "message: bad link" },
	{ good_links, LINK(flags), 2, DEMOS_LINK_REPLY | DEMOS_LINK_DUP,
	  "message: bad link" },
	{ good_links, LINK(channel), 1, 40, "message: bad link" },
	{ good_links, LINK(hands), 1, 1, "message: bad link" },
	{ good_links, AT_LINK + 36 + 2, 2, DEMOS_A_DATA, NULL },
};

static void test_wrong(void)
{
	struct demos_frame frame;
	struct demos_why why;
	u32 i, length;

	for (i = 0; i < ARRAY_SIZE(wrongs); i++) {
		const struct wrong *wrong = &wrongs[i];
		int err;

		wrong->good();
		memcpy(bytes + wrong->at, &wrong->value, wrong->size);
		err = demos_wire_length(bytes, &why);
		if (err >= 0) {
			length = err;
			err = demos_wire_decode(bytes, length, &frame, &why);
		}
		if (!wrong->why)
			expect(!err, "an unusual but valid frame");
		else if (err >= 0 || strcmp(why.text, wrong->why))
			printf("reason: %s\n", err >= 0 ? "none" : why.text);
		if (wrong->why)
			expect(err < 0 && !strcmp(why.text, wrong->why),
			       wrong->why);
	}
}

#define BULK	(DEMOS_F_BULK | DEMOS_F_KERNEL)

/* Options that later versions may add to HELLO are skipped, unless truncated */
static void test_option(void)
{
	static const struct { u16 type, length; bool good; } options[] = {
		{ DEMOS_WIRE_OPTION, 8, true },
		{ 0xffff, 4, true },
		{ DEMOS_WIRE_OPTION - 1, 8, false },
		{ DEMOS_WIRE_OPTION, 12, false },
		{ DEMOS_WIRE_OPTION, 3, false },
	};
	struct demos_hello hello = a_hello();
	struct demos_frame frame;
	struct demos_why why;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(options); i++) {
		u32 length = demos_wire_hello(bytes, &hello);
		u32 longer = length + 8;

		memset(bytes + length, 0xee, 8);
		memcpy(bytes + length, &options[i].length, 2);
		memcpy(bytes + length + 2, &options[i].type, 2);
		if (options[i].length == 4)
			longer = length + 4;
		memcpy(bytes, &longer, 4);
		expect(!decode_exactly(bytes, longer, &frame, &why) ==
		       options[i].good, "option of a hello");
	}
}

/* 4097 bytes are too much, except for move data; 32785 always are */
static void test_sizes(void)
{
	static const struct { u32 length, flags; bool good; } sizes[] = {
		{ DEMOS_DATA_MAX, 0, true },
		{ DEMOS_DATA_MAX + 1, 0, false },
		{ DEMOS_DATA_MAX + 1, BULK, true },
		{ BULK_MAX, BULK, true },
		{ BULK_MAX + 1, BULK, false },
	};
	struct demos_frame frame;
	struct demos_why why;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct demos_message *msg =
			demos_message_create(sizes[i].length);
		u32 length;

		memset(msg->data, 1, msg->length);
		msg->head.to.pid = DEMOS_PID(1, 1);
		msg->head.to.machine = 1;
		msg->head.from = msg->head.to;
		msg->head.flags = sizes[i].flags;
		length = demos_wire_message(bytes, msg, 1, 1);
		expect(!decode_exactly(bytes, length, &frame, &why) ==
		       sizes[i].good, "size of data");
		demos_message_destroy(msg);
	}
}

static void test_damage(void)
{
	struct demos_frame frame;
	struct demos_why why;
	u32 i;

	for (i = 0; i < 300; i++) {
		struct demos_message *msg = random_message(300);
		u32 length = demos_wire_message(bytes, msg, 1 + i, 1);
		u32 at, cut;

		for (at = 0; at < length; at++) {
			u8 old = bytes[at];

			bytes[at] ^= 1U << random_below(8);
			decode_exactly(bytes, length, &frame, &why);
			bytes[at] = old;
		}
		for (cut = DEMOS_WIRE_HEADER; cut < length; cut += 4) {
			memcpy(bytes, &cut, 4);
			decode_exactly(bytes, cut, &frame, &why);
		}
		demos_message_destroy(msg);
	}
	expect(true, "damage");
}

int main(void)
{
	random_seed(1);
	test_messages();
	test_others();
	test_wrong();
	test_option();
	test_sizes();
	test_damage();
	printf("%u passed, %u failed\n", passed, failed);
	return !!failed;
}
