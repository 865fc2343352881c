/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses of machines: IPv4 or IPv6, as numbers, with a port; names; and
 * paths of Unix sockets.
 */
#ifndef DEMOS_ADDRESS_H
#define DEMOS_ADDRESS_H

#include <stdbool.h>
#include <linux/types.h>
#include <sys/socket.h>

#define ADDRESS_PORT	"1983"
#define ADDRESS_TEXT	128
#define ADDRESS_HOST	256
#define ADDRESS_WHERE	(ADDRESS_HOST + 8)

/**
 * struct address - an address with a port
 * @any: the address
 * @length: of it
 */
struct address {
	struct sockaddr_storage any;
	socklen_t length;
};

int address_split(const char *text, char host[ADDRESS_HOST], char port[8]);
int address_check(const char *text);
bool address_is_local(const char *text);
int address_parse(const char *text, struct address *address);
__u64 address_owner(const struct address *address);
const char *address_format(const struct address *address,
			   char text[ADDRESS_TEXT]);

#endif
