// SPDX-License-Identifier: GPL-2.0
/*
 * The disk interface. Transfers are asked for without waiting: a message with
 * a reply link, whose answer comes on CHANNEL_DISK, and with a link to the
 * frame's memory.
 *
 * If the disk interface ends, this waits for a new one, which opens the same
 * image. All that was not flushed is written again, and reads are repeated.
 */
#include <string.h>
#include "buffer.h"

#define PATIENCE	3000	/* ms to wait for an answer before asking */
#define LIMIT		300	/* of that question, in 10 ms */
#define FLUSH		0xff	/* in codes: no frame */

uint16_t disk_blocks;
uint16_t disk_read_only;
uint32_t disk_written;

static demos_link_t disk;
static uint64_t id;
static uint16_t life;		/* counts disk interfaces, for codes */
static uint16_t in_flight;
static uint16_t flushing;
static uint16_t flushed;	/* result of the last flush */
static uint16_t lost;

/* Ask the disk interface with our name for a link. */
static int ask_for_link(struct demos_disk_info *info)
{
	struct demos_disk_io request;
	struct demos_message message;
	struct demos_call whole;
	demos_link_t name;
	int result = lookup(DEMOS_DISK_NAME, &name);

	if (result)
		return result;
	memset(&request, 0, sizeof(request));
	request.op = DEMOS_DISK_OPEN;
	memset(&whole, 0, sizeof(whole));
	whole.link = name;
	whole.data = &request;
	whole.length = sizeof(request);
	whole.count = 1;
	whole.buffer = info;
	whole.size = sizeof(*info);
	whole.limit = LIMIT;
	result = link_create(&whole.links[0], 0, CHANNEL_ALIVE,
			     DEMOS_LINK_PASS);
	if (!result)
		result = call_links(&whole, &message);
	link_destroy(name);
	if (result)
		return result;
	if (message.length != sizeof(*info) || info->result || !message.count) {
		drop_links(&message);
		return message.length < 4 ? DEMOS_ECALL : info->result;
	}
	disk = message.links[0];
	return 0;
}

/**
 * disk_open() - get the disk
 *
 * Waits until there is one.
 *
 * Return: 0, or DEMOS_FS_EIO: it is another one than before
 */
int disk_open(void)
{
	struct demos_disk_info info;
	int result, said = 0;

	while ((result = ask_for_link(&info))) {
		if (result != said)
			say("waiting for the disk", result);
		said = result;
		pause_ms(200);
	}
	if (id && id != info.id)
		say("the disk is back", 0);
	id = info.id;
	life++;
	if (disk_blocks && disk_blocks != info.blocks)
		return DEMOS_FS_EIO;
	disk_blocks = info.blocks > 0xffff ? 0xffff : info.blocks;
	disk_read_only = !!(info.flags & DEMOS_DISK_READ_ONLY);
	return 0;
}

/* Send a request whose answer comes later. */
static void start(unsigned int op, struct frame *frame, uint8_t mask)
{
	static struct demos_disk_io request;
	static demos_link_t links[2];
	unsigned int flags, count = 0;
	uint8_t code = FLUSH, first;

	request.op = op;
	request.count = 0;
	request.block = 0;
	if (frame) {
		code = frame - frames;
		frame_run(mask, &first);
		for (; mask; mask &= mask - 1)
			request.count++;
		request.block = frame->number * FRAME_BLOCKS + first;
		flags = op == DEMOS_DISK_READ ? DEMOS_LINK_WRITE :
						DEMOS_LINK_READ;
		if (link_create_area(&links[1], 0, CHANNEL_DISK,
				     flags | DEMOS_LINK_PASS,
				     frame->bytes + first * FS_BLOCK,
				     request.count * FS_BLOCK)) {
			lost = 1;
			return;
		}
		count = 1;
	}
	if (link_create(&links[0], (uint32_t)life << 8 | code, CHANNEL_DISK,
			DEMOS_LINK_PASS | DEMOS_LINK_REPLY))
		lost = 1;
	else if (send_links(disk, &request, sizeof(request), links, count + 1))
		lost = 1;
	else
		in_flight++;
}

static void begin(unsigned int op, struct frame *frame, uint8_t mask,
		  enum busy busy)
{
	frame->moving = mask;
	frame->busy = busy;
	frame->failed = 0;
	start(op, frame, mask);
}

/**
 * disk_read() - have zones of a frame read
 * @frame: a frame that is not busy; it is until they are there
 * @mask: which, next to each other
 */
void disk_read(struct frame *frame, uint8_t mask)
{
	begin(DEMOS_DISK_READ, frame, mask, BUSY_READ);
}

/**
 * disk_write() - have zones of a frame written
 * @frame: a frame that is not busy; it is until they are written
 * @mask: which, next to each other
 */
void disk_write(struct frame *frame, uint8_t mask)
{
	uint8_t left;

	frame->written |= mask;
	for (left = mask; left; left &= left - 1)
		disk_written++;
	begin(DEMOS_DISK_WRITE, frame, mask, BUSY_WRITE);
}

static void finish(struct frame *frame, int result)
{
	if (!frame->busy)
		return;
	if (!result && frame->busy == BUSY_READ)
		frame->valid |= frame->moving;
	frame->failed = result;
	frame->busy = BUSY_NOT;
}

/**
 * disk_received() - take a message of CHANNEL_DISK
 * @message: an answer; or a notice: the disk interface has ended
 * @data: its data
 */
void disk_received(const struct demos_message *message, const void *data)
{
	const struct demos_answer *said = data;
	uint8_t code = message->code;

	if (message->code >> 8 != life || !in_flight)
		return;
	in_flight--;
	if (message->flags & DEMOS_MESSAGE_NOTICE ||
	    message->length < sizeof(*said)) {
		lost = 1;
	} else if (code == FLUSH) {
		flushed = said->result;
		flushing = 0;
	} else if (code < FRAMES) {
		finish(&frames[code], said->result);
	}
}

/* Has another disk interface taken the place of ours? */
static void look_for_another(void)
{
	struct demos_disk_info info;

	if (!ask_for_link(&info)) {
		link_destroy(disk);	/* until it is opened for good */
		lost = 1;
	}
}

/* Open the disk that follows, and repeat what was on its way. */
static void begin_again(void)
{
	struct frame *frame;

	do {
		lost = 0;
		in_flight = 0;
		link_destroy(disk);
		disk_open();
		commit_again();
		if (flushing)
			start(DEMOS_DISK_FLUSH, NULL, 0);
		for (frame = frames; frame < frames + FRAMES; frame++) {
			if (frame->busy == BUSY_READ)
				start(DEMOS_DISK_READ, frame, frame->moving);
			else
				frame->busy = BUSY_NOT;
		}
	} while (lost);
}

static int is_over(const struct frame *frame)
{
	return frame ? !frame->busy : !in_flight;
}

/**
 * disk_wait() - wait until a transfer is over
 * @frame: of this frame; NULL: all transfers
 */
void disk_wait(struct frame *frame)
{
	struct demos_message message;
	union {
		struct demos_answer answer;
		struct demos_notice notice;
	} data;
	int result;

	while (lost || !is_over(frame)) {
		if (lost) {
			begin_again();
			continue;
		}
		result = receive(&message, &data, sizeof(data),
				 1UL << CHANNEL_DISK, PATIENCE);
		if (result == DEMOS_ETIME) {
			look_for_another();
		} else if (!result) {
			disk_received(&message, &data);
			drop_links(&message);
		}
	}
}

/**
 * disk_flush() - wait until all that was written is on the medium
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int disk_flush(void)
{
	flushing = 1;
	flushed = 0;
	start(DEMOS_DISK_FLUSH, NULL, 0);
	disk_wait(NULL);
	return flushed ? DEMOS_FS_EIO : 0;
}
