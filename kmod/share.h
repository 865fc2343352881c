/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shares: how much is kept for a machine because of each other one. A frame
 * may have messages go to a third machine: one that is forwarded, a notice to
 * who is said to have sent it, an answer over a link that was enclosed. Who
 * sends the frame must not fill our memory that way, nor get in the way of
 * what others send there.
 */
#ifndef DEMOS_SHARE_H
#define DEMOS_SHARE_H

#include <linux/xarray.h>

struct demos_message;

/*
 * Bytes of messages that are kept for a machine because of another one: more
 * than 128 pairs of processes may have on their way through here.
 */
#define DEMOS_SHARE_MOST	0x1400000

bool demos_share_may_keep(const struct demos_message *msg, u32 kept);
int demos_share_charge(struct xarray *shares, struct demos_message *msg);
void demos_shares_exit(struct xarray *shares);

#endif
