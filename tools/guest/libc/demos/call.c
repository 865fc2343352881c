// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int call(demos_link_t link, const void *data, unsigned int length, void *buffer,
	 unsigned int size, struct demos_message *answer)
{
	struct demos_call whole;

	whole.link = link;
	whole.data = data;
	whole.length = length;
	whole.count = 0;
	whole.buffer = buffer;
	whole.size = size;
	whole.limit = 0;
	return call_links(&whole, answer);
}
