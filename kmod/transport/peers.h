/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Peers: other machines, as this machine's transport sees them. Besides this
 * the other floors include only transport/socket.h.
 *
 * All functions are called from process context and may sleep, but only
 * demos_peers_stop() waits for the network, little more than a second. It and
 * demos_peer_del() cut connections and wait until their threads have ended. So
 * those two, and demos_peers_destroy(), must not be called from within
 * demos_route() or an actor.
 */
#ifndef DEMOS_PEERS_H
#define DEMOS_PEERS_H

#include <linux/types.h>
#include <linux/demos.h>

#include "core/machine.h"

struct demos_peers;
struct net;
struct socket;

struct demos_peers *demos_peers_create(struct demos_machine *machine,
				       struct net *net);
void demos_peers_stop(struct demos_peers *peers);
void demos_peers_destroy(struct demos_peers *peers);

int demos_peer_add(struct demos_peers *peers, u16 id);
int demos_peer_del(struct demos_peers *peers, u16 id);
int demos_peer_connect(struct demos_peers *peers, struct socket *sock, u16 id);
int demos_peer_reset(struct demos_peers *peers, u16 id);
int demos_peer_info(struct demos_peers *peers, u16 after,
		    struct demos_peer_info *info);
bool demos_peer_reachable(struct demos_peers *peers, u16 id);
enum demos_way demos_peer_way(struct demos_peers *peers, u16 id,
			      enum demos_class class);
bool demos_peer_connected(struct demos_peers *peers, u16 id);
u16 demos_peer_after(struct demos_peers *peers, u16 after,
		     enum demos_reach *reach);
u16 demos_peer_gone(struct demos_peers *peers, u16 after);
int demos_peer_xmit(struct demos_peers *peers, u16 id,
		    struct demos_message *msg);

#endif
