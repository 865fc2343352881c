// SPDX-License-Identifier: GPL-2.0
/*
 * The configuration. An unknown setting is refused, never ignored: a misspelt
 * "key" must not leave a door open.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/demos_service.h"
#include "lib/demos_text.h"
#include "lib/place.h"
#include "netd/config.h"

static int refuse(struct config *config, const char *what, const char *value,
		  const char *why)
{
	snprintf(config->error, sizeof(config->error), "%s '%.200s': %s", what,
		 value, why);
	return -EINVAL;
}

/*
 * The file may have a setting only once. Return: 0, or -EINVAL; @line is the
 * one that has it.
 */
static int once(struct config *config, const char *name, int *line)
{
	if (!config->line || !*line) {
		*line = config->line;
		return 0;
	}
	snprintf(config->error, sizeof(config->error),
		 "'%.200s' stands in line %d already", name, *line);
	return -EINVAL;
}

/* Where a machine is in the list, or belongs */
static struct config_peer **place(struct config *config, __u16 machine)
{
	struct config_peer **link = &config->peers;

	while (*link && (*link)->machine < machine)
		link = &(*link)->next;
	return link;
}

/**
 * config_keep() - move a machine from another configuration to this one
 * @config: the configuration, which does not name it
 * @peer: the machine; has been taken off its list
 */
void config_keep(struct config *config, struct config_peer *peer)
{
	struct config_peer **link = place(config, peer->machine);

	peer->next = *link;
	*link = peer;
}

static struct config_peer *obtain(struct config *config, __u16 machine)
{
	struct config_peer *peer = *place(config, machine);

	if (peer && peer->machine == machine)
		return peer;
	peer = calloc(1, sizeof(*peer));
	if (!peer)
		return NULL;
	peer->machine = machine;
	config_keep(config, peer);
	return peer;
}

static int set_path(struct config *config, const char *what,
		    char path[CONFIG_PATH], const char *value)
{
	if (*value != '/')
		return refuse(config, what, value, "is not an absolute path");
	if (strlen(value) >= CONFIG_PATH)
		return refuse(config, what, value, "is too long");
	strcpy(path, value);
	return 0;
}

static int set_machine(struct config *config, const char *value)
{
	if (demos_machine_parse(value, &config->machine))
		return refuse(config, "machine", value, "is not a machine id");
	return 0;
}

static int set_insecure(struct config *config, const char *value)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return refuse(config, "insecure", value, "is not yes or no");
	config->insecure = *value == 'y';
	return 0;
}

static int set_listen(struct config *config, const char *value)
{
	if (config->nlisten == CONFIG_LISTEN)
		return refuse(config, "listen", value, "is one too many");
	if (address_parse(value, &config->listen[config->nlisten]))
		return refuse(config, "listen", value,
			      "is not like 192.0.2.3:1983, [2001:db8::3]:1983 or unix:/path");
	config->nlisten++;
	return 0;
}

static int set_renew(struct config *config, const char *value)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(value, &end, 10);
	if (!*value || value[strspn(value, "0123456789")] || errno ||
	    number > (__u32)-1)
		return refuse(config, "renew", value,
			      "is not a number of mebibytes");
	config->renew = number;
	return 0;
}

static int set_tls(struct config *config, const char *value)
{
	static const char *const names[] = {
		[CONFIG_TLS_AUTO] = "auto",
		[CONFIG_TLS_KERNEL] = "kernel",
		[CONFIG_TLS_RELAY] = "relay",
	};
	int tls = CONFIG_TLS_RELAY;

	while (tls >= 0 && strcmp(value, names[tls]))
		tls--;
	if (tls < 0)
		return refuse(config, "tls", value,
			      "is not auto, kernel or relay");
	config->tls = tls;
	return 0;
}

static int set_once(struct config *config, enum config_once which,
		    const char *value)
{
	switch (which) {
	case CONFIG_MACHINE:
		return set_machine(config, value);
	case CONFIG_INSECURE:
		return set_insecure(config, value);
	case CONFIG_SHARED_KEY:
		return set_path(config, "key", config->key, value);
	case CONFIG_CONTROL:
		return set_path(config, "control", config->control, value);
	case CONFIG_TLS:
		return set_tls(config, value);
	default:
		return set_renew(config, value);
	}
}

static int set_netd(struct config *config, const char *name,
		    const char *value)
{
	static const char *const names[CONFIG_ONCE] = {
		[CONFIG_MACHINE] = "machine",
		[CONFIG_INSECURE] = "insecure",
		[CONFIG_SHARED_KEY] = "key",
		[CONFIG_CONTROL] = "control",
		[CONFIG_RENEW_MIB] = "renew",
		[CONFIG_TLS] = "tls",
	};
	unsigned int i = 0;
	int err;

	if (!strcmp(name, "listen"))
		return set_listen(config, value);
	while (i < CONFIG_ONCE && strcmp(name, names[i]))
		i++;
	if (i == CONFIG_ONCE)
		return refuse(config, "setting", name,
			      "is not known in [netd]");
	err = once(config, name, &config->lines[i]);
	return err ? err : set_once(config, i, value);
}

static int set_peer(struct config *config, const char *name,
		    const char *value)
{
	struct config_peer *peer;
	__u16 machine;

	if (demos_machine_parse(name, &machine))
		return refuse(config, "machine", name, "is not a machine id");
	if (*value && address_check(value))
		return refuse(config, "address", value,
			      "is not like host3.example, 192.0.2.3:1983, [2001:db8::3]:1983 or unix:/path");
	peer = obtain(config, machine);
	if (!peer)
		return refuse(config, "machine", name, "no memory");
	if (once(config, name, &peer->where_line))
		return -EINVAL;
	strcpy(peer->where, value);
	return 0;
}

static int set_key(struct config *config, const char *name, const char *value)
{
	struct config_peer *peer;
	__u16 machine;

	if (demos_machine_parse(name, &machine))
		return refuse(config, "machine", name, "is not a machine id");
	peer = obtain(config, machine);
	if (!peer)
		return refuse(config, "machine", name, "no memory");
	if (once(config, name, &peer->key_line))
		return -EINVAL;
	return set_path(config, "key", peer->key, value);
}

/**
 * config_init() - begin with the defaults
 * @config: the configuration
 */
void config_init(struct config *config)
{
	char beside[DEMOS_PLACE_PATH];

	memset(config, 0, sizeof(*config));
	config->renew = CONFIG_RENEW;
	strcpy(config->control, demos_netd_path(beside));
}

/**
 * config_set() - take one setting
 * @config: the configuration; @error says why not
 * @section: netd, peers or keys
 * @name: of the setting
 * @value: what it is set to
 *
 * Return: 0 or -EINVAL.
 */
int config_set(struct config *config, const char *section, const char *name,
	       const char *value)
{
	if (!strcmp(section, "netd"))
		return set_netd(config, name, value);
	if (!strcmp(section, "peers"))
		return set_peer(config, name, value);
	if (!strcmp(section, "keys"))
		return set_key(config, name, value);
	if (!*section)
		return refuse(config, "setting", name,
			      "stands before the first section ([netd], [peers], [keys])");
	return refuse(config, "section", section,
		      "is not known ([netd], [peers], [keys])");
}

/**
 * config_peer() - take a peer of the command line
 * @config: the configuration; @error says why not
 * @text: ID=ADDRESS or ID
 *
 * Return: 0 or -EINVAL.
 */
int config_peer(struct config *config, const char *text)
{
	size_t length = strcspn(text, "=");
	char id[8];

	if (length >= sizeof(id))
		return refuse(config, "peer", text, "is not like 3=192.0.2.3");
	memcpy(id, text, length);
	id[length] = 0;
	return set_peer(config, id, text[length] ? text + length + 1 : "");
}

/**
 * config_has_keys() - is there any key?
 * @config: the configuration
 *
 * Return: true if there is.
 */
bool config_has_keys(const struct config *config)
{
	const struct config_peer *peer = config->peers;

	while (peer && !*peer->key)
		peer = peer->next;
	return *config->key || peer;
}

/* Are there addresses, all of them paths of Unix sockets? */
static bool is_local(const struct config *config)
{
	const struct config_peer *peer;
	unsigned int local = 0, others = 0, i;

	for (i = 0; i < config->nlisten; i++) {
		if (config->listen[i].any.ss_family == AF_UNIX)
			local++;
		else
			others++;
	}
	for (peer = config->peers; peer; peer = peer->next) {
		if (address_is_local(peer->where))
			local++;
		else if (*peer->where)
			others++;
	}
	return local && !others;
}

/**
 * config_check() - is it complete and consistent?
 * @config: the configuration; @error says why not
 *
 * Return: 0 or -EINVAL.
 */
int config_check(struct config *config)
{
	bool keys = config_has_keys(config);

	if (config->insecure && keys)
		snprintf(config->error, sizeof(config->error),
			 "both key and insecure are set: choose one");
	else if (!config->insecure && !keys && !is_local(config))
		snprintf(config->error, sizeof(config->error),
			 "no key is set (demosctl key generate makes one); on a network that you trust, and only there: --insecure");
	else
		return 0;
	return -EINVAL;
}

/**
 * config_clear() - free the memory of a configuration
 * @config: the configuration
 */
void config_clear(struct config *config)
{
	struct config_peer *peer;

	while ((peer = config->peers)) {
		config->peers = peer->next;
		free(peer);
	}
}
