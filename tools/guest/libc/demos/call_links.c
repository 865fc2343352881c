// SPDX-License-Identifier: GPL-2.0
#include "kernel.h"

int call_links(const struct demos_call *call, struct demos_message *answer)
{
	struct registers registers;

	PAIR(&registers, 0) = call->link;
	POINTER(&registers, 2) = call->data;
	registers.r[4] = call->length;
	registers.r[5] = call->count;
	if (call->count)
		__set_links(&registers, call->links, call->count, 2);
	POINTER(&registers, 10) = call->buffer;
	registers.r[12] = call->size;
	registers.r[13] = call->limit;
	__sc_call(&registers);
	return __set_message(answer, &registers);
}
