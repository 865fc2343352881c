// SPDX-License-Identifier: GPL-2.0
/*
 * The way through a door: who is let in, what is sent and received, and what is
 * said if there is no machine. This test is the machine's end of the door.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/handle.h"
#include "test/check.h"

#define SOON	200	/* ms */

static char folder[40], path[64];

/* A message without payload but @error */
struct record {
	struct nlmsghdr nlh;
	int error;
};

static struct record record(__u16 type, int error)
{
	struct record said = { .nlh.nlmsg_type = type, .error = error };

	said.nlh.nlmsg_len = type == NLMSG_ERROR ? sizeof(said) :
						   sizeof(said.nlh);
	return said;
}

static int listen_here(int type)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	strcpy(at.sun_path, path);
	CHECK(!bind(fd, (struct sockaddr *)&at, sizeof(at)));
	CHECK(!listen(fd, 1));
	return fd;
}

/* A handle through the door, opened */
static struct demos *open_door(int *err)
{
	struct demos *demos = calloc(1, sizeof(*demos));

	demos->fd = -1;
	demos->passed = -1;
	demos->way = &demos_way_door;
	demos->patience = SOON;
	snprintf(demos->path, sizeof(demos->path), "%s", path);
	*err = demos->way->open(demos);
	return demos;
}

static void close_door(struct demos *demos)
{
	demos_socket_close(demos);
	free(demos);
}

/* Is it not opened, with this error, in these words? */
static bool fails(int error, const char *words)
{
	int err;
	struct demos *demos = open_door(&err);
	bool so = err == error && strstr(demos_error(demos), words);

	if (!so)
		printf("# %d: %s\n", err, demos_error(demos));
	close_door(demos);
	return so;
}

static void what_is_not_there_is_named(void)
{
	int fd;

	CHECK(fails(-ENOENT, "start demos-machine"));
	CHECK(fails(-ENOENT, path));
	close(listen_here(SOCK_SEQPACKET));
	CHECK(fails(-ENOENT, "its process has ended"));
	CHECK(!unlink(path));
	fd = listen_here(SOCK_STREAM);
	CHECK(fails(-EPROTOTYPE, "something else listens there"));
	close(fd);
	CHECK(!unlink(path));
}

/* One whose queue is full, and one that does not greet */
static void one_that_hangs_is_not_waited_for(void)
{
	int fd = listen_here(SOCK_SEQPACKET);
	time_t begin = time(NULL);
	int i;

	for (i = 0; i < 4; i++)
		CHECK(fails(-ETIMEDOUT, "does not answer"));
	CHECK(time(NULL) - begin <= 4);
	close(fd);
	CHECK(!unlink(path));
}

/*
 * The machine's end of a door that is opened in a child, to which it says this
 * first. Return: the status of the child: was its error this one?
 */
static bool greets(const void *said, size_t length, int error)
{
	int fd = listen_here(SOCK_SEQPACKET);
	int status, end, err;
	pid_t child = fork();

	if (!child) {
		open_door(&err);
		_exit(err == error ? 0 : 1);
	}
	end = accept(fd, NULL, NULL);
	CHECK(send(end, said, length, MSG_NOSIGNAL) == (long)length);
	shutdown(end, SHUT_WR);
	waitpid(child, &status, 0);
	close(end);
	close(fd);
	CHECK(!unlink(path));
	return !status;
}

static void the_first_record_counts(void)
{
	struct record said = record(NLMSG_NOOP, 0);

	CHECK(greets(&said, sizeof(said.nlh), 0));
	CHECK(greets(&said, 3, -EPROTO));
	said = record(NLMSG_ERROR, -EMFILE);
	CHECK(greets(&said, sizeof(said), -EMFILE));
	said = record(NLMSG_ERROR, 0);
	CHECK(greets(&said, sizeof(said), -EPROTO));
	said = record(NLMSG_DONE, 0);
	CHECK(greets(&said, sizeof(said.nlh), -EPROTO));
	CHECK(greets("", 0, -ENONET));
}

static struct demos *join(int *end)
{
	struct demos *demos = calloc(1, sizeof(*demos));
	int ends[2];

	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends));
	demos->fd = ends[0];
	demos->passed = -1;
	demos->way = &demos_way_door;
	demos->patience = SOON;
	*end = ends[1];
	return demos;
}

static void what_was_lost_is_told_once(void)
{
	struct record said = record(NLMSG_OVERRUN, 0);
	int end;
	struct demos *demos = join(&end);

	CHECK(demos->way->receive(demos) == -EAGAIN);
	CHECK(send(end, &said, sizeof(said.nlh), 0) > 0);
	said = record(NLMSG_NOOP, 0);
	CHECK(send(end, &said, sizeof(said.nlh), 0) > 0);
	CHECK(demos->way->receive(demos) == -ENOBUFS);
	CHECK(demos->way->receive(demos) == sizeof(said.nlh));
	CHECK(demos->way->receive(demos) == -EAGAIN);
	close(end);
	CHECK(demos->way->receive(demos) == -ENONET);
	CHECK(demos->way->send(demos, &said, sizeof(said.nlh)) == -ENONET);
	close_door(demos);
}

/* The descriptor that came with a record, -1: none */
static int take_descriptor(int end)
{
	char bytes[64], room[CMSG_SPACE(2 * sizeof(int))];
	struct iovec part = { bytes, sizeof(bytes) };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = room, .msg_controllen = sizeof(room),
	};
	struct cmsghdr *header;
	int fd = -1;

	CHECK(recvmsg(end, &message, 0) == NLMSG_HDRLEN);
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

static void a_descriptor_goes_along(void)
{
	struct record said = record(NLMSG_NOOP, 0);
	struct stat ours, theirs;
	int end, fd;
	struct demos *demos = join(&end);

	CHECK(!demos->way->send(demos, &said, sizeof(said.nlh)));
	CHECK(take_descriptor(end) < 0);
	demos->passed = open(folder, O_RDONLY | O_DIRECTORY);
	CHECK(!demos->way->send(demos, &said, sizeof(said.nlh)));
	fd = take_descriptor(end);
	CHECK(fd >= 0 && fd != demos->passed);
	CHECK(!fstat(fd, &theirs) && !fstat(demos->passed, &ours) &&
	      ours.st_ino == theirs.st_ino);
	close(fd);
	close(demos->passed);
	/* A machine that reads nothing is given up, too */
	demos->passed = -1;
	while (!demos->way->send(demos, &said, sizeof(said.nlh)))
		;
	CHECK(demos->way->send(demos, &said, sizeof(said.nlh)) == -ETIMEDOUT);
	close(end);
	close_door(demos);
}

int main(void)
{
	strcpy(folder, "/tmp/demos-door.XXXXXX");
	CHECK(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/m1", folder);
	what_is_not_there_is_named();
	one_that_hangs_is_not_waited_for();
	the_first_record_counts();
	what_was_lost_is_told_once();
	a_descriptor_goes_along();
	CHECK(!rmdir(folder));
	return done();
}
