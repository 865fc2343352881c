/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events for operators, sent to the netlink family's multicast group.
 */
#ifndef DEMOS_EVENT_H
#define DEMOS_EVENT_H

#include <linux/demos.h>

struct net;

void demos_event_send(struct net *net, const struct demos_event *event);

#endif
