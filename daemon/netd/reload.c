// SPDX-License-Identifier: GPL-2.0
/*
 * The configuration is read again while we run: who is a peer, where, by
 * which key. What has not changed is left alone, and so are peers that
 * demosctl has added.
 */
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

/* What the old one says and the new one does not */
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
 * Who is a peer still, as the module would not forget it, has not been added
 * by demosctl: it is taken back the next time.
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

/* Afterwards @fresh has what is to be freed */
static void swap(struct config *fresh)
{
	struct config_peer *peers = fresh->peers;

	fresh->peers = netd.config.peers;
	netd.config.peers = peers;
	strcpy(netd.config.key, fresh->key);
	netd.config.renew = fresh->renew;
}

static int check(struct config *fresh, struct key *key)
{
	char error[KEY_ERROR] = "insecure or not: that needs a restart";
	int err = options_again(fresh);

	if (err) {
		log_line("%s; nothing is changed", fresh->error);
		return err;
	}
	err = fresh->insecure != netd.config.insecure;
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
 * changed. A peer that cannot be taken is told of in the log.
 */
void netd_reload(void)
{
	struct config fresh;
	struct key key = {};

	log_line("reads the configuration again");
	if (!check(&fresh, &key) && !netd_check_machine()) {
		netd_share_key(*fresh.key ? &key : NULL);
		take_back(&fresh);
		swap(&fresh);
		take(&netd.config);
		keep(&fresh);
	}
	explicit_bzero(&key, sizeof(key));
	config_clear(&fresh);
}
