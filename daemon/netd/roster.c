// SPDX-License-Identifier: GPL-2.0
/*
 * Which machines are peers, and by which key: set at the start or later.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "netd/netd.h"

/**
 * netd_find_key() - look up the key of another machine
 * @machine: its id
 *
 * The common key may be that of a pair; then it holds for no other.
 *
 * Return: the key, or NULL: not a peer, or there is none for the two of us.
 */
const struct key *netd_find_key(__u16 machine)
{
	struct peer *peer = peers_find(&netd.peers, machine);
	const struct key *key = &netd.key;

	if (!peer || (!peer->keyed && !netd.keyed))
		return NULL;
	if (peer->keyed)
		key = &peer->key;
	return key_fits(key, machine, netd.peers.self) ? key : NULL;
}

/* Does a connection need no key: do we dial a Unix socket, or listen at one? */
static bool comes_locally(const char *where)
{
	unsigned int i = 0;

	while (i < netd.config.nlisten &&
	       netd.config.listen[i].any.ss_family != AF_UNIX)
		i++;
	return *where ? address_is_local(where) : i < netd.config.nlisten;
}

static int check_new(__u16 machine, const char *where, const char *path,
		     char error[KEY_ERROR])
{
	const struct peer *peer = peers_find(&netd.peers, machine);

	if (machine == netd.peers.self)
		snprintf(error, KEY_ERROR, "machine %u is this machine",
			 machine);
	else if (*where && address_check(where))
		snprintf(error, KEY_ERROR,
			 "'%.200s' is neither an address nor a name, nor like unix:/path",
			 where);
	else if (!*where && machine < netd.peers.self)
		snprintf(error, KEY_ERROR,
			 "machine %u has a lower id than this one, which must dial it: an address is needed",
			 machine);
	else if (netd.config.insecure && *path)
		snprintf(error, KEY_ERROR,
			 "a key cannot be used: this demos-netd is insecure");
	else if (*path && *netd.no_tls)
		snprintf(error, KEY_ERROR, "a key cannot be used: %s",
			 netd.no_tls);
	else if (!netd.config.insecure && !*path && !netd.keyed &&
		 !(peer && peer->keyed) && !comes_locally(where))
		snprintf(error, KEY_ERROR, "there is no key for machine %u",
			 machine);
	else
		return 0;
	return -EINVAL;
}

/* Check the key for a machine; its own, if @path names one, goes to @key */
static int check_key(__u16 machine, const char *path, struct key *key,
		     char error[KEY_ERROR])
{
	const struct peer *peer = peers_find(&netd.peers, machine);
	bool common = netd.keyed && !(peer && peer->keyed);
	const struct key *used = *path ? key : &netd.key;
	int err = *path ? key_read(path, key, error) : 0;

	/* A key of its own was checked when it was added */
	if (err || (!*path && !common) ||
	    key_fits(used, machine, netd.peers.self))
		return err;
	snprintf(error, KEY_ERROR,
		 "key %s is for machines %u and %u, not for %u and %u",
		 *path ? path : netd.config.key, used->low, used->high,
		 machine, netd.peers.self);
	return -EINVAL;
}

/* A connection must not outlive its key */
static void end_connection(__u16 machine)
{
	log_line("machine %u has %s: its connection is cut", machine,
		 netd_find_key(machine) ? "another key" :
		 netd.keyed ? "no key now (the common one is for others)" :
		 "no key now");
	handshakes_void(machine);
	demos_peer_reset(netd.demos, machine);
}

static void give_key(struct peer *peer, const struct key *key, bool new)
{
	const struct key *old = new ? NULL : netd_find_key(peer->machine);
	bool changes = old && memcmp(old, key, sizeof(*key));

	peer->keyed = true;
	peer->key = *key;
	if (changes)
		end_connection(peer->machine);
}

/**
 * netd_drop_key() - a peer has no key of its own any more
 * @machine: its id; the common key holds again, if it fits
 */
void netd_drop_key(__u16 machine)
{
	struct peer *peer = peers_find(&netd.peers, machine);

	if (!peer || !peer->keyed)
		return;
	peer->keyed = false;
	if (!netd.keyed || memcmp(&peer->key, &netd.key, sizeof(netd.key)))
		end_connection(machine);
	explicit_bzero(&peer->key, sizeof(peer->key));
}

/**
 * netd_share_key() - set the common key
 * @key: the key, NULL: there is none
 */
void netd_share_key(const struct key *key)
{
	static const struct key none;
	const struct key *next = key ? key : &none;
	bool changes = netd.keyed &&
		       (!key || memcmp(&netd.key, key, sizeof(*key)));
	struct peer *peer;

	netd.keyed = key;
	netd.key = *next;
	for (peer = netd.peers.first; peer && changes; peer = peer->next) {
		if (!peer->keyed)
			end_connection(peer->machine);
	}
}

/* Why the module refused; who asked knows what was to be done */
static const char *refusal(void)
{
	const char *text = demos_error(netd.demos);
	const char *colon = strstr(text, ": ");

	return colon ? colon + 2 : text;
}

static int enter(__u16 machine, const char *where, const struct key *key,
		 char error[KEY_ERROR])
{
	bool new = !peers_find(&netd.peers, machine);
	int err = demos_peer_add(netd.demos, machine);
	struct peer *peer;

	if (err && err != -EEXIST) {
		snprintf(error, KEY_ERROR, "%s", refusal());
		return err;
	}
	peer = peers_add(&netd.peers, machine, where, demos_clock_ms());
	if (!peer) {
		snprintf(error, KEY_ERROR, "no memory");
		return -ENOMEM;
	}
	if (key)
		give_key(peer, key, new);
	log_line("machine %u is a peer; %s%s", machine,
		 peer->state == PEER_PASSIVE ? "waits for it to dial" :
		 "dials ", peer->state == PEER_PASSIVE ? "" : peer->where);
	return 0;
}

/**
 * netd_add_peer() - add a peer, to get connected with it
 * @machine: its id
 * @where: it listens: address or name; "": not known
 * @key: path of its key file; "": the common key, or the one that it has
 * @error: gets why not
 *
 * If it is a peer already, it gets a new address or key. If the key changes,
 * the connection is cut, to be made again with the new key.
 *
 * Return: 0 or a negative errno.
 */
int netd_add_peer(__u16 machine, const char *where, const char *key,
		  char error[KEY_ERROR])
{
	struct key own = {};
	int err;

	err = netd_check_machine();
	if (err) {
		snprintf(error, KEY_ERROR, "the machine has gone");
		return err;
	}
	err = check_new(machine, where, key, error);
	if (!err)
		err = check_key(machine, key, &own, error);
	if (!err)
		err = enter(machine, where, *key ? &own : NULL, error);
	explicit_bzero(&own, sizeof(own));
	return err;
}

/**
 * netd_forget() - forget a peer that the module has forgotten
 * @peer: the peer; freed. A handshake under way does not let it in, either.
 */
void netd_forget(struct peer *peer)
{
	__u16 machine = peer->machine;

	netd_hang_up(peer);
	peers_remove(&netd.peers, peer);
	handshakes_void(machine);
}

/**
 * netd_look_at() - ask the module about a peer
 * @peer: the peer; freed if the module has forgotten it
 * @info: gets the answer
 *
 * Return: 0; -ENOENT: it is no longer a peer, or we end, as our machine has
 * gone; another negative errno.
 */
int netd_look_at(struct peer *peer, struct demos_peer_info *info)
{
	int err = demos_peer_get(netd.demos, peer->machine, info);

	if (err != -ENOENT && err != -ENONET)
		return err;
	/* If the machine or the module is gone, so are all peers */
	if (netd_check_machine())
		return -ENOENT;
	log_line("machine %u is no longer a peer", peer->machine);
	netd_forget(peer);
	return -ENOENT;
}

/**
 * netd_del_peer() - forget a peer: do not dial it or let it in any more
 * @machine: its id
 * @error: gets why not
 *
 * Return: 0 or a negative errno; -ENOENT: it was not a peer.
 */
int netd_del_peer(__u16 machine, char error[KEY_ERROR])
{
	struct peer *peer = peers_find(&netd.peers, machine);
	int err = demos_peer_del(netd.demos, machine);

	/* The module refuses while a process is moving: nothing changes then */
	if (err && (!peer || err != -ENOENT)) {
		snprintf(error, KEY_ERROR, "%s", refusal());
		return err;
	}
	if (peer) {
		netd_forget(peer);
		log_line("machine %u is no longer a peer, as requested",
			 machine);
	}
	return 0;
}

static void log_found(const struct demos_peer_info *info)
{
	bool connected = info->state == DEMOS_PEER_GREETING ||
			 info->state == DEMOS_PEER_UP;

	if (!peers_find(&netd.peers, info->machine))
		log_line("machine %u is known from before%s; %s",
			 info->machine, connected ? " and connected" : "",
			 "not configured, so not dialled or let in again (demosctl peer del forgets it)");
	else if (connected)
		log_line("machine %u is connected from before, %s",
			 info->machine,
			 "perhaps without a key (demosctl peer reset makes sure)");
}

/**
 * netd_log_found() - log the peers that were there when we started
 *
 * They all stay. The module does not know how a connection was made, nor if
 * demosctl or an earlier configuration added a peer. If we are insecure,
 * any peer is as good as another.
 */
void netd_log_found(void)
{
	struct demos_peer_info *list;
	int i, count;

	if (netd.config.insecure)
		return;
	count = demos_peers(netd.demos, &list);
	if (count < 0) {
		log_line("cannot list the peers known from before: %s",
			 demos_error(netd.demos));
		return;
	}
	for (i = 0; i < count; i++)
		log_found(&list[i]);
	free(list);
}
