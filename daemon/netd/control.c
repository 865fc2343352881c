// SPDX-License-Identifier: GPL-2.0
/*
 * The control socket: one line is asked, one line is answered. Only who may
 * open it (the user we run as) can ask.
 */
#define _GNU_SOURCE	/* accept4() */
#include <errno.h>
#include <libgen.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/log.h"
#include "netd/netd.h"

/* A client that says nothing for so long has to go, ms */
#define PATIENCE	5000

static void client_close(struct netd_client *client)
{
	loop_remove(&netd.loop, &client->socket);
	close(client->socket.fd);
	client->socket.fd = -1;
}

static void answer(struct netd_client *client, const char *text)
{
	char line[256];
	int length = snprintf(line, sizeof(line), "%s\n", text);

	/* If he does not want to hear it, that is his affair */
	send(client->socket.fd, line, length, MSG_NOSIGNAL | MSG_DONTWAIT);
	client_close(client);
}

static void serve_add(struct netd_client *client, const char *text)
{
	struct address address;
	char error[200];
	__u16 machine;

	if (peer_parse(text, ' ', &machine, &address)) {
		answer(client,
		       "error: expected: add ID ADDRESS[:PORT], the address as a number");
		return;
	}
	if (netd_add_peer(machine, &address)) {
		snprintf(error, sizeof(error), "error: %s",
			 demos_error(netd.demos));
		answer(client, error);
		return;
	}
	answer(client, "ok");
}

static void serve_line(struct netd_client *client)
{
	static const char add[] = "add ";

	if (!strncmp(client->line, add, strlen(add)))
		serve_add(client, client->line + strlen(add));
	else
		answer(client, "error: expected: add ID ADDRESS[:PORT]");
}

static void client_ready(struct loop_source *source, __u32 events)
{
	struct netd_client *client =
		(struct netd_client *)((char *)source -
				       offsetof(struct netd_client, socket));
	size_t room = sizeof(client->line) - client->length - 1;
	char *end;
	ssize_t got;

	(void)events;
	got = recv(source->fd, client->line + client->length, room,
		   MSG_DONTWAIT);
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
		answer(client, "error: the line is too long");
	}
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
	if (fd < 0)
		return;
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

/* A socket that nobody listens at was left behind by one who crashed */
static int bind_socket(int fd)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	mode_t mask;
	int err;

	if (strlen(netd.path) >= sizeof(at.sun_path))
		return -ENAMETOOLONG;
	strcpy(at.sun_path, netd.path);
	if (!connect(fd, (struct sockaddr *)&at, sizeof(at)))
		return -EADDRINUSE;
	if (errno == ECONNREFUSED)
		unlink(netd.path);
	mask = umask(0177);
	err = bind(fd, (struct sockaddr *)&at, sizeof(at)) ? -errno : 0;
	umask(mask);
	return err;
}

static void make_folder(void)
{
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];

	snprintf(path, sizeof(path), "%s", netd.path);
	/* If it cannot be made, bind() will say so */
	if (mkdir(dirname(path), 0755) && errno != EEXIST)
		return;
}

/**
 * netd_control_open() - begin to listen at the control socket
 *
 * Return: 0 or a negative errno.
 */
int netd_control_open(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int err = fd < 0 ? -errno : 0;
	unsigned int i;

	for (i = 0; i < NETD_CLIENTS; i++)
		netd.clients[i].socket.fd = -1;
	make_folder();
	if (!err)
		err = bind_socket(fd);
	if (!err && listen(fd, NETD_CLIENTS))
		err = -errno;
	netd.control.fd = fd;
	netd.control.ready = control_ready;
	if (!err)
		err = loop_add(&netd.loop, &netd.control, EPOLLIN);
	if (!err)
		return 0;
	log_line("listen at %s: %s", netd.path, strerror(-err));
	if (fd >= 0)
		close(fd);
	netd.control.fd = -1;
	return err;
}

/**
 * netd_control_close() - listen no more, remove the control socket
 */
void netd_control_close(void)
{
	unsigned int i;

	if (netd.control.fd < 0)
		return;
	for (i = 0; i < NETD_CLIENTS; i++) {
		if (netd.clients[i].socket.fd >= 0)
			client_close(&netd.clients[i]);
	}
	close(netd.control.fd);
	unlink(netd.path);
}

/**
 * netd_control_next() - when will a client have been too slow?
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
 * netd_control_due() - clients that were too slow have to go
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
