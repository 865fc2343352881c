// SPDX-License-Identifier: GPL-2.0
/*
 * Frames as the module writes them (kmod/core/wire.c), one after the other, on
 * standard output, for test.py.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "core/message.h"
#include "core/wire.h"

bool shim_alloc_fails(void)
{
	return false;
}

static void put(const u8 *bytes, u32 length)
{
	if (fwrite(bytes, 1, length, stdout) != length)
		exit(1);
}

static void put_hello(void)
{
	const struct demos_hello hello = {
		.magic = DEMOS_HELLO_MAGIC,
		.version = DEMOS_GENL_VERSION,
		.machine = 3,
		.to = 4,
		.least = DEMOS_GENL_VERSION,
		.round = 6,
		.incarnation = 7,
		.to_incarnation = 8,
		.accepted = 9,
	};
	u8 bytes[DEMOS_WIRE_HEAD_MAX];

	put(bytes, demos_wire_hello(bytes, &hello));
}

static void put_ack(void)
{
	u8 bytes[DEMOS_WIRE_HEAD_MAX];

	put(bytes, demos_wire_ack(bytes, 10));
}

static void put_goodbye(void)
{
	u8 bytes[DEMOS_WIRE_HEAD_MAX];

	put(bytes, demos_wire_goodbye(bytes, 22));
}

/* Between processes 3.11 and 4.12, unless stated otherwise */
static struct demos_message *begin(const void *data, u32 length)
{
	struct demos_message *msg = demos_message_create(length);

	if (!msg)
		exit(1);
	msg->head.from.pid = DEMOS_PID(3, 11);
	msg->head.from.machine = 3;
	msg->head.to.pid = DEMOS_PID(4, 12);
	msg->head.to.machine = 4;
	memcpy(msg->data, data, length);
	return msg;
}

static void end(struct demos_message *msg)
{
	static u8 bytes[DEMOS_WIRE_MAX + DEMOS_WIRE_HEAD_MAX];

	put(bytes, demos_wire_message(bytes, msg, 20, 21));
	demos_message_destroy(msg);
}

/* Forwarded, with links, and data that needs padding */
static void put_message(void)
{
	struct demos_message *msg = begin("hello", 5);

	msg->head.to.moves = 13;
	msg->head.number = 14;
	msg->head.flags = DEMOS_F_REPLY;
	msg->head.code = 15;
	msg->head.channel = 255;
	msg->head.hops = 2;
	msg->head.via = 16;
	msg->nlinks = 2;
	msg->links[0] = (struct demos_link) {
		.to = msg->head.from,
		.code = 17,
		.flags = DEMOS_LINK_REPLY | DEMOS_LINK_PASS,
		.channel = 18,
	};
	msg->links[1] = (struct demos_link) {
		.to = msg->head.to,
		.code = 19,
		.flags = DEMOS_LINK_READ | DEMOS_LINK_DUP,
		.channel = 1,
		.area = 0x20000,
		.length = 512,
	};
	end(msg);
}

static void put_notice(void)
{
	const struct demos_notice notice = {
		.kind = cpu_to_be16(DEMOS_EDEAD),
		.pid = cpu_to_be64(DEMOS_PID(5, 22)),
	};
	struct demos_message *msg = begin(&notice, sizeof(notice));

	msg->head.from.pid = DEMOS_PID_KERNEL(3);
	msg->head.flags = DEMOS_F_NOTICE;
	end(msg);
}

static void put_control(u16 op, u16 result, u32 flags, u64 from, u64 to)
{
	const struct demos_answer data = {
		.op = cpu_to_be16(op),
		.result = cpu_to_be16(result),
	};
	struct demos_message *msg = begin(&data, sizeof(data));

	msg->head.from.pid = from;
	msg->head.to.pid = to;
	msg->head.flags = flags;
	end(msg);
}

int main(void)
{
	put_hello();
	put_message();
	put_notice();
	put_control(DEMOS_OP_PAIRS, 0, DEMOS_F_KERNEL, DEMOS_PID(3, 11),
		    DEMOS_PID(4, 12));
	put_control(DEMOS_OP_FORGET, 0, 0, DEMOS_PID_KERNEL(3),
		    DEMOS_PID_KERNEL(4));
	put_control(DEMOS_OP_MIGRATE | DEMOS_OP_ANSWER, DEMOS_EBUSY,
		    DEMOS_F_REPLY, DEMOS_PID_KERNEL(3), DEMOS_PID(4, 12));
	put_ack();
	put_goodbye();
	return 0;
}
