// SPDX-License-Identifier: GPL-2.0
/*
 * The configuration. An unknown setting is refused, never ignored: a misspelt
 * "key" must not leave a door open.
 */
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/demos_service.h"
#include "lib/demos_text.h"
#include "netd/config.h"

static int refuse(struct config *config, const char *what, const char *value,
		  const char *why)
{
	snprintf(config->error, sizeof(config->error), "%s '%.200s': %s", what,
		 value, why);
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
			      "is not like 192.0.2.3:1983 or [2001:db8::3]:1983");
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

static int set_netd(struct config *config, const char *name,
		    const char *value)
{
	if (!strcmp(name, "machine"))
		return set_machine(config, value);
	if (!strcmp(name, "insecure"))
		return set_insecure(config, value);
	if (!strcmp(name, "listen"))
		return set_listen(config, value);
	if (!strcmp(name, "renew"))
		return set_renew(config, value);
	if (!strcmp(name, "key"))
		return set_path(config, "key", config->key, value);
	if (!strcmp(name, "control"))
		return set_path(config, "control", config->control, value);
	return refuse(config, "setting", name, "is not known in [netd]");
}

static int set_peer(struct config *config, const char *name,
		    const char *value)
{
	char host[ADDRESS_HOST], port[8];
	struct config_peer *peer;
	__u16 machine;

	if (demos_machine_parse(name, &machine))
		return refuse(config, "machine", name, "is not a machine id");
	if (*value && address_split(value, host, port))
		return refuse(config, "address", value,
			      "is not like host3.example, 192.0.2.3:1983 or [2001:db8::3]:1983");
	peer = obtain(config, machine);
	if (!peer)
		return refuse(config, "machine", name, "no memory");
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
	return set_path(config, "key", peer->key, value);
}

/**
 * config_init() - begin with the defaults
 * @config: the configuration
 */
void config_init(struct config *config)
{
	memset(config, 0, sizeof(*config));
	config->renew = CONFIG_RENEW;
	strcpy(config->control, DEMOS_NETD_SOCKET);
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
 * struct reading - a configuration file that is being read
 * @config: its settings so far
 * @file: the file
 * @line: number of the line that was read last
 * @wrong: number of the line that @config->error is about, 0: there is none
 */
struct reading {
	struct config *config;
	FILE *file;
	int line;
	int wrong;
};

static int take(void *arg, const char *section, const char *name,
		const char *value)
{
	struct reading *reading = arg;

	if (config_set(reading->config, section, name, value))
		reading->wrong = reading->line;
	/* For inih, 0 means an error */
	return !reading->wrong;
}

/*
 * fgets() for inih, which would take the end of a long line for another line,
 * and would read on after a mistake.
 */
static char *next_line(char *text, int size, void *arg)
{
	struct reading *reading = arg;

	if (reading->wrong || !fgets(text, size, reading->file))
		return NULL;
	reading->line++;
	if (strchr(text, '\n') || getc(reading->file) == EOF)
		return text;
	snprintf(reading->config->error, sizeof(reading->config->error),
		 "is longer than %d bytes, or is not text", size - 2);
	reading->wrong = reading->line;
	return NULL;
}

/* Return: number of the first line that is wrong, 0: none is */
static int read_lines(struct config *config, FILE *file)
{
	struct reading reading = { .config = config, .file = file };
	int line = ini_parse_stream(next_line, &reading, take, &reading);

	if (line <= 0 || line == reading.wrong)
		return line < 0 ? line : reading.wrong;
	snprintf(config->error, sizeof(config->error),
		 "is not like [section] or name = value");
	return line;
}

/**
 * config_read() - read a configuration file
 * @config: the configuration; @error says why not, with the line
 * @path: of the file
 *
 * Return: 0; -EINVAL: a line is wrong; another negative errno: the file
 * cannot be read.
 */
int config_read(struct config *config, const char *path)
{
	char why[CONFIG_ERROR];
	FILE *file = fopen(path, "re");
	int line, err = file ? 0 : -errno;

	if (err) {
		refuse(config, "configuration", path, strerror(-err));
		return err;
	}
	line = read_lines(config, file);
	if (ferror(file))
		line = -1;
	fclose(file);
	if (!line)
		return 0;
	if (line < 0) {
		refuse(config, "configuration", path, "cannot be read");
		return -EIO;
	}
	strcpy(why, config->error);
	snprintf(config->error, sizeof(config->error), "%.200s:%d: %.250s",
		 path, line, why);
	return -EINVAL;
}

/**
 * config_check() - is it complete and consistent?
 * @config: the configuration; @error says why not
 *
 * Return: 0 or -EINVAL.
 */
int config_check(struct config *config)
{
	const struct config_peer *peer;
	bool keys = *config->key;

	for (peer = config->peers; peer; peer = peer->next)
		keys |= *peer->key;
	if (config->insecure && keys)
		snprintf(config->error, sizeof(config->error),
			 "refuses to start: both key and insecure: choose one");
	else if (!config->insecure && !keys)
		snprintf(config->error, sizeof(config->error),
			 "refuses to start without a key (demosctl key generate); on a network that you trust, and only there: --insecure");
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
