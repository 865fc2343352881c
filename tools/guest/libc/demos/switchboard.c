// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <string.h>
#include "kernel.h"

int __switchboard(unsigned int op, const char *name, unsigned int wait,
		  demos_link_t give, demos_link_t *got)
{
	union {
		struct demos_sb_request request;
		struct demos_answer answer;
	} data;
	struct demos_message message;
	struct demos_call whole;
	int result;

	if (strlen(name) >= sizeof(data.request.name))
		return DEMOS_ESIZE;
	memset(&data, 0, sizeof(data));
	data.request.op = op;
	data.request.wait = wait;
	strcpy(data.request.name, name);
	whole.link = DEMOS_LINK_SWITCHBOARD;
	whole.data = &data;
	whole.length = sizeof(data.request);
	whole.count = give != 0;
	whole.links[0] = give;
	whole.buffer = &data;
	whole.size = sizeof(data);
	whole.limit = 0;
	result = call_links(&whole, &message);
	if (result)
		return result;
	if (message.length < sizeof(data.answer))
		return DEMOS_ECALL;
	if (!data.answer.result && got) {
		if (!message.count)
			return DEMOS_ENOLINK;
		*got = message.links[0];
	}
	return data.answer.result;
}
