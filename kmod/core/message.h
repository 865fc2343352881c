/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A message: a header, up to four links, some data. It belongs to exactly
 * one list or function at a time; whoever consumes it frees it or hands it on.
 */
#ifndef DEMOS_MESSAGE_H
#define DEMOS_MESSAGE_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/demos.h>

/**
 * struct demos_account - memory of the messages in queues
 * @bytes: of a process, or of a whole machine
 * @of: what it is a part of: of a process, the account of its machine
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
 * @cause: machine whose frame brought it, or had it made; 0: none
 * @packet: its memory is demos_packet_alloc()'s
 * @account: charged for it while it is in a queue, else NULL
 * @links: these links; they are in no table while they are here
 * @data: the data, at most DEMOS_DATA_MAX bytes, or a control message of up
 *        to sizeof(struct demos_op_data) + DEMOS_PACKET_MAX bytes if
 *        DEMOS_F_BULK
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

static inline bool demos_message_is_control(const struct demos_message *msg)
{
	return msg->head.flags & DEMOS_F_KERNEL ||
	       !DEMOS_PID_LOCAL(msg->head.to.pid);
}

static inline bool demos_pid_is_kernel(u64 pid)
{
	return !DEMOS_PID_LOCAL(pid);
}

#endif
