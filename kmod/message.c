// SPDX-License-Identifier: GPL-2.0
/*
 * Messages: made, addressed and freed.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "message.h"

static struct demos_message *create(u32 length, gfp_t gfp)
{
	struct demos_message *msg;

	msg = kvmalloc(struct_size(msg, data, length), gfp);
	if (!msg)
		return NULL;
	memset(msg, 0, sizeof(*msg));
	INIT_LIST_HEAD(&msg->node);
	msg->length = length;
	return msg;
}

/**
 * demos_message_create - make an empty message
 * @length: bytes of data that it will hold
 *
 * May sleep. The header is zero, there are no links, the data is for the
 * caller to fill in.
 *
 * Return: the message, which belongs to the caller, or NULL.
 */
struct demos_message *demos_message_create(u32 length)
{
	return create(length, GFP_KERNEL);
}

/**
 * demos_message_create_sure - make an empty message that must not fail
 * @length: bytes of data, at most DEMOS_DATA_MAX
 *
 * For what a kernel owes: notices, answers, the end of a process. May sleep.
 *
 * Return: the message, which belongs to the caller.
 */
struct demos_message *demos_message_create_sure(u32 length)
{
	return create(length, GFP_KERNEL | __GFP_NOFAIL);
}

/**
 * demos_message_destroy - free a message
 * @msg: message, in no list; or NULL
 *
 * Links that are still enclosed go without a notice: whoever drops a message
 * that nobody will read calls demos_route_discard() instead.
 */
void demos_message_destroy(struct demos_message *msg)
{
	kvfree(msg);
}

/**
 * demos_message_address - address a message by a link
 * @msg: the message
 * @over: the link that it is sent over
 */
void demos_message_address(struct demos_message *msg,
			   const struct demos_link *over)
{
	msg->head.to = over->to;
	msg->head.code = over->code;
	msg->head.channel = over->channel;
	if (over->flags & DEMOS_LINK_KERNEL)
		msg->head.flags |= DEMOS_F_KERNEL;
	if (over->flags & DEMOS_LINK_REPLY)
		msg->head.flags |= DEMOS_F_REPLY;
}
