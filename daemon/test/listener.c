// SPDX-License-Identifier: GPL-2.0
/*
 * A demos-netd that listens: replaces the module, and the functions that
 * demos-netd calls for connections that are ready.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "test/listener.h"

struct handed_in handed_in = { .machine = -1 };
bool listener_module_knows = true;
struct address listener_at;

const char *demos_error(const struct demos *demos)
{
	(void)demos;
	return "";
}

int demos_machine_get(struct demos *demos, struct demos_machine_info *info)
{
	(void)demos;
	memset(info, 0, sizeof(*info));
	info->id = LISTENER_SELF;
	return 0;
}

int demos_peer_get(struct demos *demos, __u16 machine,
		   struct demos_peer_info *info)
{
	(void)demos;
	(void)machine;
	memset(info, 0, sizeof(*info));
	return listener_module_knows ? 0 : -ENOENT;
}

int demos_peers(struct demos *demos, struct demos_peer_info **list)
{
	(void)demos;
	*list = NULL;
	return 0;
}

int demos_peer_add(struct demos *demos, __u16 machine)
{
	(void)demos;
	(void)machine;
	listener_module_knows = true;
	return 0;
}

int demos_peer_del(struct demos *demos, __u16 machine)
{
	(void)demos;
	(void)machine;
	listener_module_knows = false;
	return 0;
}

int demos_peer_reset(struct demos *demos, __u16 machine)
{
	(void)demos;
	(void)machine;
	return 0;
}

int netd_hand_in(int fd, __u16 machine)
{
	handed_in.count++;
	handed_in.machine = machine;
	handed_in.got = recv(fd, handed_in.bytes, sizeof(handed_in.bytes),
			     MSG_DONTWAIT);
	close(fd);
	return 0;
}

void netd_hang_up(struct peer *peer)
{
	(void)peer;
}

/**
 * listener_open() - begin to listen
 * @text: the address; the kernel chooses another port
 *
 * Return: 0 or a negative errno.
 */
int listener_open(const char *text)
{
	int err = address_parse(text, &listener_at);

	netd.peers.self = LISTENER_SELF;
	if (!err && listener_at.any.ss_family == AF_INET)
		((struct sockaddr_in *)&listener_at.any)->sin_port = 0;
	if (!err)
		err = loop_init(&netd.loop);
	if (!err)
		err = netd_listen(&listener_at);
	if (err)
		return err;
	return getsockname(netd.listeners[0].socket.fd,
			   (struct sockaddr *)&listener_at.any,
			   &listener_at.length) ? -errno : 0;
}

/**
 * listener_dial() - connect to the listener
 *
 * Return: the socket, or -1.
 */
int listener_dial(void)
{
	int fd = socket(listener_at.any.ss_family, SOCK_STREAM, 0);

	if (!connect(fd, (struct sockaddr *)&listener_at.any,
		     listener_at.length))
		return fd;
	close(fd);
	return -1;
}

/**
 * listener_once() - take one event, if there is one within 5 s
 */
void listener_once(void)
{
	struct loop_source *source;
	struct epoll_event event;

	if (epoll_wait(netd.loop.epoll, &event, 1, 5000) < 1)
		return;
	source = event.data.ptr;
	source->ready(source, event.events);
}

/**
 * listener_settle() - go on until all handshakes have ended
 */
void listener_settle(void)
{
	while (handshakes_next() != PEER_NEVER)
		listener_once();
}
