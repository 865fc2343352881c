// SPDX-License-Identifier: GPL-2.0
/*
 * A client of the netlink family "demos", on libnl (client.h).
 *
 * Invariant: the length of every message from the kernel is checked before it
 * is used, and the message has one owner: the client's list, or the caller,
 * which frees it.
 */
#include "bed.h"
#include "client.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <linux/genetlink.h>
#include <netlink/errno.h>
#include <netlink/genl/genl.h>
#include <netlink/genl/ctrl.h>

/**
 * client_open() - open a socket to the family, in the caller's namespace
 * @client: to be filled in
 *
 * Return: 0, -ENOENT if the module is not loaded, or a negative errno.
 */
int client_open(struct client *client)
{
	int error;

	memset(client, 0, sizeof(*client));
	client->place = -1;
	client->sock = nl_socket_alloc();
	if (!client->sock)
		return -ENOMEM;
	error = bed()->connect(client);
	if (error) {
		client_close(client);
		return error;
	}
	nl_socket_disable_seq_check(client->sock);
	nl_socket_set_msg_buf_size(client->sock, CLIENT_BUFFER);
	client->family = genl_ctrl_resolve(client->sock, DEMOS_GENL_NAME);
	if (client->family < 0) {
		client_close(client);
		return -ENOENT;
	}
	return 0;
}

/**
 * client_close() - close a client's socket, which ends its process if it is
 *		    one
 * @client: may be closed already
 */
void client_close(struct client *client)
{
	struct answer *answer;

	while ((answer = client->first)) {
		client->first = answer->next;
		free(answer);
	}
	if (!client->sock)
		return;
	nl_socket_free(client->sock);
	client->sock = NULL;
	if (client->place >= 0)
		close(client->place);
}

/**
 * client_fd() - the file descriptor of a client's socket
 * @client: an open client
 *
 * Return: the descriptor, which stays the client's.
 */
int client_fd(const struct client *client)
{
	return nl_socket_get_fd(client->sock);
}

/**
 * client_subscribe() - ask for events of this machine
 * @client: an open client
 *
 * Return: 0 or a negative errno.
 */
int client_subscribe(struct client *client)
{
	int group;

	group = genl_ctrl_resolve_grp(client->sock, DEMOS_GENL_NAME,
				      DEMOS_MCGRP_EVENTS);
	if (group < 0)
		return -ENOENT;
	return bed()->join(client, group);
}

/**
 * client_write() - send bytes as they are
 * @client: an open client
 * @bytes: anything
 * @size: how many
 *
 * Return: as send().
 */
ssize_t client_write(const struct client *client, const void *bytes,
		     size_t size)
{
	return bed()->send(client_fd(client), bytes, size, 0);
}

/**
 * client_read() - read what one send of the kernel brought, if any
 * @client: an open client
 * @bytes: gets it
 * @size: room for so many
 *
 * Return: as recv().
 */
ssize_t client_read(const struct client *client, void *bytes, size_t size)
{
	return bed()->receive(client_fd(client), bytes, size, MSG_DONTWAIT);
}

/**
 * client_request() - begin a request
 * @client: an open client
 * @command: enum demos_cmd
 * @flags: NLM_F_*; NLM_F_REQUEST is added
 *
 * Return: a message with an empty family header, for client_send(),
 * client_ask() or client_dump().
 */
struct nl_msg *client_request(struct client *client, int command, int flags)
{
	struct nl_msg *msg = nlmsg_alloc_size(CLIENT_BUFFER);
	void *head;

	if (!msg)
		abort();
	head = genlmsg_put(msg, NL_AUTO_PORT, ++client->seq, client->family,
			   sizeof(struct demos_header), NLM_F_REQUEST | flags,
			   command, DEMOS_GENL_VERSION);
	if (!head)
		abort();
	memset(head, 0, sizeof(struct demos_header));
	return msg;
}

/**
 * client_send() - send a request as it is
 * @client: an open client
 * @msg: from client_request(); consumed
 * @seq: its number, may be NULL
 *
 * Return: 0 or a negative errno.
 */
int client_send(struct client *client, struct nl_msg *msg, uint32_t *seq)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	ssize_t sent;

	nlh->nlmsg_pid = nl_socket_get_local_port(client->sock);
	if (seq)
		*seq = nlh->nlmsg_seq;
	do {
		sent = client_write(client, nlh, nlh->nlmsg_len);
	} while (sent < 0 && errno == EINTR);
	nlmsg_free(msg);
	return sent < 0 ? -errno : 0;
}

/* Keep the kernel's text about a refusal, for a caller that prints it. */
static void note_text(struct client *client, struct nlmsghdr *nlh)
{
	struct nlattr *attr[NLMSGERR_ATTR_MAX + 1];
	int skip = sizeof(struct nlmsgerr);

	client->text[0] = '\0';
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    nlmsg_parse(nlh, skip, attr, NLMSGERR_ATTR_MAX, NULL) < 0)
		return;
	if (attr[NLMSGERR_ATTR_MSG])
		nla_strlcpy(client->text, attr[NLMSGERR_ATTR_MSG],
			    sizeof(client->text));
}

/* Parse one netlink message; NULL if it is not of the family. */
static struct answer *answer_create(struct client *client,
				    struct nlmsghdr *nlh)
{
	struct answer *answer = calloc(1, sizeof(*answer) + nlh->nlmsg_len + 8);
	struct nlmsghdr *copy = (struct nlmsghdr *)answer->bytes;
	const struct nlmsgerr *error = nlmsg_data(copy);

	memcpy(copy, nlh, nlh->nlmsg_len);
	answer->seq = copy->nlmsg_seq;
	if (copy->nlmsg_type == NLMSG_ERROR) {
		answer->error = error->error;
		note_text(client, copy);
		return answer;
	}
	if (copy->nlmsg_type == NLMSG_DONE) {
		if (copy->nlmsg_len >= NLMSG_LENGTH(sizeof(int)))
			answer->error = *(int *)nlmsg_data(copy);
		return answer;
	}
	if (copy->nlmsg_type != client->family ||
	    !genlmsg_valid_hdr(copy, sizeof(struct demos_header)) ||
	    genlmsg_parse(copy, sizeof(struct demos_header), answer->attr,
			  DEMOS_A_MAX, NULL) < 0) {
		free(answer);
		return NULL;
	}
	answer->command = genlmsg_hdr(copy)->cmd;
	memcpy(&answer->head, genlmsg_user_hdr(genlmsg_hdr(copy)),
	       sizeof(answer->head));
	return answer;
}

/* Append the messages of one read to the client's list. */
static int read_once(struct client *client)
{
	static uint64_t buffer[CLIENT_BUFFER / 8];
	struct nlmsghdr *nlh = (struct nlmsghdr *)buffer;
	struct answer **last = &client->first;
	ssize_t size;
	int left;

	size = client_read(client, buffer, sizeof(buffer));
	if (size < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	while (*last)
		last = &(*last)->next;
	for (left = size; nlmsg_ok(nlh, left); nlh = nlmsg_next(nlh, &left)) {
		*last = answer_create(client, nlh);
		if (*last)
			last = &(*last)->next;
	}
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/**
 * client_poll() - read the messages that arrived; if none has, wait for one
 * @client: an open client
 * @ms: milliseconds to wait at most
 *
 * Return: 0, -ETIMEDOUT if none arrived, or a negative errno.
 */
int client_poll(struct client *client, int ms)
{
	struct pollfd fd = { .fd = client_fd(client), .events = POLLIN };

	switch (poll(&fd, 1, ms)) {
	case -1:
		return errno == EINTR ? 0 : -errno;
	case 0:
		return -ETIMEDOUT;
	default:
		return read_once(client);
	}
}

/**
 * client_wait() - wait for the next message with a number
 * @client: an open client
 * @seq: number of the request, 0 for an event
 * @ms: milliseconds to wait at most
 * @answer: the message, for the caller to free
 *
 * Return: 0, -ETIMEDOUT, or a negative errno of the socket.
 */
int client_wait(struct client *client, uint32_t seq, int ms,
		struct answer **answer)
{
	int64_t end = now_ms() + ms;
	struct answer **place;
	int64_t left;
	int error;

	for (;;) {
		for (place = &client->first; *place; place = &(*place)->next) {
			if ((*place)->seq != seq)
				continue;
			*answer = *place;
			*place = (*place)->next;
			return 0;
		}
		left = end - now_ms();
		error = client_poll(client, left > 0 ? left : 0);
		if (error)
			return error;
	}
}

/**
 * client_ask() - send a request that is answered at once
 * @client: an open client
 * @msg: from client_request(); consumed
 * @answer: the answer besides the acknowledgement, for the caller to free, NULL
 *	    if there is none; may be NULL
 *
 * Return: 0, or the negative errno with which it was refused.
 */
int client_ask(struct client *client, struct nl_msg *msg,
	       struct answer **answer)
{
	struct answer *kept = NULL;
	struct answer *got;
	uint32_t seq;
	int error;

	if (answer)
		*answer = NULL;
	client->text[0] = '\0';
	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_ACK;
	error = client_send(client, msg, &seq);
	while (!error) {
		error = client_wait(client, seq, SOON, &got);
		if (error)
			break;
		if (got->command) {
			free(kept);
			kept = got;
			continue;
		}
		error = got->error;
		free(got);
		break;
	}
	if (answer && !error)
		*answer = kept;
	else
		free(kept);
	return error;
}

/**
 * client_dump() - send a request for a list
 * @client: an open client
 * @msg: from client_request() with NLM_F_DUMP; consumed
 * @each: called for each part of it, may be NULL
 * @arg: passed to @each
 *
 * Return: the number of parts, or a negative errno.
 */
int client_dump(struct client *client, struct nl_msg *msg,
		int (*each)(const struct answer *answer, void *arg), void *arg)
{
	struct answer *got;
	int count = 0;
	uint32_t seq;
	int error;

	client->text[0] = '\0';
	error = client_send(client, msg, &seq);
	while (!error) {
		error = client_wait(client, seq, SOON, &got);
		if (error)
			break;
		if (!got->command) {
			error = got->error;
			free(got);
			return error ? error : count;
		}
		count++;
		if (each)
			error = each(got, arg);
		free(got);
	}
	return error;
}

/**
 * answer_u32() - a number from an answer
 * @answer: the answer
 * @attr: enum demos_attr, of a u32, u16 or u8
 * @value: the number
 *
 * Return: 0, -ENODATA if it is not there, -EBADMSG if its size is wrong.
 */
int answer_u32(const struct answer *answer, int attr, uint32_t *value)
{
	const struct nlattr *nla = answer->attr[attr];

	if (!nla)
		return -ENODATA;
	switch (nla_len(nla)) {
	case 1:
		*value = nla_get_u8(nla);
		return 0;
	case 2:
		*value = nla_get_u16(nla);
		return 0;
	case 4:
		*value = nla_get_u32(nla);
		return 0;
	default:
		return -EBADMSG;
	}
}

/**
 * answer_u64() - a 64-bit number from an answer
 * @answer: the answer
 * @attr: enum demos_attr, of a u64
 * @value: the number
 *
 * Return: 0, -ENODATA if it is not there, -EBADMSG if its size is wrong.
 */
int answer_u64(const struct answer *answer, int attr, uint64_t *value)
{
	return answer_copy(answer, attr, value, sizeof(*value));
}

/**
 * answer_copy() - a structure from an answer
 * @answer: the answer
 * @attr: enum demos_attr
 * @to: where to copy it
 * @size: its exact size
 *
 * Return: 0, -ENODATA if it is not there, -EBADMSG if its size differs.
 */
int answer_copy(const struct answer *answer, int attr, void *to, size_t size)
{
	const struct nlattr *nla = answer->attr[attr];

	if (!nla)
		return -ENODATA;
	if ((size_t)nla_len(nla) != size)
		return -EBADMSG;
	memcpy(to, nla_data(nla), size);
	return 0;
}
