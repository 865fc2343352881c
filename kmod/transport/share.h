/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shares: how much memory the messages kept for a machine may take, by the
 * machine that caused them. A frame may cause messages to a third machine: a
 * message that is forwarded, a notice to its alleged sender, an answer over an
 * enclosed link. A sender of frames must not fill our memory that way, nor
 * crowd out messages of others; nor may a peer that requests much and
 * reads nothing.
 */
#ifndef DEMOS_SHARE_H
#define DEMOS_SHARE_H

#include <linux/xarray.h>

#include "core/message.h"

/*
 * Bytes of messages kept for a machine that another one caused: more than 128
 * pairs of processes can have in transit through here.
 */
#define DEMOS_SHARE_MOST	0x1400000
/* Caused by the machine itself, or by no known machine, as our own are */
#define DEMOS_SHARE_SELF	0x2000000

/**
 * struct demos_shares - accounts of the messages kept for a machine
 * @machine: its id (invariant)
 * @own: id of the machine that keeps them (invariant)
 * @self: caused by the machine itself
 * @ours: caused by no known machine
 * @along: messages that processes moving there take along: still part of the
 *         account of queues here
 * @others: caused by each other machine, by its id
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
