// SPDX-License-Identifier: GPL-2.0
/*
 * A machine that lies: its connection, its session, the frames that it sends.
 * The frames of the machine under test must be right, whatever it was told.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/message.h"
#include "liar.h"

/* Where these are in a frame (core/wire.h) */
#define AT_HEADER	20
#define AT_ATTRS	76

void (*liar_packet)(const u8 *data, u32 length);

/**
 * liar_init() - make a peer that has never met the machine
 * @liar: the peer
 * @id: its machine id
 */
void liar_init(struct liar *liar, u16 id)
{
	memset(liar, 0, offsetof(struct liar, half));
	liar->id = id;
	liar->fd = -1;
	liar->incarnation = 1000ULL << DEMOS_LIFE_SHIFT;
	liar->next = 1;
	liar->accept = 1;
}

/**
 * liar_took() - the machine has taken a connection to this peer
 * @liar: the peer, which has none
 * @fd: its end of it
 */
void liar_took(struct liar *liar, int fd)
{
	liar->fd = fd;
	liar->rest = rest_last();
	liar->up = false;
	liar->goodbye = false;
	liar->hello.machine = 0;
	liar->used = 0;
	liar->half_length = 0;
	liar->count = 0;
}

/**
 * liar_close() - cut the connection
 * @liar: the peer; it need not have one
 */
void liar_close(struct liar *liar)
{
	if (liar->fd < 0)
		return;
	close(liar->fd);
	liar->fd = -1;
	liar->rest->closed = true;
	liar->rest->stalled = false;
	liar->up = false;
}

/* Connections that were left, and the machine's ends of them */
static struct {
	int fd;
	struct rest_socket *rest;
} left[REST_SOCKETS];
static u32 lefts;

/**
 * liar_leave() - let the connection be; it is closed by liar_close_left()
 * @liar: the peer, which has one
 */
void liar_leave(struct liar *liar)
{
	left[lefts].fd = liar->fd;
	left[lefts++].rest = liar->rest;
	liar->fd = -1;
	liar->up = false;
}

/**
 * liar_close_left() - close all connections that were left
 */
void liar_close_left(void)
{
	while (lefts) {
		close(left[--lefts].fd);
		left[lefts].rest->closed = true;
		left[lefts].rest->stalled = false;
	}
}

static void note_request(struct liar *liar, const struct demos_frame *frame)
{
	struct liar_request *request;

	if (liar->count == LIAR_REQUESTS) {
		liar->first++;
		liar->count--;
	}
	request = &liar->requests[(liar->first + liar->count++) %
				  LIAR_REQUESTS];
	request->head = frame->header;
	request->link = frame->links[0];
	request->nlinks = frame->nlinks;
	request->length = frame->length;
	memset(request->data, 0, sizeof(request->data));
	if (frame->length)
		memcpy(request->data, frame->data,
		       min_t(u32, frame->length, LIAR_DATA));
}

/**
 * liar_request() - take the machine's oldest message that was not answered
 * @liar: the peer
 *
 * Return: the message, or NULL.
 */
struct liar_request *liar_request(struct liar *liar)
{
	if (!liar->count)
		return NULL;
	liar->count--;
	return &liar->requests[liar->first++ % LIAR_REQUESTS];
}

/* The numbers of a session that both know, or of a new one */
static void met(struct liar *liar, const struct demos_hello *hello)
{
	liar->hello = *hello;
	if (hello->incarnation != liar->remote) {
		liar->remote = hello->incarnation;
		liar->accept = 1;
		liar->round = 0;
		liar->next = 1;
	}
	if (hello->to_incarnation == liar->incarnation)
		liar->next = hello->accepted;
	else if (hello->to)
		liar->next = 1;
	if (!hello->round)
		return;
	liar->up = true;
	liar->round = hello->round;
}

/* With VERBOSE in the environment: show a frame, to understand an input */
static void show(const struct liar *liar, const char *way, const u8 *bytes,
		 u32 length)
{
	struct demos_frame frame;
	struct demos_why why;

	if (!getenv("VERBOSE"))
		return;
	printf("%u %s: ", liar->id, way);
	if (demos_wire_decode(bytes, length, &frame, &why)) {
		printf("%s\n", why.text);
		return;
	}
	printf("command %u, seq %llu, ack %llu, ", frame.command, frame.seq,
	       frame.ack);
	printf("to %llx, from %llx, flags %#x, ", frame.header.to.pid,
	       frame.header.from.pid, frame.header.flags);
	printf("number %llu, op %d, length %u\n", frame.header.number,
	       frame.length > 1 ? frame.data[0] << 8 | frame.data[1] : 0,
	       frame.length);
}

static void hear(struct liar *liar, const u8 *bytes, u32 length)
{
	struct demos_frame frame;
	struct demos_why why = { .text = NULL };

	show(liar, "hears", bytes, length);

	if (demos_wire_decode(bytes, length, &frame, &why)) {
		fprintf(stderr, "the machine has sent: %s\n", why.text);
		abort();
	}
	switch (frame.command) {
	case DEMOS_CMD_HELLO:
		assert(frame.hello.machine == MACHINE);
		met(liar, &frame.hello);
		break;
	case DEMOS_CMD_MESSAGE:
		assert(!liar->hello.to ||
		       frame.header.to.machine == liar->hello.to);
		if (frame.seq != liar->accept)
			break;
		liar->accept++;
		if (frame.header.flags & DEMOS_F_BULK &&
		    demos_pid_is_kernel(frame.header.to.pid))
			liar_packet(frame.data, frame.length);
		note_request(liar, &frame);
		break;
	case DEMOS_CMD_GOODBYE:
		liar->goodbye = true;
		break;
	}
}

/**
 * liar_read() - read the machine's frames
 * @liar: the peer; it need not have a connection
 */
void liar_read(struct liar *liar)
{
	struct demos_why why;
	u32 at = 0;
	ssize_t got;
	int length;

	if (liar->fd < 0 || liar->rest->stalled)
		return;
	while ((got = recv(liar->fd, liar->bytes + liar->used,
			   sizeof(liar->bytes) - liar->used,
			   MSG_DONTWAIT)) > 0) {
		liar->used += got;
		for (at = 0; liar->used - at >= DEMOS_WIRE_HEADER;
		     at += length) {
			length = demos_wire_length(liar->bytes + at, &why);
			assert(length > 0);
			if ((u32)length > liar->used - at)
				break;
			hear(liar, liar->bytes + at, length);
		}
		liar->used -= at;
		memmove(liar->bytes, liar->bytes + at, liar->used);
	}
	/* The machine has ended the connection */
	if (!got)
		liar_close(liar);
}

/**
 * liar_send() - send bytes
 * @liar: the peer; it need not have a connection
 * @bytes: the bytes
 * @length: their number
 *
 * Those that find no room are not sent, and the connection is cut.
 */
void liar_send(struct liar *liar, const void *bytes, u32 length)
{
	ssize_t sent;

	if (liar->fd < 0)
		return;
	sent = send(liar->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent > 0)
		liar->rest->sent += sent;
	if (sent != (ssize_t)length)
		liar_close(liar);
}

/**
 * liar_flush() - send the rest of a frame
 * @liar: the peer
 */
void liar_flush(struct liar *liar)
{
	u32 length = liar->half_length;

	liar->half_length = 0;
	liar_send(liar, liar->half, length);
}

static void add(u8 *at, u32 size, s8 change)
{
	u64 value = 0;

	memcpy(&value, at, size);
	value += change;
	memcpy(at, &value, size);
}

/* Send a frame in part, and keep the rest */
static void send_part(struct liar *liar, const u8 *bytes, u32 length, u32 part)
{
	liar_send(liar, bytes, part);
	liar->half_length = length - part;
	memcpy(liar->half, bytes + part, length - part);
}

/**
 * liar_frame() - send a frame
 * @liar: the peer
 * @bytes: the frame, right so far; it may be changed
 * @length: its length
 * @lie: enum liar_lie; below LIE_FLIP: none
 * @input: details of the lie
 */
void liar_frame(struct liar *liar, u8 *bytes, u32 length, u8 lie,
		struct input *input)
{
	u32 where;

	liar_flush(liar);
	switch (lie) {
	case LIE_FLIP:
		where = input_u8(input);
		if (length > 256)
			where |= input_u8(input) << 8;
		bytes[where % length] ^= input_u8(input);
		break;
	case LIE_HALF:
		send_part(liar, bytes, length, input_u8(input) % length);
		return;
	case LIE_GROUP:
		send_part(liar, bytes, length, 0);
		return;
	case LIE_TWICE:
		liar_send(liar, bytes, length);
		break;
	case LIE_LENGTH:
		add(bytes, 4, input_u8(input));
		break;
	case LIE_ATTRIBUTE:
		add(bytes + AT_ATTRS, 2, input_u8(input));
		break;
	case LIE_FLAGS:
		bytes[AT_HEADER + offsetof(struct demos_header, flags)] ^=
			input_u8(input);
		break;
	case LIE_ADDRESS:
		where = input_u8(input) % sizeof(struct demos_header);
		bytes[AT_HEADER + where] = input_u8(input);
		break;
	}
	show(liar, liar->fd < 0 ? "cannot say" : "says", bytes, length);
	liar_send(liar, bytes, length);
}

/**
 * liar_hello() - greet
 * @liar: the peer
 * @round: number of the connection, 0: not chosen
 * @full: name the machine and the state of the session with it
 * @lie: as for liar_frame()
 * @input: details of the lie
 */
void liar_hello(struct liar *liar, u32 round, bool full, u8 lie,
		struct input *input)
{
	u8 bytes[DEMOS_WIRE_HEAD_MAX];
	struct demos_hello hello = {
		.magic = DEMOS_HELLO_MAGIC,
		.version = DEMOS_GENL_VERSION,
		.least = DEMOS_GENL_VERSION,
		.machine = liar->id,
		.incarnation = liar->incarnation,
	};

	if (full) {
		hello.to = MACHINE;
		hello.to_incarnation = liar->remote;
		hello.accepted = liar->remote ? liar->accept : 0;
		hello.round = liar->remote ? round : 0;
	}
	if (lie == LIE_SEQ)
		add((u8 *)&hello.accepted, 8, input_u8(input));
	if (lie == LIE_ACK)
		hello.round += (s8)input_u8(input);
	if (lie == LIE_FLAGS)
		add((u8 *)&hello.incarnation, 8, input_u8(input));
	if (lie == LIE_ADDRESS)
		hello.machine = input_u8(input);
	liar_frame(liar, bytes, demos_wire_hello(bytes, &hello), lie, input);
}

static u64 acknowledge(const struct liar *liar, u8 lie, struct input *input)
{
	return liar->accept + (lie == LIE_ACK ? (s8)input_u8(input) : 0);
}

/**
 * liar_ack() - acknowledge the machine's messages
 * @liar: the peer
 * @goodbye: and say good-bye
 * @lie: as for liar_frame()
 * @input: details of the lie
 */
void liar_ack(struct liar *liar, bool goodbye, u8 lie, struct input *input)
{
	u8 bytes[DEMOS_WIRE_HEAD_MAX];
	u64 ack = acknowledge(liar, lie, input);

	liar_frame(liar, bytes, goodbye ? demos_wire_goodbye(bytes, ack) :
		   demos_wire_ack(bytes, ack), lie, input);
}

/**
 * liar_message() - send a message
 * @liar: the peer
 * @msg: it; freed
 * @lie: as for liar_frame()
 * @input: details of the lie
 */
void liar_message(struct liar *liar, struct demos_message *msg, u8 lie,
		  struct input *input)
{
	static u8 bytes[DEMOS_WIRE_MAX + DEMOS_WIRE_HEAD_MAX];
	u64 seq = liar->next;
	u32 length;

	if (lie == LIE_SEQ)
		seq += (s8)input_u8(input);
	else
		liar->next++;
	length = demos_wire_message(bytes, msg, seq,
				    acknowledge(liar, lie, input));
	demos_message_destroy(msg);
	liar_frame(liar, bytes, length, lie, input);
}
