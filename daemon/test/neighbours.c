// SPDX-License-Identifier: GPL-2.0
/*
 * Machines of one host are joined over a Unix socket: without a key, but only
 * by root and our own user. The dialers are real, the module is not there.
 */
#include <errno.h>
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
#include "test/listener.h"
#include "test/logged.h"

#define HELLO_AT	(NLMSG_HDRLEN + GENL_HDRLEN +			\
			 sizeof(struct demos_header) + NLA_HDRLEN)
#define STRANGER	65534

static char folder[40];

static const char *path(void)
{
	return ((struct sockaddr_un *)&listener_at.any)->sun_path;
}

/* Dial, say this, and go on until the handshake has ended */
static void say(const void *bytes, size_t length)
{
	int fd = listener_dial();

	handed_in.count = 0;
	*logged = 0;
	CHECK(write(fd, bytes, length) == (long)length);
	listener_once();
	listener_settle();
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
	CHECK(handed_in.count == 1 && handed_in.machine == 3);
	/* The handshake has looked at the bytes, but left them there */
	CHECK(handed_in.got > 0);
}

static void others_are_refused(void)
{
	static const char http[] = "GET / HTTP/1.1\r\n\r\n";

	greet_as(4);
	CHECK(!handed_in.count &&
	      strstr(logged, "as machine 4: it is unknown"));
	say(http, strlen(http));
	CHECK(!handed_in.count && strstr(logged, "it speaks HTTP"));
}

/* In a child, which needs root; even if the file lets that user connect */
static void another_user_is_refused(void)
{
	int status;
	pid_t child;

	if (geteuid())
		return;
	CHECK(!chmod(folder, 0755) && !chmod(path(), 0777));
	*logged = 0;
	child = fork();
	if (!child) {
		if (setuid(STRANGER))
			_exit(1);
		_exit(listener_dial() < 0 ? 2 : 0);
	}
	waitpid(child, &status, 0);
	CHECK(!status);
	listener_once();
	CHECK(handshakes_next() == PEER_NEVER);
	CHECK(strstr(logged, "belongs to user 65534"));
	CHECK(refuse_count(REFUSED_IDENTITY) == 2);
}

static void the_file_is_ours_alone(void)
{
	struct stat info;

	CHECK(!stat(path(), &info) && S_ISSOCK(info.st_mode) &&
	      !(info.st_mode & 077));
	/* The place is taken; and when we end, it is free */
	CHECK(netd_listen(&listener_at) == -EADDRINUSE &&
	      strstr(logged, "is in use: process"));
	netd_listen_close();
	CHECK(stat(path(), &info));
	CHECK(!netd_listen(&listener_at));
}

int main(void)
{
	char text[64];

	strcpy(folder, "/tmp/netd-neighbours-XXXXXX");
	CHECK(mkdtemp(folder));
	snprintf(text, sizeof(text), "unix:%s/1", folder);
	CHECK(!listener_open(text));
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
