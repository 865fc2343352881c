// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include "../stdlib/process.h"
#include "pipe.h"

int __pipe_reported;

static int is_broken(int result)
{
	return result == DEMOS_EDEAD || result == DEMOS_EDESTROYED ||
	       result == DEMOS_EUNKNOWN;
}

static int ask(demos_link_t link, const void *from, unsigned int size)
{
	struct demos_message message;
	unsigned char nothing[sizeof(struct demos_notice)];
	int result = call(link, from, size, nothing, sizeof(nothing),
			  &message);

	if (!result)
		drop_links(&message);
	return result;
}

static long pipe_write(void *file, const void *from, size_t size)
{
	struct pipe_writer *pipe = file;
	int result;

	if (size > DEMOS_PIPE_MAX)
		size = DEMOS_PIPE_MAX;
	if (++pipe->sent < PIPE_ASKS) {
		result = send(pipe->link, from, size);
	} else {
		pipe->sent = 0;
		result = ask(pipe->link, from, size);
	}
	if (!result)
		return size;
	if (is_broken(result) && !__pipe_reported)
		__process_exit(PIPE_STATUS);
	errno = is_broken(result) ? EPIPE : EIO;
	return -1;
}

static int pipe_close(void *file)
{
	struct pipe_writer *pipe = file;
	demos_link_t link = pipe->link;

	if (!link)
		return 0;
	pipe->link = 0;
	send(link, NULL, 0);
	link_destroy(link);
	return 0;
}

const struct stream_operations __pipe_writer = {
	NULL, pipe_write, NULL, pipe_close
};
