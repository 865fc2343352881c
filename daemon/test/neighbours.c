// SPDX-License-Identifier: GPL-2.0
/*
 * Machines of one host are joined over a Unix socket: without a key, but only
 * by root and our own user. The dialers are real, the module is not there.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/demos.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "netd/netd.h"
#include "netd/vouch.h"
#include "test/check.h"

#define HELLO_AT	(NLMSG_HDRLEN + GENL_HDRLEN +			\
			 sizeof(struct demos_header) + NLA_HDRLEN)
#define STRANGER	65534

struct netd netd = { .peers.self = 1 };
static char folder[40];
static struct address place;
static int handed_in = -1;
static char last[512];

void log_line(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(last, sizeof(last), format, args);
	va_end(args);
}

const char *demos_error(const struct demos *demos)
{
	(void)demos;
	return "";
}

void netd_prepare(int fd)
{
	(void)fd;
}

int netd_check_machine(void)
{
	return 0;
}

int netd_hand_in(int fd, __u16 machine)
{
	char byte;

	/* What was looked at is still there for the module */
	CHECK(recv(fd, &byte, 1, MSG_DONTWAIT) == 1);
	handed_in = machine;
	close(fd);
	return 0;
}

int netd_look_at(struct peer *peer, struct demos_peer_info *info)
{
	(void)peer;
	(void)info;
	return 0;
}

static void go_on_once(void)
{
	struct loop_source *source;
	struct epoll_event event;

	if (epoll_wait(netd.loop.epoll, &event, 1, 5000) < 1)
		return;
	source = event.data.ptr;
	source->ready(source, event.events);
}

static int connect_here(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return connect(fd, (struct sockaddr *)&place.any, place.length) ? -1 :
									 fd;
}

/* Dial, say this, and go on until the handshake has ended */
static void say(const void *bytes, size_t length)
{
	int fd = connect_here();

	handed_in = -1;
	*last = 0;
	CHECK(write(fd, bytes, length) == (long)length);
	do {
		go_on_once();
	} while (handshakes_next() != PEER_NEVER);
	close(fd);
}

static void greet_as(__u16 machine)
{
	struct demos_hello hello = { .magic = DEMOS_HELLO_MAGIC,
				     .machine = machine };
	char frame[HELLO_AT + sizeof(hello)] = { sizeof(frame), 0, 0, 0,
						 0x53, 0x44 };

	memcpy(frame + HELLO_AT, &hello, sizeof(hello));
	say(frame, sizeof(frame));
}

static void a_peer_is_believed(void)
{
	greet_as(3);
	CHECK(handed_in == 3);
}

static void others_are_refused(void)
{
	static const char http[] = "GET / HTTP/1.1\r\n\r\n";

	greet_as(4);
	CHECK(handed_in < 0 && strstr(last, "as machine 4: it is unknown"));
	say(http, strlen(http));
	CHECK(handed_in < 0 && strstr(last, "it speaks HTTP"));
}

/* In a child, which needs root; even if the file lets that user connect */
static void another_user_is_refused(void)
{
	int status;
	pid_t child;

	if (geteuid())
		return;
	CHECK(!chmod(folder, 0755));
	CHECK(!chmod(folder, 0755) &&
	      !chmod(((struct sockaddr_un *)&place.any)->sun_path, 0777));
	*last = 0;
	child = fork();
	if (!child) {
		if (setuid(STRANGER))
			_exit(1);
		_exit(connect_here() < 0 ? 2 : 0);
	}
	waitpid(child, &status, 0);
	CHECK(!status);
	go_on_once();
	CHECK(handshakes_next() == PEER_NEVER);
	CHECK(strstr(last, "belongs to user 65534"));
	CHECK(refuse_count(REFUSED_IDENTITY) == 2);
}

static void the_file_is_ours_alone(void)
{
	const char *path = ((struct sockaddr_un *)&place.any)->sun_path;
	struct stat info;

	CHECK(!stat(path, &info) && S_ISSOCK(info.st_mode) &&
	      !(info.st_mode & 077));
	/* The place is taken; and when we end, it is free */
	CHECK(netd_listen(&place) == -EADDRINUSE &&
	      strstr(last, "is in use: process"));
	netd_listen_close();
	CHECK(stat(path, &info));
	CHECK(!netd_listen(&place));
}

int main(void)
{
	char text[64];

	strcpy(folder, "/tmp/netd-neighbours-XXXXXX");
	CHECK(mkdtemp(folder));
	snprintf(text, sizeof(text), "unix:%s/1", folder);
	CHECK(!address_parse(text, &place));
	CHECK(!loop_init(&netd.loop) && !netd_listen(&place));
	peers_add(&netd.peers, 3, "", 1);
	the_file_is_ours_alone();
	a_peer_is_believed();
	others_are_refused();
	another_user_is_refused();
	netd_listen_close();
	peers_clear(&netd.peers);
	CHECK(!rmdir(folder));
	return done();
}
