// SPDX-License-Identifier: GPL-2.0
/*
 * The first bytes of a connection. They are not authenticated: what they show
 * is for a person, and for nothing else.
 */
#define _GNU_SOURCE	/* memmem() */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/demos.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "netd/opening.h"

/* Documentation/protocol.rst: of each frame, in the sender's byte order */
#define FRAME_TYPE	0x4453
#define SWAPPED_TYPE	0x5344

/* Where HELLO has its struct demos_hello */
#define HELLO_AT	(NLMSG_HDRLEN + GENL_HDRLEN +			\
			 sizeof(struct demos_header) + NLA_HDRLEN)

static bool is_frame(const void *bytes, size_t length)
{
	__u16 type;

	if (length < OPENING_LEAST)
		return false;
	memcpy(&type, (const char *)bytes + 4, sizeof(type));
	return type == FRAME_TYPE || type == SWAPPED_TYPE;
}

static bool begins(const void *bytes, size_t length, const char *text)
{
	return length >= strlen(text) && !memcmp(bytes, text, strlen(text));
}

static enum opening_kind kind_of(const void *bytes, size_t length)
{
	static const char *const http[] = {
		"HTTP/", "GET ", "HEAD ", "POST ", "PUT ", "OPTIONS ",
		"CONNECT ", "PRI * HTTP/2", NULL
	};
	const char *const *each;

	if (!length)
		return OPENING_NONE;
	if (is_frame(bytes, length))
		return OPENING_DEMOS;
	/* A record: handshake or alert, version 3 */
	if (begins(bytes, length, "\x16\x03") ||
	    begins(bytes, length, "\x15\x03"))
		return OPENING_TLS;
	if (begins(bytes, length, "SSH-"))
		return OPENING_SSH;
	for (each = http; *each; each++) {
		if (begins(bytes, length, *each))
			return OPENING_HTTP;
	}
	return OPENING_OTHER;
}

static __u16 hello_machine(const void *bytes, size_t length)
{
	struct demos_hello hello;

	if (length < HELLO_AT + sizeof(hello))
		return 0;
	memcpy(&hello, (const char *)bytes + HELLO_AT, sizeof(hello));
	return hello.magic == DEMOS_HELLO_MAGIC ? hello.machine : 0;
}

/* The identity is in the open (key_identity()): "demos-1 3 1" */
static __u16 identity_machine(const void *bytes, size_t length)
{
	static const char mark[] = "demos-1 ";
	const char *at = memmem(bytes, length, mark, strlen(mark));
	const char *end = (const char *)bytes + length;
	unsigned int machine = 0;

	for (at = at ? at + strlen(mark) : end;
	     at < end && *at >= '0' && *at <= '9' &&
	     machine <= DEMOS_MACHINE_MAX; at++)
		machine = 10 * machine + *at - '0';
	return machine <= DEMOS_MACHINE_MAX ? machine : 0;
}

static void judge(struct opening *opening, const void *bytes, size_t length)
{
	opening->kind = kind_of(bytes, length);
	opening->machine = 0;
	if (opening->kind == OPENING_DEMOS)
		opening->machine = hello_machine(bytes, length);
	else if (opening->kind == OPENING_TLS)
		opening->machine = identity_machine(bytes, length);
}

/**
 * opening_look() - look at the first bytes, and leave them where they are
 * @opening: gets what they show
 * @fd: connected socket, nothing read from it yet
 *
 * Return: how many there are so far, up to OPENING_MOST; 0: none will come;
 * -EAGAIN: none yet; another negative errno.
 */
int opening_look(struct opening *opening, int fd)
{
	char bytes[OPENING_MOST];
	ssize_t got = recv(fd, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);

	if (got < 0)
		return -errno;
	judge(opening, bytes, got);
	return got;
}

/**
 * opening_text() - what speaks there, for a person
 * @opening: of the other end
 *
 * Return: the text, or NULL: nothing that is known.
 */
const char *opening_text(const struct opening *opening)
{
	switch (opening->kind) {
	case OPENING_HTTP:
		return "it speaks HTTP";
	case OPENING_SSH:
		return "it speaks SSH";
	case OPENING_TLS:
		return "it speaks TLS, but not TLS 1.3 with a key";
	case OPENING_OTHER:
		return "it speaks neither TLS nor DEMOS";
	default:
		return NULL;
	}
}
