// SPDX-License-Identifier: GPL-2.0
/*
 * Shares: an account for each pair of a machine that messages are kept for and
 * one that caused them. It lives as long as the peer of the former, longer than
 * any message that is charged to it.
 */
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/message.h"
#include "transport/share.h"

/* Bytes of data that a short message has at most */
#define SHORT	256

/**
 * demos_shares_init() - begin the shares of a machine, all empty
 * @shares: the shares
 * @machine: its id
 * @own: id of the machine that keeps the messages
 * @queues: account of messages in queues here; outlives the shares
 */
void demos_shares_init(struct demos_shares *shares, u16 machine, u16 own,
		       struct demos_account *queues)
{
	memset(shares, 0, sizeof(*shares));
	shares->machine = machine;
	shares->own = own;
	shares->along.of = queues;
	xa_init(&shares->others);
}

static struct demos_account *other_obtain(struct xarray *others, u16 cause)
{
	struct demos_account *share = xa_load(others, cause);
	struct demos_account *old;

	if (share)
		return share;
	share = kzalloc(sizeof(*share), GFP_KERNEL);
	if (!share)
		return NULL;
	old = xa_cmpxchg(others, cause, NULL, share, GFP_KERNEL);
	if (!old)
		return share;
	kfree(share);
	return xa_is_err(old) ? NULL : old;
}

static struct demos_account *share_obtain(struct demos_shares *shares,
					  u16 cause)
{
	if (!cause)
		return &shares->ours;
	if (cause == shares->machine)
		return &shares->self;
	if (cause == shares->own)
		return &shares->along;
	return other_obtain(&shares->others, cause);
}

/* Would a process wait for it without end if it were dropped? */
static bool is_awaited(const struct demos_message *msg)
{
	switch (demos_message_kind(msg)) {
	case DEMOS_KIND_PULL:
	case DEMOS_KIND_PACKET:
		return true;
	case DEMOS_KIND_WORD:
	case DEMOS_KIND_NEWS:
		return msg->length <= SHORT;
	default:
		return false;
	}
}

static u64 most(const struct demos_shares *shares,
		const struct demos_message *msg)
{
	if (msg->cause == shares->own)
		return U64_MAX;
	if (msg->cause && msg->cause != shares->machine)
		return DEMOS_SHARE_MOST;
	return is_awaited(msg) ? 2 * DEMOS_SHARE_SELF : DEMOS_SHARE_SELF;
}

/**
 * demos_share_charge() - charge a message that will be kept for a machine
 * @shares: of that machine
 * @msg: the message; its cause is charged until it leaves the session
 *
 * Messages that a process waits for may take twice as much, unless a third
 * machine causes them. May sleep.
 *
 * Return: 0, or -ENOBUFS: the cause has its share already, or no memory.
 */
int demos_share_charge(struct demos_shares *shares, struct demos_message *msg)
{
	struct demos_account *share = share_obtain(shares, msg->cause);

	if (!share || atomic64_read(&share->bytes) + demos_message_size(msg) >
	    most(shares, msg))
		return -ENOBUFS;
	demos_message_charge(msg, share);
	return 0;
}

/**
 * demos_shares_exit() - end the shares of a machine
 * @shares: the shares; nothing is charged to them any more
 */
void demos_shares_exit(struct demos_shares *shares)
{
	struct demos_account *share;
	unsigned long cause;

	xa_for_each(&shares->others, cause, share)
		kfree(share);
	xa_destroy(&shares->others);
}
