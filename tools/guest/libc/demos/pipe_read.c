// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include "pipe.h"

/*
 * The pipe that is read: writers that have not ended, by their numbers; and
 * bytes of the last message, of which a part has been read.
 */
static uint32_t writers;
static unsigned char buffer[DEMOS_PIPE_MAX];
static unsigned int at, end;

/* Wait for bytes. Returns 0 at the end or if there are some; else -1. */
static int fill(void)
{
	struct demos_message message;

	at = 0;
	end = 0;
	while (writers && !end) {
		if (receive(&message, buffer, sizeof(buffer),
			    1UL << DEMOS_PIPE_CHANNEL, DEMOS_FOREVER)) {
			errno = EIO;
			return -1;
		}
		if (message.flags & DEMOS_MESSAGE_NOTICE ||
		    (!message.length && !message.count)) {
			if (message.code < DEMOS_PIPE_WRITERS)
				writers &= ~(1UL << message.code);
			continue;
		}
		/* A question whether we live; else it has no links */
		if (message.count)
			answer(&message, NULL, 0);
		drop_links(&message);
		end = message.length;
	}
	return 0;
}

static long pipe_read(void *file, void *to, size_t size)
{
	(void)file;
	if (at == end && fill())
		return -1;
	if (size > end - at)
		size = end - at;
	memcpy(to, buffer + at, size);
	at += size;
	return size;
}

static const struct stream_operations reader = {
	pipe_read, NULL, NULL, NULL
};

const struct stream_operations *__pipe_read_given(unsigned int which,
						  uint32_t number, void **file)
{
	(void)which;
	(void)file;
	writers = number < DEMOS_PIPE_WRITERS ? (1UL << number) - 1 :
						0xffffffffUL;
	return &reader;
}
