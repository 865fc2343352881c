// SPDX-License-Identifier: GPL-2.0
/*
 * Messages: made, addressed and freed.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/message.h"
#include "core/packet.h"

/* Shorter ones are not worth the memory of a packet */
#define PACKET_LEAST	(DEMOS_MOVE_PACKET / 2)

static struct demos_message *create(u32 length, gfp_t gfp)
{
	struct demos_message *msg = NULL;
	bool packet;

	if (length >= PACKET_LEAST && length <= DEMOS_PACKET_DATA)
		msg = demos_packet_alloc(gfp);
	packet = msg;
	if (!msg)
		msg = kvmalloc(struct_size(msg, data, length), gfp);
	if (!msg)
		return NULL;
	memset(msg, 0, sizeof(*msg));
	INIT_LIST_HEAD(&msg->node);
	msg->length = length;
	msg->packet = packet;
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
	if (!msg)
		return;
	demos_message_uncharge(msg);
	if (msg->packet)
		demos_packet_free(msg);
	else
		kvfree(msg);
}

/**
 * demos_messages_destroy - free messages
 * @list: of messages; empty afterwards
 */
void demos_messages_destroy(struct list_head *list)
{
	struct demos_message *msg;
	struct demos_message *next;

	list_for_each_entry_safe(msg, next, list, node) {
		list_del_init(&msg->node);
		demos_message_destroy(msg);
	}
}

/**
 * demos_messages_blame - messages were made because of another one
 * @list: messages
 * @last: those behind this one; @list: all of them
 * @cause: demos_message.cause of the other one
 *
 * One that has a cause of its own keeps it.
 */
void demos_messages_blame(struct list_head *list, struct list_head *last,
			  u16 cause)
{
	struct demos_message *msg;

	for (last = last->next; last != list; last = last->next) {
		msg = list_entry(last, struct demos_message, node);
		if (!msg->cause)
			msg->cause = cause;
	}
}

/**
 * demos_message_size - the memory that a message takes
 * @msg: the message
 *
 * Return: bytes.
 */
u32 demos_message_size(const struct demos_message *msg)
{
	return sizeof(*msg) + msg->length;
}

static void account_add(struct demos_account *account, s64 bytes)
{
	for (; account; account = account->of)
		atomic64_add(bytes, &account->bytes);
}

/**
 * demos_message_charge - a message is in a queue
 * @msg: the message; charged to nobody else any more
 * @account: of whose queue; outlives that
 */
void demos_message_charge(struct demos_message *msg,
			  struct demos_account *account)
{
	demos_message_uncharge(msg);
	msg->account = account;
	account_add(account, demos_message_size(msg));
}

/**
 * demos_message_uncharge - a message is in no queue any more
 * @msg: the message
 */
void demos_message_uncharge(struct demos_message *msg)
{
	account_add(msg->account, -(s64)demos_message_size(msg));
	msg->account = NULL;
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
