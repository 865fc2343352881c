// SPDX-License-Identifier: GPL-2.0
/*
 * The control socket: a client sends one line and gets a line back, followed by
 * more if it asked for a list. Only the user that we run as may open it. The
 * client names the machine that it means, since a host may run several of us,
 * and it is easy to pick the wrong socket. A client that has closed both
 * directions before we read its line has been interrupted, or got no answer in
 * time: nothing happens.
 */
#define _GNU_SOURCE	/* accept4() */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/log.h"
#include "netd/netd.h"

/* Time limit of a client, ms */
#define PATIENCE	5000

static void client_close(struct netd_client *client)
{
	loop_remove(&netd.loop, &client->socket);
	close(client->socket.fd);
	free(client->answer);
	client->answer = NULL;
	client->socket.fd = -1;
}

static void tell(struct netd_client *client)
{
	ssize_t sent = send(client->socket.fd, client->answer + client->told,
			    client->size - client->told,
			    MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent > 0)
		client->told += sent;
	else if (errno != EAGAIN)
		client->told = client->size;
	/* A client need not read it all */
	if (client->told == client->size)
		client_close(client);
}

/* What the module says of a peer, NULL: nothing */
static const struct demos_peer_info *
find_info(const struct demos_peer_info *list, int count, __u16 machine)
{
	int i;

	for (i = 0; i < count; i++) {
		if (list[i].machine == machine)
			return &list[i];
	}
	return NULL;
}

/* The protection against strangers; machines of one host need no key */
static const char *key_kind(const struct peer *peer)
{
	const struct key *key = netd_find_key(peer->machine);

	if (!key || address_is_local(peer->where))
		return "-";
	return key->low ? "pair" : "cluster";
}

/* A connection is the module's affair: it knows whether there is one */
static void add_peer(FILE *to, const struct peer *peer,
		     const struct demos_peer_info *info)
{
	bool up = info && info->state == DEMOS_PEER_UP;
	const char *error = peer->error;

	if (!*error && info && info->error)
		error = demos_peer_error(info->error);
	fprintf(to, "%u %s %s %s %u %s\n", peer->machine,
		up ? "connected" : peer_state_name(peer),
		*peer->where ? peer->where : "-",
		key_kind(peer), peer->tries,
		up || !*error ? "-" : error);
}

static void serve_list(FILE *to)
{
	struct demos_peer_info *list = NULL;
	int count = demos_peers(netd.demos, &list);
	const struct peer *peer;

	if (count < 0) {
		fprintf(to, "error: %s\n", demos_error(netd.demos));
		return;
	}
	fprintf(to, "ok\n");
	for (peer = netd.peers.first; peer; peer = peer->next)
		add_peer(to, peer, find_info(list, count, peer->machine));
	free(list);
}

static void serve_refusals(FILE *to)
{
	int why;

	fprintf(to, "ok\n");
	for (why = 0; why < REFUSALS; why++)
		fprintf(to, "%s %llu %s\n", refuse_name(why),
			refuse_count(why), refuse_meaning(why));
}

static void serve_add(FILE *to, char **words, int count)
{
	char error[KEY_ERROR] = "expected: add ID ADDRESS [KEY-FILE]";
	const char *where = count > 3 ? words[3] : "";
	__u16 machine;

	if (count < 3 || demos_machine_parse(words[2], &machine) ||
	    netd_add_peer(machine, strcmp(where, "-") ? where : "",
			  count > 4 ? words[4] : "", error))
		fprintf(to, "error: %s\n", error);
	else
		fprintf(to, "ok\n");
}

static void serve_del(FILE *to, char **words, int count)
{
	char error[KEY_ERROR] = "expected: del ID";
	__u16 machine;

	if (count != 3 || demos_machine_parse(words[2], &machine) ||
	    netd_del_peer(machine, error))
		fprintf(to, "error: %s\n", error);
	else
		fprintf(to, "ok\n");
}

static void serve_words(FILE *to, char **words, int count)
{
	__u16 self;

	if (count < 2 || demos_machine_parse(words[0], &self))
		fprintf(to, "%s\n",
			"error: expected: MACHINE add|del|list|refusals ...");
	else if (self != netd.peers.self)
		fprintf(to,
			"error: this is the demos-netd of machine %u, not of machine %u: name the control socket of the right one with --socket\n",
			netd.peers.self, self);
	else if (!strcmp(words[1], "add"))
		serve_add(to, words, count);
	else if (!strcmp(words[1], "del"))
		serve_del(to, words, count);
	else if (!strcmp(words[1], "list") && count == 2)
		serve_list(to);
	else if (!strcmp(words[1], "refusals") && count == 2)
		serve_refusals(to);
	else
		fprintf(to,
			"error: '%s' is not understood: this demos-netd is another version\n",
			words[1]);
}

static void serve_line(struct netd_client *client)
{
	FILE *to = open_memstream(&client->answer, &client->size);
	char *words[6];
	char *rest = NULL;
	int count = 0;
	char *word;

	if (!to) {
		client_close(client);
		return;
	}
	for (word = strtok_r(client->line, " ", &rest); word && count < 6;
	     word = strtok_r(NULL, " ", &rest))
		words[count++] = word;
	serve_words(to, words, count);
	if (fclose(to)) {
		client_close(client);
		return;
	}
	client->told = 0;
	loop_change(&netd.loop, &client->socket, EPOLLOUT);
}

static void hear(struct netd_client *client)
{
	size_t room = sizeof(client->line) - client->length - 1;
	char *end;
	ssize_t got = recv(client->socket.fd, client->line + client->length,
			   room, MSG_DONTWAIT);

	if (got < 0 && errno == EAGAIN)
		return;
	if (got <= 0) {
		client_close(client);
		return;
	}
	client->length += got;
	client->line[client->length] = 0;
	end = strpbrk(client->line, "\r\n");
	if (end) {
		*end = 0;
		serve_line(client);
	} else if (client->length == sizeof(client->line) - 1) {
		client_close(client);
	}
}

static void client_ready(struct loop_source *source, __u32 events)
{
	struct netd_client *client =
		(struct netd_client *)((char *)source -
				       offsetof(struct netd_client, socket));

	if (client->answer)
		tell(client);
	else if (events & EPOLLHUP)
		client_close(client);	/* it has given up */
	else
		hear(client);
}

static struct netd_client *free_client(void)
{
	unsigned int i;

	for (i = 0; i < NETD_CLIENTS; i++) {
		if (netd.clients[i].socket.fd < 0)
			return &netd.clients[i];
	}
	return NULL;
}

static void control_ready(struct loop_source *source, __u32 events)
{
	struct netd_client *client = free_client();
	int fd = accept4(source->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)events;
	if (fd < 0) {
		/* Strangers must not keep administrators out */
		if (errno == EMFILE || errno == ENFILE)
			handshakes_make_room();
		return;
	}
	if (!client) {
		close(fd);
		return;
	}
	client->socket.fd = fd;
	client->socket.ready = client_ready;
	client->due = demos_clock_ms() + PATIENCE;
	client->length = 0;
	if (loop_add(&netd.loop, &client->socket, EPOLLIN)) {
		close(fd);
		client->socket.fd = -1;
	}
}

/**
 * netd_control_open() - listen at the control socket
 *
 * Return: 0 or a negative errno; -EINVAL: its path is of no use.
 */
int netd_control_open(void)
{
	char error[LOCAL_ERROR];
	unsigned int i;
	int err;

	for (i = 0; i < NETD_CLIENTS; i++)
		netd.clients[i].socket.fd = -1;
	err = local_open(&netd.local, netd.config.control, NETD_CLIENTS,
			 error);
	if (err) {
		log_line("control socket %s", error);
		return err;
	}
	netd.control.fd = netd.local.fd;
	netd.control.ready = control_ready;
	err = loop_add(&netd.loop, &netd.control, EPOLLIN);
	if (err)
		log_line("control socket: %s", strerror(-err));
	return err;
}

/**
 * netd_control_close() - stop listening, and remove the control socket
 */
void netd_control_close(void)
{
	unsigned int i;

	if (netd.local.fd < 0)
		return;
	for (i = 0; i < NETD_CLIENTS; i++) {
		if (netd.clients[i].socket.fd >= 0)
			client_close(&netd.clients[i]);
	}
	local_close(&netd.local);
}

/**
 * netd_control_next() - when does the next client exceed its time limit?
 *
 * Return: ms, or PEER_NEVER.
 */
__u64 netd_control_next(void)
{
	__u64 next = PEER_NEVER;
	unsigned int i;

	for (i = 0; i < NETD_CLIENTS; i++) {
		if (netd.clients[i].socket.fd >= 0 &&
		    netd.clients[i].due < next)
			next = netd.clients[i].due;
	}
	return next;
}

/**
 * netd_control_due() - close the connections of clients that were too slow
 * @now: ms
 */
void netd_control_due(__u64 now)
{
	unsigned int i;

	for (i = 0; i < NETD_CLIENTS; i++) {
		if (netd.clients[i].socket.fd >= 0 &&
		    netd.clients[i].due <= now)
			client_close(&netd.clients[i]);
	}
}
