// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses as text: 10.0.0.3, 10.0.0.3:1983, fd00::3, [fd00::3]:1983,
 * [fe80::3%eth0], host3.example, host3.example:1983, unix:/run/demos/3.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <endian.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "netd/address.h"

#define LOCAL	"unix:"

static int check_port(const char *port)
{
	size_t digits = strspn(port, "0123456789");
	int number = atoi(port);

	return digits && digits <= 5 && !port[digits] && number &&
	       number <= 65535 ? 0 : -EINVAL;
}

/* Only its characters are checked; the resolver checks the rest */
static int check_host(const char *host)
{
	const char *at = host;

	while (*at && (isalnum((unsigned char)*at) || strchr(".-_:%", *at)))
		at++;
	return *host && *host != '-' && !*at ? 0 : -EINVAL;
}

/**
 * address_split() - split an address or name from its port
 * @text: typed by a user
 * @host: gets the part before the port
 * @port: gets the port; without one in @text, ADDRESS_PORT
 *
 * Return: 0 or -EINVAL.
 */
int address_split(const char *text, char host[ADDRESS_HOST], char port[8])
{
	const char *end = text + strlen(text);
	const char *colon = strchr(text, ':');
	const char *rest = NULL;

	if (*text == '[') {
		end = strchr(++text, ']');
		if (!end || (end[1] && end[1] != ':'))
			return -EINVAL;
		rest = end[1] ? end + 2 : NULL;
	} else if (colon && !strchr(colon + 1, ':')) {
		/* More than one colon would be IPv6 without a port */
		end = colon;
		rest = colon + 1;
	}
	if (end - text >= ADDRESS_HOST || (rest && strlen(rest) >= 8))
		return -EINVAL;
	memcpy(host, text, end - text);
	host[end - text] = 0;
	strcpy(port, rest ? rest : ADDRESS_PORT);
	return check_host(host) || check_port(port) ? -EINVAL : 0;
}

/* IPv4 written as IPv6 is IPv4 */
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
 * address_is_local() - is an address the path of a Unix socket?
 * @text: checked, or typed by a user
 *
 * Return: true if so.
 */
bool address_is_local(const char *text)
{
	return !strncmp(text, LOCAL, strlen(LOCAL));
}

/* An absolute path without blanks, as demosctl and the configuration need it */
static int parse_local(const char *path, struct address *address)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const char *end = path;

	while (isgraph((unsigned char)*end))
		end++;
	if (*path != '/' || *end || end - path >= (long)sizeof(at.sun_path))
		return -EINVAL;
	memcpy(at.sun_path, path, end - path);
	memset(address, 0, sizeof(*address));
	memcpy(&address->any, &at, sizeof(at));
	address->length = offsetof(struct sockaddr_un, sun_path) + 1 +
			  (end - path);
	return 0;
}

/**
 * address_check() - is this an address or name?
 * @text: typed by a user
 *
 * Return: 0 or -EINVAL.
 */
int address_check(const char *text)
{
	char host[ADDRESS_HOST], port[8];
	struct address address;

	return address_is_local(text) ? address_parse(text, &address) :
					address_split(text, host, port);
}

/**
 * address_parse() - read an address
 * @text: typed by a user
 * @address: gets it, if it is one; without a port in it, ADDRESS_PORT
 *
 * Names are not resolved: that could take long.
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
	char host[ADDRESS_HOST];
	char port[8];

	if (address_is_local(text))
		return parse_local(text + strlen(LOCAL), address);
	if (strlen(text) >= ADDRESS_TEXT || address_split(text, host, port) ||
	    getaddrinfo(host, port, &hints, &found))
		return -EINVAL;
	memset(address, 0, sizeof(*address));
	memcpy(&address->any, found->ai_addr, found->ai_addrlen);
	address->length = found->ai_addrlen;
	freeaddrinfo(found);
	unmap(address);
	return 0;
}

/**
 * address_owner() - the likely owner of an address
 * @address: the address
 *
 * All IPv6 addresses with the same first half usually belong to one owner. An
 * IPv4 address counts as its counterpart in IPv6, 2002:V4::/48 (RFC 3056),
 * which has the same owner. All users of our Unix sockets count as one owner.
 *
 * Return: a number that is the same for the same owner.
 */
__u64 address_owner(const struct address *address)
{
	const struct sockaddr_in6 *v6 = (const void *)&address->any;
	const struct sockaddr_in *v4 = (const void *)&address->any;
	__u64 half;

	if (v4->sin_family == AF_UNIX)
		return ~0ULL;
	if (v4->sin_family == AF_INET)
		return 0x2002ULL << 48 |
		       (__u64)ntohl(v4->sin_addr.s_addr) << 16;
	memcpy(&half, &v6->sin6_addr, sizeof(half));
	return be64toh(half);
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
	const struct sockaddr_un *local = (const void *)&address->any;
	char host[ADDRESS_TEXT - 16];
	char port[8];

	if (local->sun_family == AF_UNIX) {
		/* The end that has dialled has no path */
		if (address->length <= offsetof(struct sockaddr_un, sun_path))
			return strcpy(text, "a process of this host");
		snprintf(text, ADDRESS_TEXT, LOCAL "%.108s", local->sun_path);
		return text;
	}
	if (getnameinfo((const struct sockaddr *)&address->any,
			address->length, host, sizeof(host), port, sizeof(port),
			NI_NUMERICHOST | NI_NUMERICSERV))
		return strcpy(text, "?");
	snprintf(text, ADDRESS_TEXT, address->any.ss_family == AF_INET6 ?
		 "[%s]:%s" : "%s:%s", host, port);
	return text;
}
