// SPDX-License-Identifier: GPL-2.0
/*
 * Check that an accepted frame, when it is written again, has the same length
 * and is accepted with the same meaning. Ends the program if not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/message.h"
#include "core/wire.h"
#include "wire_check.h"

static u32 write_again(u8 *bytes, const struct demos_frame *frame)
{
	struct demos_message *msg;
	u32 length;

	if (frame->command == DEMOS_CMD_HELLO)
		return demos_wire_hello(bytes, &frame->hello);
	if (frame->command == DEMOS_CMD_ACK)
		return demos_wire_ack(bytes, frame->ack);
	if (frame->command == DEMOS_CMD_GOODBYE)
		return demos_wire_goodbye(bytes, frame->ack);
	msg = demos_message_create(frame->length);
	msg->head = frame->header;
	msg->nlinks = frame->nlinks;
	memcpy(msg->links, frame->links, sizeof(msg->links));
	if (frame->length)
		memcpy(msg->data, frame->data, frame->length);
	length = demos_wire_message(bytes, msg, frame->seq, frame->ack);
	demos_message_destroy(msg);
	return length;
}

/* Compare all but the address of the data */
static bool same(struct demos_frame *a, struct demos_frame *b)
{
	if (a->length && memcmp(a->data, b->data, a->length))
		return false;
	a->data = NULL;
	b->data = NULL;
	return !memcmp(a, b, sizeof(*a));
}

void wire_check(const struct demos_frame *frame, u32 length)
{
	u8 *bytes = malloc(length + DEMOS_WIRE_HEAD_MAX);
	struct demos_frame first, second;
	struct demos_why why;
	u32 again;

	memcpy(&first, frame, sizeof(first));
	again = write_again(bytes, frame);
	/* Options of a HELLO are skipped, and not written again */
	if (again > length ||
	    (again < length && frame->command != DEMOS_CMD_HELLO) ||
	    demos_wire_length(bytes, &why) != (int)again ||
	    demos_wire_decode(bytes, again, &second, &why) ||
	    !same(&first, &second)) {
		printf("a frame changes when it is written again\n");
		abort();
	}
	free(bytes);
}
