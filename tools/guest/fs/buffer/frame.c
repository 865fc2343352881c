// SPDX-License-Identifier: GPL-2.0
/*
 * The cache: frames of eight zones each.
 *
 * A pointer to a block's content stays good until RECENT other frames have been
 * asked for. A frame on its way, or with zones that are not on the disk yet, is
 * never given to other zones.
 */
#include <string.h>
#include "buffer.h"

#define RECENT		8
#define NUMBERS		8192	/* of frames that a disk has, at most */

#define SEGMENT(n) static uint8_t memory##n[8][FRAME_SIZE] \
	__attribute__((section(".seg" #n)))
SEGMENT(4);
SEGMENT(5);
SEGMENT(6);
SEGMENT(7);
SEGMENT(8);
SEGMENT(9);
SEGMENT(10);

struct frame frames[FRAMES];
uint32_t frame_hits, frame_misses;

/* By number: which frame has it, plus 1 */
static uint8_t places[NUMBERS];
static uint32_t stamp = RECENT + 1;

/* Give each frame its memory. */
void frame_init(void)
{
	uint8_t (*const memories[SEGMENTS])[FRAME_SIZE] = {
		memory4, memory5, memory6, memory7, memory8, memory9, memory10,
	};
	int i;

	for (i = 0; i < FRAMES; i++)
		frames[i].bytes = memories[i / 8][i % 8];
}

static int is_dirty(const struct frame *frame)
{
	return frame->dirty[STEP_DATA] | frame->dirty[STEP_INODES] |
		frame->dirty[STEP_FOLDERS] | frame->dirty[STEP_MOVED] |
		frame->written;
}

/* The frame that was not used for the longest time, of those that can go */
static struct frame *find_victim(void)
{
	struct frame *frame, *best = NULL;

	for (frame = frames; frame < frames + FRAMES; frame++) {
		if (!frame->used)
			return frame;
		if (frame->busy || is_dirty(frame) ||
		    frame->stamp + RECENT > stamp)
			continue;
		if (!best || frame->stamp < best->stamp)
			best = frame;
	}
	return best;
}

/* Make room: bring data to the disk; if that is not enough, everything. */
static struct frame *make_room(void)
{
	struct frame *frame;
	int tries;

	for (tries = 0; tries < 4; tries++) {
		disk_wait(NULL);
		frame = find_victim();
		if (frame)
			return frame;
		if (tries ? commit() : commit_step(STEP_DATA))
			break;
		stamp += RECENT;
	}
	return find_victim();
}

/**
 * frame_take() - the frame for a zone, with or without its content
 * @zone: the zone
 *
 * Return: a frame that is not busy; NULL: the disk does not take what is here.
 */
struct frame *frame_take(uint16_t zone)
{
	uint16_t number = zone / FRAME_BLOCKS;
	struct frame *frame;

	if (places[number]) {
		frame = &frames[places[number] - 1];
		if (frame->busy)
			disk_wait(frame);
	} else {
		frame = find_victim();
		if (!frame)
			frame = make_room();
		if (!frame)
			return NULL;
		if (frame->used)
			places[frame->number] = 0;
		frame->used = 1;
		frame->number = number;
		frame->valid = 0;
		places[number] = frame - frames + 1;
	}
	frame->stamp = ++stamp;
	return frame;
}

/**
 * frame_run() - the first zones of a set that are next to each other
 * @mask: the set, not empty
 * @first: the first one of these is written there
 *
 * Return: their set
 */
uint8_t frame_run(uint8_t mask, uint8_t *first)
{
	uint8_t run = 0, bit, i;

	for (i = 0, bit = 1; !(mask & bit); i++)
		bit <<= 1;
	*first = i;
	for (; mask & bit; bit <<= 1)
		run |= bit;
	return run;
}

/* Zones of the frame that the disk has */
static uint8_t existing(const struct frame *frame)
{
	uint16_t left = disk_blocks - frame->number * FRAME_BLOCKS;

	return left >= FRAME_BLOCKS ? 0xff : (1 << left) - 1;
}

/**
 * frame_fill() - get zones of a frame from the disk
 * @frame: a frame that is not busy
 * @mask: which ones are needed; the others come along
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int frame_fill(struct frame *frame, uint8_t mask)
{
	uint8_t first;

	if (!(mask & ~frame->valid)) {
		frame_hits++;
		return 0;
	}
	frame_misses++;
	while (mask & ~frame->valid) {
		disk_read(frame, frame_run(existing(frame) & ~frame->valid,
					   &first));
		disk_wait(frame);
		if (frame->failed)
			return DEMOS_FS_EIO;
	}
	return 0;
}

/**
 * frame_ask() - have the frame of a zone read, and do not wait
 * @zone: the zone
 */
void frame_ask(uint16_t zone)
{
	uint16_t number = zone / FRAME_BLOCKS;
	struct frame *frame;

	if (places[number]) {
		frame = &frames[places[number] - 1];
		if (frame->busy || frame->valid)
			return;
	} else if (!find_victim()) {
		return;
	}
	frame = frame_take(zone);
	frame_misses++;
	disk_read(frame, existing(frame));
}

/**
 * block_get() - the content of a zone
 * @zone: the zone
 *
 * Return: its bytes; NULL: the disk failed.
 */
uint8_t *block_get(uint16_t zone)
{
	struct frame *frame = frame_take(zone);

	if (!frame || frame_fill(frame, 1 << zone % FRAME_BLOCKS))
		return NULL;
	return frame->bytes + zone % FRAME_BLOCKS * FS_BLOCK;
}

/**
 * block_fresh() - a zone whose content on the disk does not matter
 * @zone: the zone
 *
 * Return: its bytes, all 0; NULL: there is no room.
 */
uint8_t *block_fresh(uint16_t zone)
{
	struct frame *frame = frame_take(zone);
	uint8_t *bytes;

	if (!frame)
		return NULL;
	frame->valid |= 1 << zone % FRAME_BLOCKS;
	bytes = frame->bytes + zone % FRAME_BLOCKS * FS_BLOCK;
	memset(bytes, 0, FS_BLOCK);
	return bytes;
}

/**
 * block_dirty() - a zone has been changed, and is to be written
 * @zone: the zone, in the cache
 * @step: in which step
 */
void block_dirty(uint16_t zone, enum step step)
{
	struct frame *frame = &frames[places[zone / FRAME_BLOCKS] - 1];

	frame->dirty[step] |= 1 << zone % FRAME_BLOCKS;
	commit_note();
}

/**
 * block_forget() - a zone has no content any more
 * @zone: the zone
 */
void block_forget(uint16_t zone)
{
	uint8_t place = places[zone / FRAME_BLOCKS];
	uint8_t bit = 1 << zone % FRAME_BLOCKS;
	int step;

	if (!place)
		return;
	for (step = 0; step < STEPS; step++)
		frames[place - 1].dirty[step] &= ~bit;
}
