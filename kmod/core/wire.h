/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Frames between machines: a netlink message header, a generic netlink
 * header, struct demos_header, attributes (Documentation/protocol.rst). A
 * frame is checked completely, once, before any of it is used.
 *
 *	 0                   1                   2                   3
 *	+-------------------------------+---------------+---------------+
 *	| nlmsg_len                     | type DS       | flags 0       |
 *	+-------------------------------+---------------+---------------+
 *	| nlmsg_seq 0                   | nlmsg_pid 0                   |
 *	+-------+-------+---------------+-------------------------------+
 *	| cmd   | ver 1 | reserved 0    | struct demos_header, 56 bytes |
 *	+-------+-------+---------------+                               |
 *	:                                                               :
 *	+---------------+---------------+-------------------------------+
 *	| nla_len       | nla_type      | payload, zeros to 4 bytes ... |
 *	+---------------+---------------+-------------------------------+
 *
 * Host byte order, no alignment beyond 4 bytes. HELLO, ACK and GOODBYE have an
 * empty header and one attribute; a MESSAGE has SEQ, ACK, a LINK_BODY for each
 * enclosed link, and DATA if there is any. DATA is written last, so that it
 * can be sent from where it is.
 *
 * Pure: no kernel calls, so that it runs in user space under a fuzzer.
 */
#ifndef DEMOS_WIRE_H
#define DEMOS_WIRE_H

#include <linux/types.h>
#include <linux/demos.h>

struct demos_message;

/* nlmsg_type of every frame; no kernel assigns it to a netlink family */
#define DEMOS_WIRE_TYPE		0x4453

/* The longest frame: a packet of move data, and all that surrounds it */
#define DEMOS_WIRE_MAX		(DEMOS_PACKET_MAX + 1024)
#define DEMOS_WIRE_HEADER	16	/* enough to know its length */
#define DEMOS_WIRE_HEAD_MAX	256	/* the longest frame without its data */

/* Attributes of HELLO from this type on need not be understood */
#define DEMOS_WIRE_OPTION	0x1000

/**
 * struct demos_why - why a frame is refused
 * @counter: DEMOS_C_REFUSED_*
 * @text: what is wrong with it, for debugging
 */
struct demos_why {
	enum demos_counter counter;
	const char *text;
};

/**
 * struct demos_frame - a frame, taken apart
 * @command: DEMOS_CMD_HELLO, DEMOS_CMD_MESSAGE, DEMOS_CMD_ACK or
 *           DEMOS_CMD_GOODBYE
 * @header: the family header
 * @hello: HELLO only
 * @seq: MESSAGE only: its number in the session
 * @ack: all but HELLO: the sender has accepted all frames below it
 * @data: MESSAGE: points into the bytes of the frame, or NULL
 * @length: bytes at @data
 * @nlinks: links enclosed
 * @links: these links
 */
struct demos_frame {
	u8 command;
	struct demos_header header;
	struct demos_hello hello;
	u64 seq;
	u64 ack;
	const u8 *data;
	u32 length;
	u32 nlinks;
	struct demos_link links[DEMOS_LINKS_MAX];
};

bool demos_wire_sender_ok(const struct demos_header *head, u16 here, u16 peer);
int demos_wire_length(const u8 *bytes, struct demos_why *why);
int demos_wire_decode(const u8 *bytes, u32 length, struct demos_frame *frame,
		      struct demos_why *why);
struct demos_message *demos_wire_take(const struct demos_frame *frame);
u32 demos_wire_size(const struct demos_message *msg);
u32 demos_wire_head(u8 *bytes, const struct demos_message *msg, u64 seq,
		    u64 ack);
u32 demos_wire_message(u8 *bytes, const struct demos_message *msg, u64 seq,
		       u64 ack);
u32 demos_wire_hello(u8 *bytes, const struct demos_hello *hello);
u32 demos_wire_ack(u8 *bytes, u64 ack);
u32 demos_wire_goodbye(u8 *bytes, u64 ack);

/* Zeros that follow @length bytes of data in a frame */
static inline u32 demos_wire_pad(u32 length)
{
	return -length & 3;
}

#endif
