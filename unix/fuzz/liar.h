/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine that lies: a peer of the machine under test. It keeps a session as
 * an honest machine does, so that it knows the truth.
 */
#ifndef FUZZ_LIAR_H
#define FUZZ_LIAR_H

#include <linux/demos.h>
#include <linux/types.h>

#include "core/wire.h"
#include "input.h"
#include "rest.h"

#define MACHINE		2	/* under test */

/* Requests of the machine that are not answered yet; room for one's data */
#define LIAR_REQUESTS	16
#define LIAR_DATA	64

/**
 * struct liar_request - a message of the machine that wants an answer
 * @head: its header
 * @link: its first link
 * @nlinks: how many it had
 * @length: bytes of its data
 * @data: the first of them
 */
struct liar_request {
	struct demos_header head;
	struct demos_link link;
	u32 nlinks;
	u32 length;
	u8 data[LIAR_DATA];
};

/**
 * struct liar - a peer
 * @id: its machine id
 * @fd: its end of the connection, -1: none
 * @rest: the machine's end
 * @incarnation: its own
 * @remote: the machine's, 0: never met
 * @hello: the machine's last greeting on this connection; machine 0: none
 * @up: both have greeted
 * @round: number of the connection
 * @next: number of its next frame
 * @accept: number of the machine's next frame
 * @half_length: bytes in @half
 * @goodbye: the machine has said good-bye
 * @sent: numbers of messages: from each of its processes, to each of the
 *        machine's, by stream
 * @requests: of the machine
 * @first: the oldest of them
 * @count: how many
 * @used: bytes in @bytes
 * @half: rest of a frame that was not sent yet
 * @bytes: received, not a complete frame yet
 */
struct liar {
	u16 id;
	int fd;
	struct rest_socket *rest;
	u64 incarnation;
	u64 remote;
	struct demos_hello hello;
	bool up;
	u32 round;
	u64 next;
	u64 accept;
	u32 half_length;
	bool goodbye;
	u64 sent[4][16][2];
	struct liar_request requests[LIAR_REQUESTS];
	u32 first;
	u32 count;
	u32 used;
	u8 half[DEMOS_WIRE_MAX];
	u8 bytes[2 * DEMOS_WIRE_MAX];
};

/* The lie in a frame that a liar sends */
enum liar_lie {
	LIE_FLIP = 0xf0,	/* a byte of it */
	LIE_SEQ,
	LIE_ACK,
	LIE_HALF,		/* only the first part */
	LIE_TWICE,
	LIE_LENGTH,		/* the frame's */
	LIE_ATTRIBUTE,		/* length of the first attribute */
	LIE_FLAGS,
	LIE_ADDRESS,
	LIE_GROUP,		/* sent together with the next one */
};

/* Called with each packet of move data that answers a kernel's request */
extern void (*liar_packet)(const u8 *data, u32 length);

void liar_init(struct liar *liar, u16 id);
void liar_took(struct liar *liar, int fd);
void liar_close(struct liar *liar);
void liar_leave(struct liar *liar);
void liar_close_left(void);
void liar_read(struct liar *liar);
void liar_send(struct liar *liar, const void *bytes, u32 length);
void liar_flush(struct liar *liar);
void liar_frame(struct liar *liar, u8 *bytes, u32 length, u8 lie,
		struct input *input);
void liar_hello(struct liar *liar, u32 round, bool full, u8 lie,
		struct input *input);
void liar_ack(struct liar *liar, bool goodbye, u8 lie, struct input *input);
void liar_message(struct liar *liar, struct demos_message *msg, u8 lie,
		  struct input *input);
struct liar_request *liar_request(struct liar *liar);

#endif
