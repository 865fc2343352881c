// SPDX-License-Identifier: GPL-2.0
/*
 * linger PATH: hand the last descriptor of a socket to the door at PATH, and
 * end. To close it takes long: it waits until its other end has taken what was
 * sent. A child of this program has that end, and never reads. Prints the
 * child's process id.
 *
 * The machine must be stopped meanwhile, so that ours is not the last.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Return: a socket that lingers, with more to send than fits */
static int lingering(void)
{
	const struct linger long_time = { .l_onoff = 1, .l_linger = 1000 };
	struct sockaddr_in at = { .sin_family = AF_INET };
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t length = sizeof(at);
	static char bytes[65536];

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&at, length) ||
	    listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&at, &length) ||
	    connect(fd, (struct sockaddr *)&at, length) ||
	    setsockopt(fd, SOL_SOCKET, SO_LINGER, &long_time,
		       sizeof(long_time)))
		return -1;
	while (send(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
	return fd;
}

static int hand_over(const char *path, int fd)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct iovec bytes = { .iov_base = "", .iov_len = 1 };
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { .header = {
		.cmsg_len = CMSG_LEN(sizeof(int)),
		.cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS,
	} };
	const struct msghdr record = {
		.msg_iov = &bytes,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	int door = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	return connect(door, (struct sockaddr *)&at, sizeof(at)) ||
	       sendmsg(door, &record, 0) < 0;
}

int main(int argc, char **argv)
{
	int fd = lingering();
	pid_t child;

	if (argc != 2 || fd < 0)
		return 1;
	/* It has the listener, in whose queue the other end is */
	child = fork();
	if (!child) {
		close(fd);
		close(STDOUT_FILENO);
		pause();
		_exit(0);
	}
	printf("%d\n", child);
	return hand_over(argv[1], fd);
}
