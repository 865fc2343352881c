// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses as text: 10.0.0.3, 10.0.0.3:1983, fd00::3, [fd00::3]:1983,
 * [fe80::3%eth0]. Names are not resolved: that could take long, and nothing
 * else would be done meanwhile.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netd/address.h"

/* Split @text, which is changed; return: the port, or NULL: wrong */
static const char *split(char *text, char **host)
{
	char *colon = strchr(text, ':');
	char *end;

	*host = text;
	if (*text == '[') {
		end = strchr(text, ']');
		if (!end || (end[1] && end[1] != ':'))
			return NULL;
		*host = text + 1;
		*end = 0;
		return end[1] ? end + 2 : ADDRESS_PORT;
	}
	/* More than one colon: IPv6 without a port */
	if (!colon || strchr(colon + 1, ':'))
		return ADDRESS_PORT;
	*colon = 0;
	return colon + 1;
}

static int check_port(const char *port)
{
	size_t digits = strspn(port, "0123456789");
	int number = atoi(port);

	return digits && digits <= 5 && !port[digits] && number &&
	       number <= 65535 ? 0 : -EINVAL;
}

/**
 * address_parse() - read an address
 * @text: what somebody typed
 * @address: gets it, if it is one; without a port in it, ADDRESS_PORT
 *
 * Return: 0 or -EINVAL.
 */
int address_parse(const char *text, struct address *address)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found;
	char copy[ADDRESS_TEXT];
	const char *port;
	char *host;

	if (strlen(text) >= sizeof(copy))
		return -EINVAL;
	strcpy(copy, text);
	port = split(copy, &host);
	if (!port || !*host || check_port(port) ||
	    getaddrinfo(host, port, &hints, &found))
		return -EINVAL;
	memset(address, 0, sizeof(*address));
	memcpy(&address->any, found->ai_addr, found->ai_addrlen);
	address->length = found->ai_addrlen;
	freeaddrinfo(found);
	return 0;
}

/* IPv4 that came in at an IPv6 socket is shown as IPv4 */
static void unmap(struct address *address)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address->any;
	struct sockaddr_in v4 = { .sin_family = AF_INET };

	if (v6->sin6_family != AF_INET6 ||
	    !IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
		return;
	v4.sin_port = v6->sin6_port;
	memcpy(&v4.sin_addr, &v6->sin6_addr.s6_addr[12], sizeof(v4.sin_addr));
	memcpy(&address->any, &v4, sizeof(v4));
	address->length = sizeof(v4);
}

/**
 * address_format() - write an address
 * @address: the address
 * @text: gets it
 *
 * Return: @text.
 */
const char *address_format(const struct address *address,
			   char text[ADDRESS_TEXT])
{
	struct address shown = *address;
	char host[ADDRESS_TEXT - 8];
	char port[8];

	unmap(&shown);
	if (getnameinfo((const struct sockaddr *)&shown.any, shown.length,
			host, sizeof(host), port, sizeof(port),
			NI_NUMERICHOST | NI_NUMERICSERV))
		return strcpy(text, "?");
	snprintf(text, ADDRESS_TEXT, shown.any.ss_family == AF_INET6 ?
		 "[%s]:%s" : "%s:%s", host, port);
	return text;
}
