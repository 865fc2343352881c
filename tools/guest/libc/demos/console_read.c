// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include "../stdio/stream.h"
#include "kernel.h"

/* Of a console that can be read; one that cannot has no input. */
#ifndef DEMOS_CONSOLE_MAX
#define DEMOS_CONSOLE_READ	384
struct demos_console_read {
	__be16 op;
	__be16 size;
} __attribute__((packed));
#endif

#define MOST 256	/* bytes at a time; scanf() leaves little stack */

long __console_read(void *to, size_t size)
{
	union {
		struct demos_console_read request;
		struct demos_answer answer;
		char bytes[sizeof(struct demos_answer) + MOST];
	} data;
	struct demos_message message;

	if (size > MOST)
		size = MOST;
	data.request.op = DEMOS_CONSOLE_READ;
	data.request.size = size;
	if (call(DEMOS_LINK_CONSOLE, &data, sizeof(data.request), &data,
		 sizeof(data), &message))
		return 0;
	drop_links(&message);
	if (message.length < sizeof(data.answer) || data.answer.result) {
		errno = EIO;
		return -1;
	}
	size = message.length - sizeof(data.answer);
	memcpy(to, data.bytes + sizeof(data.answer), size);
	return size;
}
