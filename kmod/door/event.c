// SPDX-License-Identifier: GPL-2.0
/*
 * Events for the listeners in the namespace. A slow listener may lose some, and
 * learns that from its socket (ENOBUFS).
 */
#include <net/genetlink.h>

#include "door/answer.h"
#include "door/event.h"

/**
 * demos_event_send() - tell listeners of an event
 * @net: network namespace of the machine
 * @event: the event
 *
 * May sleep. Costs next to nothing without listeners.
 */
void demos_event_send(struct net *net, const struct demos_event *event)
{
	struct sk_buff *skb;

	if (!genl_has_listeners(&demos_family, net, DEMOS_GROUP_EVENTS))
		return;
	skb = demos_answer_create(0, 0, DEMOS_CMD_EVENT,
				  nla_total_size_64bit(sizeof(*event)),
				  GFP_KERNEL);
	if (!skb)
		return;
	if (demos_answer_put(skb, DEMOS_A_EVENT, event, sizeof(*event))) {
		nlmsg_free(skb);
		return;
	}
	demos_answer_end(skb);
	genlmsg_multicast_netns(&demos_family, net, skb, 0, DEMOS_GROUP_EVENTS,
				GFP_KERNEL);
}
