// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the configuration again while we run: the peers, their addresses and
 * keys. It leaves alone what has not changed, and peers added by demosctl.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/log.h"
#include "netd/netd.h"

static const struct config_peer *find(const struct config *config,
				      __u16 machine)
{
	const struct config_peer *peer = config->peers;

	while (peer && peer->machine != machine)
		peer = peer->next;
	return peer;
}

/* Drop what the old configuration has and the new one lacks */
static void take_back(const struct config *fresh)
{
	const struct config_peer *peer, *now;
	char error[KEY_ERROR];

	for (peer = netd.config.peers; peer; peer = peer->next) {
		now = find(fresh, peer->machine);
		if (now && *peer->key && !*now->key)
			netd_drop_key(peer->machine);
		if (!now && peer->machine != netd.peers.self &&
		    netd_del_peer(peer->machine, error))
			log_line("peer %u: %s%s", peer->machine, error,
				 peers_find(&netd.peers, peer->machine) ?
				 "; it stays until the next reload" : "");
	}
}

/*
 * A peer that the module did not forget is still a peer, but was not added by
 * demosctl. Keep it in the configuration: the next reload drops it.
 */
static void keep(struct config *old)
{
	struct config_peer **link = &old->peers;
	struct config_peer *peer;

	while ((peer = *link)) {
		if (find(&netd.config, peer->machine) ||
		    !peers_find(&netd.peers, peer->machine)) {
			link = &peer->next;
			continue;
		}
		*link = peer->next;
		config_keep(&netd.config, peer);
	}
}

static void take(const struct config *fresh)
{
	const struct config_peer *peer;
	char error[KEY_ERROR];

	for (peer = fresh->peers; peer; peer = peer->next) {
		if (peer->machine != netd.peers.self &&
		    netd_add_peer(peer->machine, peer->where, peer->key,
				  error))
			log_line("peer %u: %s", peer->machine, error);
	}
}

/* Afterwards @fresh has the old peers, to be freed */
static void swap(struct config *fresh)
{
	struct config_peer *peers = fresh->peers;

	fresh->peers = netd.config.peers;
	netd.config.peers = peers;
	strcpy(netd.config.key, fresh->key);
	netd.config.renew = fresh->renew;
}

/* What only a restart applies must not be passed over in silence */
static void warn(const struct config *fresh)
{
	if (fresh->machine && fresh->machine != netd.peers.self)
		log_line("this is machine %u, but should be %u: it stays",
			 netd.peers.self, fresh->machine);
	if (strcmp(fresh->control, netd.config.control))
		log_line("a change of control needs a restart");
	if (fresh->nlisten != netd.config.nlisten ||
	    memcmp(fresh->listen, netd.config.listen, sizeof(fresh->listen)))
		log_line("a change of listen needs a restart");
	if (fresh->tls != netd.config.tls)
		log_line("a change of tls needs a restart");
}

static int check(struct config *fresh, struct key *key)
{
	char error[KEY_ERROR] = "a change of insecure needs a restart";
	int err = options_again(fresh);

	if (err) {
		log_line("%s; nothing is changed", fresh->error);
		return err;
	}
	err = fresh->insecure != netd.config.insecure;
	if (!err && *netd.no_tls && config_has_keys(fresh)) {
		snprintf(error, sizeof(error), "a key cannot be used: %s",
			 netd.no_tls);
		err = -EINVAL;
	}
	if (!err && *fresh->key)
		err = key_read(fresh->key, key, error);
	if (err)
		log_line("%s; nothing is changed", error);
	return err;
}

/**
 * netd_reload() - read the configuration again: peers, keys, renew
 *
 * If there is a mistake in it, or the common key cannot be read, nothing is
 * changed. A peer that cannot be added is logged.
 */
void netd_reload(void)
{
	struct config fresh;
	struct key key = {};

	log_line("reading the configuration again");
	if (!check(&fresh, &key) && !netd_check_machine()) {
		netd_share_key(*fresh.key ? &key : NULL);
		warn(&fresh);
		take_back(&fresh);
		swap(&fresh);
		take(&netd.config);
		keep(&fresh);
	}
	explicit_bzero(&key, sizeof(key));
	config_clear(&fresh);
}
