/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shares: how much is kept for a machine because of whom. A frame may have
 * messages go to a third machine: one that is forwarded, a notice to who is
 * said to have sent it, an answer over a link that was enclosed. Who sends the
 * frame must not fill our memory that way, nor get in the way of what others
 * send there; nor must who asks for much, and takes nothing.
 */
#ifndef DEMOS_SHARE_H
#define DEMOS_SHARE_H

#include <linux/xarray.h>

#include "core/message.h"

/*
 * Bytes of messages that are kept for a machine because of another one: more
 * than 128 pairs of processes may have on their way through here.
 */
#define DEMOS_SHARE_MOST	0x1400000
/* Because of the machine itself; and of nobody who is known, as ours are */
#define DEMOS_SHARE_SELF	0x2000000

/**
 * struct demos_shares - accounts of what is kept for a machine
 * @machine: its id (invariant)
 * @own: id of the machine that keeps it (invariant)
 * @self: because of the machine itself
 * @ours: because of nobody who is known
 * @along: what processes that move there take along: stays a part of what
 *         stands in queues here
 * @others: because of each other machine, by its id
 */
struct demos_shares {
	u16 machine;
	u16 own;
	struct demos_account self;
	struct demos_account ours;
	struct demos_account along;
	struct xarray others;
};

void demos_shares_init(struct demos_shares *shares, u16 machine, u16 own,
		       struct demos_account *queues);
int demos_share_charge(struct demos_shares *shares, struct demos_message *msg);
void demos_shares_exit(struct demos_shares *shares);

#endif
