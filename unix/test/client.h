/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program at the door.
 */
#ifndef TEST_CLIENT_H
#define TEST_CLIENT_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>

/**
 * struct client - a connection
 * @fd: its socket
 * @port: its port
 * @seq: sequence number of the last request
 * @out: the request under construction
 * @in: the last record
 * @length: bytes of @in
 */
struct client {
	int fd;
	__u32 port;
	__u32 seq;
	char out[70000];
	char in[70000];
	int length;
};

/**
 * struct refusal - an acknowledgement
 * @err: 0 or a negative errno
 * @text: the message for a person
 * @offset: of the wrong attribute; 0: none
 * @policy: the attribute with its policy, or NULL
 */
struct refusal {
	int err;
	const char *text;
	__u32 offset;
	const struct nlattr *policy;
};

/* door.c of the test */
void client_connect(struct client *client);
void client_close(struct client *client);

void client_greeted(struct client *client, int fd);
struct nlmsghdr *client_begin(struct client *client, int family, int cmd,
			      int flags, int header);
void client_send(struct client *client, const struct nlmsghdr *nlh);
void client_send_fd(struct client *client, const struct nlmsghdr *nlh, int fd);
struct nlmsghdr *client_receive(struct client *client);
int client_ask(struct client *client, const struct nlmsghdr *nlh,
	       struct refusal *refusal);
void client_set(struct client *client, __u32 option, __u32 value, int flags);
void client_option(struct client *client, __u32 option, __u32 value, int err);
void client_read_refusal(const struct nlmsghdr *nlh, struct refusal *refusal);

#endif
