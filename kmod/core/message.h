/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A message: a header, up to four links, some data. It belongs to exactly one
 * list or function at a time; a function that consumes it frees it or hands it
 * on.
 */
#ifndef DEMOS_MESSAGE_H
#define DEMOS_MESSAGE_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

/* Kinds of messages: room in queues depends on them (room.c) */
enum demos_message_kind {
	DEMOS_KIND_PLAIN,	/* from a process to a process */
	DEMOS_KIND_ANSWER,	/* the same, over a reply link */
	DEMOS_KIND_CONTROL,	/* from a process to a kernel */
	DEMOS_KIND_WORD,	/* from a kernel: notice, last word, filler */
	DEMOS_KIND_NEWS,	/* from a kernel, to be applied at once */
	DEMOS_KIND_MINOR,	/* a notice that nobody waits for */
	DEMOS_KIND_PULL,	/* requests move data */
	DEMOS_KIND_PACKET	/* carries move data, or acknowledges it */
};

/* A session sends classes in turns; messages of one class stay in order */
enum demos_class {
	DEMOS_CLASS_CONTROL,	/* to kernels, and those that step 6 re-sends */
	DEMOS_CLASS_PLAIN,	/* between processes */
	DEMOS_CLASS_BULK,	/* move data */
	DEMOS_CLASSES
};

/**
 * struct demos_account - memory of the messages in queues
 * @bytes: their memory
 * @of: account that includes this one, NULL: none. A machine's account
 *      includes those of its processes.
 */
struct demos_account {
	atomic64_t bytes;
	struct demos_account *of;
};

/**
 * struct demos_message - a message on its way or in a queue
 * @node: in a queue, an out-queue or a session
 * @head: destination, sender, number, flags, code, channel
 * @length: bytes of @data
 * @nlinks: links enclosed
 * @cause: machine whose frame brought it, or caused it to be made; 0: none
 * @packet: its memory is from demos_packet_alloc()
 * @account: charged for it while it is in a queue, else NULL
 * @links: these links; they are in no table while they are here
 * @data: the data: at most DEMOS_DATA_MAX bytes; with DEMOS_F_BULK a control
 *        message of up to sizeof(struct demos_op_data) + DEMOS_PACKET_MAX
 */
struct demos_message {
	struct list_head node;
	struct demos_header head;
	u32 length;
	u32 nlinks;
	u16 cause;
	bool packet;
	struct demos_account *account;
	struct demos_link links[DEMOS_LINKS_MAX];
	u8 data[];
};

struct demos_message *demos_message_create(u32 length);
struct demos_message *demos_message_create_sure(u32 length);
void demos_message_destroy(struct demos_message *msg);
u32 demos_message_size(const struct demos_message *msg);
void demos_message_charge(struct demos_message *msg,
			  struct demos_account *account);
void demos_message_uncharge(struct demos_message *msg);
void demos_messages_destroy(struct list_head *list);
void demos_messages_blame(struct list_head *list, struct list_head *last,
			  u16 cause);
void demos_message_address(struct demos_message *msg,
			   const struct demos_link *over);

struct demos_message *demos_message_by_kernel(u16 machine,
					      const struct demos_address *to,
					      u32 flags, const void *data,
					      u32 length,
					      struct list_head *out);
struct demos_message *demos_message_answer(u16 machine,
					   const struct demos_link *over,
					   const void *data, u32 length,
					   struct list_head *out);
bool demos_message_answers_packet(const struct demos_message *msg,
				  u32 transfer);
bool demos_message_take_reply(struct demos_message *msg,
			      struct demos_link *reply);
enum demos_message_kind demos_message_kind(const struct demos_message *msg);
enum demos_class demos_message_class(const struct demos_message *msg);
u16 demos_message_op(const struct demos_message *msg);

static inline bool demos_pid_is_kernel(u64 pid)
{
	return !DEMOS_PID_LOCAL(pid);
}

/* The address of a machine's kernel */
static inline struct demos_address demos_kernel_address(u16 machine)
{
	return (struct demos_address) {
		.pid = DEMOS_PID_KERNEL(machine),
		.machine = machine,
	};
}

static inline bool demos_message_is_control(const struct demos_message *msg)
{
	return msg->head.flags & DEMOS_F_KERNEL ||
	       demos_pid_is_kernel(msg->head.to.pid);
}

#endif
