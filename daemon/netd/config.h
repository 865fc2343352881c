/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration of demos-netd: the file, then the command line, which adds
 * to the file or overrides it. Only config_read() makes system calls.
 */
#ifndef DEMOS_NETD_CONFIG_H
#define DEMOS_NETD_CONFIG_H

#include <stdbool.h>
#include <linux/types.h>

#include "netd/address.h"

#define CONFIG_FILE	"/etc/demos/netd.conf"
#define CONFIG_LISTEN	8
#define CONFIG_ERROR	512
#define CONFIG_PATH	256

/* Renew a connection after this many MiB, well within the limit of AES-GCM */
#define CONFIG_RENEW	65536

/**
 * struct config_peer - another machine
 * @next: in struct config
 * @machine: its id
 * @where: it listens: address or name; "": not given
 * @key: path of the file with the key that we share; "": not given
 * @where_line: line of the file that has @where, 0: none
 * @key_line: line of the file that has @key, 0: none
 */
struct config_peer {
	struct config_peer *next;
	__u16 machine;
	char where[ADDRESS_WHERE];
	char key[CONFIG_PATH];
	int where_line;
	int key_line;
};

/* The settings of [netd] that stand there at most once */
enum config_once {
	CONFIG_MACHINE,
	CONFIG_INSECURE,
	CONFIG_SHARED_KEY,
	CONFIG_CONTROL,
	CONFIG_RENEW_MIB,
	CONFIG_TLS,
	CONFIG_ONCE
};

/* The part that encrypts */
enum config_tls {
	CONFIG_TLS_AUTO,	/* the kernel if it can, else this daemon */
	CONFIG_TLS_KERNEL,
	CONFIG_TLS_RELAY,	/* this daemon */
};

/**
 * struct config - the configuration
 * @machine: the id that this machine must have, 0: any
 * @insecure: connect without keys
 * @listen: where to listen
 * @nlisten: number of addresses, 0: listen everywhere if there is a key, or if
 *	     we are insecure
 * @key: path of the file with the common key; "": none
 * @control: path of the control socket
 * @renew: renew a connection after this many MiB, 0: never
 * @tls: enum config_tls
 * @peers: other machines, in the order of their ids
 * @lines: of the file, that have a setting of [netd], 0: none
 * @line: number of the line that is being read, 0: the settings come from the
 *	  command line
 * @error: why a setting was refused
 */
struct config {
	__u16 machine;
	bool insecure;
	struct address listen[CONFIG_LISTEN];
	unsigned int nlisten;
	char key[CONFIG_PATH];
	char control[CONFIG_PATH];
	__u32 renew;
	enum config_tls tls;
	struct config_peer *peers;
	int lines[CONFIG_ONCE];
	int line;
	char error[CONFIG_ERROR];
};

void config_init(struct config *config);
int config_set(struct config *config, const char *section, const char *name,
	       const char *value);
int config_peer(struct config *config, const char *text);
void config_keep(struct config *config, struct config_peer *peer);
bool config_has_keys(const struct config *config);
int config_check(struct config *config);
void config_clear(struct config *config);

/* file.c */
int config_read(struct config *config, const char *path);

#endif
