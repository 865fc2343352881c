// SPDX-License-Identifier: GPL-2.0
/*
 * The order of writing (Documentation/files.rst). Each step ends with a flush,
 * so what it wrote is on the medium before the next one begins.
 *
 * After the last step, names that were taken out of folders are gone from the
 * medium. Only then are their inodes told, and only then are freed zones free.
 */
#include <stddef.h>
#include "buffer.h"

#define AGE		3000	/* ms that a change may wait */
#define QUIET		1000	/* ms of quiet until the disk is marked clean */

/* The step whose zones are written at the moment */
static enum step current;
static uint8_t repeat;

/* When the first change was made that is not on the disk; 0: there is none */
static uint64_t since;
static uint8_t failing;

/**
 * commit_again() - the disk may have lost what it has not flushed
 */
void commit_again(void)
{
	struct frame *frame;

	for (frame = frames; frame < frames + FRAMES; frame++) {
		frame->dirty[current] |= frame->written;
		frame->written = 0;
	}
	repeat = 1;
}

/**
 * commit_note() - something has been changed
 */
void commit_note(void)
{
	if (!since)
		since = now();
}

/* Write all zones of the step. Return: whether there were any. */
static int write_all(void)
{
	struct frame *frame;
	uint8_t first, run;
	int any = 0;

	for (frame = frames; frame < frames + FRAMES; frame++) {
		while (frame->dirty[current]) {
			if (frame->busy)
				disk_wait(frame);
			run = frame_run(frame->dirty[current], &first);
			frame->dirty[current] &= ~run;
			disk_write(frame, run);
			any = 1;
		}
		any |= frame->written;
	}
	disk_wait(NULL);
	return any;
}

/* After a flush; what could not be written is dirty again. */
static int settle(int result)
{
	struct frame *frame;

	for (frame = frames; frame < frames + FRAMES; frame++) {
		if (frame->written && (result || frame->failed)) {
			frame->dirty[current] |= frame->written;
			result = DEMOS_FS_EIO;
		}
		frame->written = 0;
		frame->failed = 0;
	}
	return result;
}

static int write_and_flush(void)
{
	int result = 0;

	do {
		repeat = 0;
		if (write_all())
			result = disk_flush();
	} while (repeat);
	return settle(result);
}

/**
 * commit_step() - write all zones of a step, and flush
 * @step: the step
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int commit_step(enum step step)
{
	int result = super_is_clean ? super_mark(0) : 0;

	if (result)
		return result;
	current = step;
	result = write_and_flush();
	current = STEP_DATA;
	return result;
}

/**
 * commit_zone() - write one zone
 * @zone: the zone, in the cache
 * @flush: and wait until it is on the medium
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int commit_zone(uint16_t zone, int flush)
{
	int result = super_is_clean ? super_mark(0) : 0;
	struct frame *frame;

	if (result)
		return result;
	frame = frame_take(zone);
	if (!frame)
		return DEMOS_FS_EIO;
	do {
		repeat = 0;
		disk_write(frame, 1 << zone % FRAME_BLOCKS);
		disk_wait(frame);
		if (frame->failed)
			return DEMOS_FS_EIO;
		result = flush ? disk_flush() : 0;
	} while (repeat);
	return result;
}

static int step_has_dirt(int step)
{
	struct frame *frame;

	for (frame = frames; frame < frames + FRAMES; frame++) {
		if (frame->dirty[step])
			return 1;
	}
	return 0;
}

static int is_dirty(void)
{
	int step;

	for (step = 0; step < STEPS; step++) {
		if (step_has_dirt(step))
			return 1;
	}
	return inode_pending() || zone_pending();
}

/**
 * commit() - bring all changes to the medium, in their order
 *
 * Return: 0 or DEMOS_FS_EIO; then they stay, to be tried again
 */
int commit(void)
{
	int step, result = 0;

	since = 0;
	for (step = 0; step < STEPS && !result; step++) {
		if (step_has_dirt(step))
			result = commit_step(step);
	}
	if (!result)
		result = inode_settle_all();
	if (!result)
		result = zone_settle();
	if (result) {
		commit_note();
		if (!failing)
			say("the disk fails; trying again", result);
	}
	failing = !!result;
	return result;
}

/**
 * commit_all() - commit until nothing is left, and mark the disk as clean
 *
 * Return: 0 or DEMOS_FS_EIO
 */
int commit_all(void)
{
	int result;

	do {
		result = commit();
	} while (!result && is_dirty());
	if (!result && !super_is_clean)
		result = super_mark(1);
	return result;
}

/**
 * commit_patience() - how long may the next message be waited for?
 *
 * Return: ms
 */
uint32_t commit_patience(void)
{
	if (since)
		return AGE;
	return super_is_clean ? DEMOS_FOREVER : QUIET;
}

/**
 * commit_wanted() - is it time for a commit?
 *
 * The clock may jump when the process moves.
 */
int commit_wanted(void)
{
	uint64_t time;

	if (!since)
		return 0;
	time = now();
	return time < since || time - since > AGE * 1000000ULL;
}
