// SPDX-License-Identifier: GPL-2.0
/*
 * Shares: an account for each pair of a machine that messages are kept for
 * and one that has caused them. It lives as long as the former's peer, longer
 * than any message that it is charged with.
 */
#include <linux/errno.h>
#include <linux/slab.h>

#include "message.h"
#include "share.h"

/*
 * Bytes that are kept for a machine, at most. Not all has a cause that is
 * known, and who takes nothing may have asked for much before. Short words of
 * kernels, which somebody may wait for without end, may be as much again.
 */
#define KEPT_MOST	0x2000000
#define SHORT		256

static struct demos_account *share_obtain(struct xarray *shares, u16 cause)
{
	struct demos_account *share = xa_load(shares, cause);
	struct demos_account *old;

	if (share)
		return share;
	share = kzalloc(sizeof(*share), GFP_KERNEL);
	if (!share)
		return NULL;
	old = xa_cmpxchg(shares, cause, NULL, share, GFP_KERNEL);
	if (!old)
		return share;
	kfree(share);
	return xa_is_err(old) ? NULL : old;
}

/**
 * demos_share_charge - a message is to be kept for a machine
 * @shares: of that machine
 * @msg: the message; its cause is charged until it leaves the session
 *
 * May sleep.
 *
 * Return: 0, or -ENOBUFS: the cause has its share already, or no memory.
 */
int demos_share_charge(struct xarray *shares, struct demos_message *msg)
{
	struct demos_account *share;

	if (!msg->cause)
		return 0;
	share = share_obtain(shares, msg->cause);
	if (!share || atomic64_read(&share->bytes) + demos_message_size(msg) >
	    DEMOS_SHARE_MOST)
		return -ENOBUFS;
	demos_message_charge(msg, share);
	return 0;
}

static bool is_short_word(const struct demos_message *msg)
{
	if (msg->length > SHORT)
		return false;
	return msg->head.flags & (DEMOS_F_LAST | DEMOS_F_VOID) ||
	       (demos_pid_is_kernel(msg->head.from.pid) &&
		demos_message_is_control(msg));
}

/**
 * demos_share_may_keep - may one more message be kept for a machine?
 * @msg: the message; not what a process takes along that moves there, which
 *       has the bounds of the queues where it stood
 * @kept: bytes that are kept for it already
 *
 * Return: whether it may, whoever has caused it.
 */
bool demos_share_may_keep(const struct demos_message *msg, u32 kept)
{
	u32 most = is_short_word(msg) ? 2 * KEPT_MOST : KEPT_MOST;

	return kept + demos_message_size(msg) <= most;
}

/**
 * demos_shares_exit - end the shares of a machine
 * @shares: the shares; nothing is charged any more
 */
void demos_shares_exit(struct xarray *shares)
{
	struct demos_account *share;
	unsigned long cause;

	xa_for_each(shares, cause, share)
		kfree(share);
	xa_destroy(shares);
}
