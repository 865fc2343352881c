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
 * demos_message_create_sure() - make an empty message without fail
 * @length: bytes of data, at most DEMOS_DATA_MAX
 *
 * For messages that a kernel owes: notices, answers, the end of a process.
 * May sleep.
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
 * Links that are still enclosed vanish without a notice. To drop a message
 * that nobody will read, call demos_notice_discard() instead.
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
 * demos_messages_blame() - note which machine caused messages to be made
 * @list: messages
 * @last: begin behind this one; @list: begin with the first
 * @cause: demos_message.cause of the message that led to them
 *
 * A message that has a cause already keeps it.
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
 * demos_message_charge() - charge for a message in a queue
 * @msg: the message; an earlier charge ends
 * @account: of the queue's owner; outlives the charge
 */
void demos_message_charge(struct demos_message *msg,
			  struct demos_account *account)
{
	demos_message_uncharge(msg);
	msg->account = account;
	account_add(account, demos_message_size(msg));
}

/**
 * demos_message_uncharge() - stop charging for a message
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
 * The holder of the reply link owes the answer, and nobody else can give it.
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

/**
 * demos_message_answers_packet() - does it answer a packet of a transfer?
 * @msg: any message for the process that began the transfer; hostile
 * @transfer: name of the transfer
 *
 * Return: true if so; the packet may not be one that waits for an answer.
 */
bool demos_message_answers_packet(const struct demos_message *msg,
				  u32 transfer)
{
	const struct demos_op_data *answer = (void *)msg->data;
	u16 op = demos_message_op(msg);

	return msg->head.flags & DEMOS_F_BULK &&
	       msg->length >= sizeof(*answer) &&
	       (op == DEMOS_OP_DATA || op == DEMOS_OP_PUSHED) &&
	       be32_to_cpu(answer->transfer) == transfer;
}

/* A notice that the creator of a link asked for, but does not wait for */
static bool is_minor(const struct demos_message *msg)
{
	const struct demos_notice *notice = (void *)msg->data;

	return msg->head.flags & DEMOS_F_NOTICE &&
	       msg->length == sizeof(*notice) &&
	       be16_to_cpu(notice->flags) & DEMOS_LINK_NOTIFY &&
	       !(be16_to_cpu(notice->flags) & DEMOS_LINK_REPLY);
}

/*
 * From a kernel, to a process's kernel, which needs the process's lock only. A
 * kernel itself hears PROBE in the same way.
 */
static bool is_news(const struct demos_message *msg)
{
	if (!(msg->head.flags & DEMOS_F_KERNEL) || msg->head.number)
		return false;
	switch (demos_message_op(msg)) {
	case DEMOS_OP_PROBE:
		return true;
	case DEMOS_OP_LINK_UPDATE:
	case DEMOS_OP_CREDIT:
	case DEMOS_OP_HOLE:
	case DEMOS_OP_REPORT:
	case DEMOS_OP_HOLDS:
		return !demos_pid_is_kernel(msg->head.to.pid);
	default:
		return false;
	}
}

/**
 * demos_message_kind() - what kind of message is this?
 * @msg: the message; its data may be hostile
 *
 * A process that may duplicate a link with DEMOS_LINK_NOTIFY can cause any
 * number of DEMOS_KIND_MINOR messages, outside of flow control. So they are
 * dropped where they would get in the way of others.
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
 * demos_message_class() - which class does a message belong to?
 * @msg: the message
 *
 * Messages to a process that step 6 sends are in the class of those to
 * kernels: CLEANED, which says that no more follow, must not overtake them.
 * HOLE follows the notice to the sender: if it came first, and the notice were
 * lost with a machine, a filler would hide that a message is missing.
 *
 * Return: its class.
 */
enum demos_class demos_message_class(const struct demos_message *msg)
{
	if (msg->head.flags & DEMOS_F_BULK)
		return DEMOS_CLASS_BULK;
	if (is_news(msg) && demos_message_op(msg) == DEMOS_OP_HOLE)
		return DEMOS_CLASS_PLAIN;
	if (msg->head.flags & DEMOS_F_PENDING || demos_message_is_control(msg))
		return DEMOS_CLASS_CONTROL;
	return DEMOS_CLASS_PLAIN;
}

/**
 * demos_message_by_kernel() - make a message from a kernel
 * @machine: id of the machine whose kernel it is
 * @to: the process, or kernel, it is for
 * @flags: DEMOS_F_*
 * @data: at most DEMOS_DATA_MAX bytes
 * @length: of @data
 * @out: out-queue
 *
 * The message has no number: it is outside the order of any pair.
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
 * demos_message_answer() - make a message from a kernel, sent over a link
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
