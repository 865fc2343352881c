/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A client of the netlink family "demos", on libnl, by way of the bed's sockets
 * (bed.h). It shares no code with the daemons' library. If one client and the
 * module misread the contract in the same way, the other client shows it.
 *
 * A request is built with libnl's own functions (nla_put_u32() and so on)
 * between client_request() and client_ask(). Answers that belong to another
 * request, such as a RECEIVE that is still outstanding, are kept until they are
 * asked for. Nothing waits without a time limit.
 *
 * Functions return 0 or a negative errno. -ETIMEDOUT never comes from the
 * kernel: nothing arrived in the time given.
 */
#ifndef SELFTEST_CLIENT_H
#define SELFTEST_CLIENT_H

#include <linux/demos.h>
#include <netlink/netlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Milliseconds within which everything that should happen has happened. */
#define SOON	20000
/* Milliseconds after which a test assumes that nothing will happen. */
#define NEVER	150

#define CLIENT_BUFFER	(128 * 1024)

/**
 * struct answer - one message from the family
 * @next: in a client's list of answers that nobody has asked for yet
 * @command: enum demos_cmd; 0: an acknowledgement or the end of a dump
 * @seq: number of the request that it answers, 0: an event
 * @error: acknowledgement: 0 or negative errno
 * @head: family header
 * @attr: attributes by enum demos_attr; they point into @bytes
 * @bytes: the netlink message as received
 */
struct answer {
	struct answer *next;
	int command;
	uint32_t seq;
	int error;
	struct demos_header head;
	struct nlattr *attr[DEMOS_A_MAX + 1];
	uint64_t bytes[];
};

/**
 * struct client - one netlink socket
 * @sock: the socket
 * @place: keeps its machine alive; -1: the socket does that
 * @family: number of the family
 * @seq: number of the last request
 * @first: answers that nobody has asked for yet, oldest first
 * @text: the kernel's text about the last refusal
 */
struct client {
	struct nl_sock *sock;
	int place;
	int family;
	uint32_t seq;
	struct answer *first;
	char text[160];
};

int client_open(struct client *client);
void client_close(struct client *client);
int client_fd(const struct client *client);
int client_subscribe(struct client *client);
ssize_t client_write(const struct client *client, const void *bytes,
		     size_t size);
ssize_t client_read(const struct client *client, void *bytes, size_t size);

struct nl_msg *client_request(struct client *client, int command, int flags);
int client_send(struct client *client, struct nl_msg *msg, uint32_t *seq);
int client_ask(struct client *client, struct nl_msg *msg,
	       struct answer **answer);
int client_dump(struct client *client, struct nl_msg *msg,
		int (*each)(const struct answer *answer, void *arg), void *arg);
int client_wait(struct client *client, uint32_t seq, int ms,
		struct answer **answer);
int client_poll(struct client *client, int ms);

int answer_u32(const struct answer *answer, int attr, uint32_t *value);
int answer_u64(const struct answer *answer, int attr, uint64_t *value);
int answer_copy(const struct answer *answer, int attr, void *to, size_t size);

#endif
