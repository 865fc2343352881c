// SPDX-License-Identifier: GPL-2.0
#include "file.h"

int __ask_file(demos_link_t link, unsigned int op, uint32_t offset,
	       void *answer, unsigned int room)
{
	struct demos_message message;
	struct demos_answer *head = answer;
	struct demos_fs_io io;
	int result;

	io.op = op;
	io.reserved = 0;
	io.offset = offset;
	io.length = 0;
	result = call(link, &io, sizeof(io), answer, room, &message);
	if (result)
		return __fail(result);
	drop_links(&message);
	if (message.length < sizeof(*head) ||
	    head->op != (op | DEMOS_OP_ANSWER))
		return __fail(DEMOS_ECALL);
	if (head->result)
		return __fail(head->result);
	return message.length < room ? __fail(DEMOS_ECALL) : 0;
}
