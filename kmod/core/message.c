// SPDX-License-Identifier: GPL-2.0
/*
 * Messages: made, addressed, classified and freed.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

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
 * demos_message_create() - make an empty message
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
 * demos_message_create_sure() - make an empty message that must not fail
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
 * demos_message_destroy() - free a message
 * @msg: message, in no list; or NULL
 *
 * Links that are still enclosed go without a notice: whoever drops a message
 * that nobody will read calls demos_notice_discard() instead.
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
 * demos_messages_destroy() - free messages
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
 * demos_messages_blame() - messages were made because of another one
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
 * demos_message_size() - the memory that a message takes
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
 * demos_message_charge() - a message is in a queue
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
 * demos_message_uncharge() - a message is in no queue any more
 * @msg: the message
 */
void demos_message_uncharge(struct demos_message *msg)
{
	account_add(msg->account, -(s64)demos_message_size(msg));
	msg->account = NULL;
}

/**
 * demos_message_address() - address a message by a link
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

/**
 * demos_message_take_reply() - take the reply link out of a request
 * @msg: the request
 * @reply: gets the link
 *
 * Whoever holds the reply link owes the answer, and nobody else can give it.
 *
 * Return: false: the message encloses none.
 */
bool demos_message_take_reply(struct demos_message *msg,
			      struct demos_link *reply)
{
	if (!msg->nlinks || !(msg->links[0].flags & DEMOS_LINK_REPLY))
		return false;
	*reply = msg->links[0];
	msg->nlinks--;
	memmove(&msg->links[0], &msg->links[1],
		msg->nlinks * sizeof(msg->links[0]));
	return true;
}

/**
 * demos_message_op() - the operation that a control message asks for
 * @msg: any message; its data may be hostile
 *
 * Return: enum demos_op, or DEMOS_OP_ANSWER and the operation that it
 * answers; 0: the message is too short to say.
 */
u16 demos_message_op(const struct demos_message *msg)
{
	const struct demos_control *control = (void *)msg->data;

	return msg->length < sizeof(*control) ? 0 : be16_to_cpu(control->op);
}

/* A notice about a link whose creator asked for it, but waits for nothing */
static bool is_minor(const struct demos_message *msg)
{
	const struct demos_notice *notice = (void *)msg->data;

	return msg->head.flags & DEMOS_F_NOTICE &&
	       msg->length == sizeof(*notice) &&
	       be16_to_cpu(notice->flags) & DEMOS_LINK_NOTIFY &&
	       !(be16_to_cpu(notice->flags) & DEMOS_LINK_REPLY);
}

/* A kernel tells a process's kernel something that its lock suffices for */
static bool is_news(const struct demos_message *msg)
{
	u16 op = demos_message_op(msg);

	return msg->head.flags & DEMOS_F_KERNEL && !msg->head.number &&
	       !demos_pid_is_kernel(msg->head.to.pid) &&
	       (op == DEMOS_OP_LINK_UPDATE || op == DEMOS_OP_CREDIT ||
		op == DEMOS_OP_HOLE);
}

/**
 * demos_message_kind() - what is a message to those who find room for it?
 * @msg: the message; its data may be hostile
 *
 * A process that may duplicate a link with DEMOS_LINK_NOTIFY can bring about
 * any number of DEMOS_KIND_MINOR, outside of flow control: they are dropped
 * where they would be in the way of others.
 *
 * Return: its kind.
 */
enum demos_message_kind demos_message_kind(const struct demos_message *msg)
{
	if (msg->head.flags & DEMOS_F_BULK)
		return msg->length >= sizeof(struct demos_op_pull) &&
		       demos_message_op(msg) == DEMOS_OP_PULL ?
		       DEMOS_KIND_PULL : DEMOS_KIND_PACKET;
	if (is_minor(msg))
		return DEMOS_KIND_MINOR;
	if (msg->head.flags & (DEMOS_F_LAST | DEMOS_F_VOID))
		return DEMOS_KIND_WORD;
	if (demos_pid_is_kernel(msg->head.from.pid))
		return is_news(msg) ? DEMOS_KIND_NEWS : DEMOS_KIND_WORD;
	if (demos_message_is_control(msg))
		return DEMOS_KIND_CONTROL;
	return msg->head.flags & DEMOS_F_REPLY ? DEMOS_KIND_ANSWER :
	       DEMOS_KIND_PLAIN;
}

/**
 * demos_message_class() - with what does a message share its turns?
 * @msg: the message
 *
 * What step 6 sends to a process goes with what that process's kernel is told
 * then: the word that nothing more comes must not come first.
 *
 * Return: its class.
 */
enum demos_class demos_message_class(const struct demos_message *msg)
{
	if (msg->head.flags & DEMOS_F_BULK)
		return DEMOS_CLASS_BULK;
	if (msg->head.flags & DEMOS_F_PENDING || demos_message_is_control(msg))
		return DEMOS_CLASS_CONTROL;
	return DEMOS_CLASS_PLAIN;
}

/**
 * demos_message_by_kernel() - a kernel sends something
 * @machine: id of the machine whose kernel it is
 * @to: the process, or kernel, it is for
 * @flags: DEMOS_F_*
 * @data: at most DEMOS_DATA_MAX bytes
 * @length: of @data
 * @out: out-queue
 *
 * The message is outside the order of any pair.
 *
 * Return: the message, on the out-queue, for the caller to add to.
 */
struct demos_message *demos_message_by_kernel(u16 machine,
					      const struct demos_address *to,
					 u32 flags, const void *data,
					 u32 length, struct list_head *out)
{
	struct demos_message *msg = demos_message_create_sure(length);

	msg->head.to = *to;
	msg->head.from.pid = DEMOS_PID_KERNEL(machine);
	msg->head.from.machine = machine;
	msg->head.flags = flags;
	if (length)
		memcpy(msg->data, data, length);
	list_add_tail(&msg->node, out);
	return msg;
}

/**
 * demos_message_answer() - a kernel sends something over a link
 * @machine: id of the machine whose kernel it is
 * @over: the link, taken from a message or kept by the kernel
 * @data: at most DEMOS_DATA_MAX bytes
 * @length: of @data
 * @out: out-queue
 *
 * Return: the message, on the out-queue, for the caller to add to.
 */
struct demos_message *demos_message_answer(u16 machine,
					   const struct demos_link *over,
					 const void *data, u32 length,
					 struct list_head *out)
{
	struct demos_message *msg;

	msg = demos_message_by_kernel(machine, &over->to, 0, data, length, out);
	demos_message_address(msg, over);
	return msg;
}
