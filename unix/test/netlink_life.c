// SPDX-License-Identifier: GPL-2.0
/*
 * Connections: several at once, with descriptors, from other users, closed at
 * any moment; and doors.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/demos_door.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "net/door.h"
#include "net/listen.h"
#include "netlink_test.h"

#define BLOCKED	40
#define CROWD	200

static void release(int count)
{
	while (count--)
		CHECK(!client_ask(&a, toy(&a, TOY_RELEASE, NLM_F_ACK), NULL));
}

void parallel(void)
{
	static struct client clients[BLOCKED];
	int closed = toy_counts.closed;
	int blocked = toy_blocked;
	int i;

	for (i = 0; i < BLOCKED; i++) {
		client_connect(&clients[i]);
		client_send(&clients[i], toy(&clients[i], TOY_BLOCK, 0));
	}
	wait_for(&toy_blocked, blocked + BLOCKED);
	release(BLOCKED);
	for (i = 0; i < BLOCKED; i++) {
		CHECK(client_receive(&clients[i])->nlmsg_type == toy_id());
		client_close(&clients[i]);
	}
	wait_for(&toy_counts.closed, closed + BLOCKED);
}

static int count_threads(void)
{
	DIR *tasks = opendir("/proc/self/task");
	int count = -2;		/* "." and ".." */

	CHECK(tasks);
	while (readdir(tasks))
		count++;
	closedir(tasks);
	return count;
}

/*
 * Requests that do not block, and take some time, from many programs at once:
 * few workers serve them one after the other
 */
void crowd_served(void)
{
	int finished = toy_counts.finished, closed = toy_counts.closed;
	int before = count_threads(), most = 0, i;
	int fds[CROWD];
	struct nlmsghdr *nlh;
	struct client c;

	for (i = 0; i < CROWD; i++) {
		client_connect(&c);
		nlh = toy(&c, TOY_FLOOD, 0);
		mnl_attr_put_u32(nlh, TOY_A_U32, 500);
		client_send(&c, nlh);
		fds[i] = c.fd;
	}
	while (toy_counts.finished < finished + CROWD) {
		i = count_threads();
		most = i > most ? i : most;
		usleep(1000);
	}
	printf("# %d workers more for %d requests\n", most - before, CROWD);
	CHECK(most - before < CROWD / 2);
	for (i = 0; i < CROWD; i++)
		close(fds[i]);
	wait_for(&toy_counts.closed, closed + CROWD);
}

/* Events to a member that does not read, and also waits for an answer */
void written_meanwhile(void)
{
	struct nlmsghdr *nlh = toy(&a, TOY_SHOUT, NLM_F_ACK);
	int blocked = toy_blocked;
	int i;

	client_option(&b, DEMOS_DOOR_JOIN, toy_group(), 0);
	client_option(&b, DEMOS_DOOR_RCVBUF, 1 << 20, 0);
	client_send(&b, toy(&b, TOY_BLOCK, 0));
	wait_for(&toy_blocked, blocked + 1);
	mnl_attr_put_u32(nlh, TOY_A_U32, 1000);
	mnl_attr_put(nlh, TOY_A_BYTES, 500, a.in);
	CHECK(!client_ask(&a, nlh, NULL));
	for (i = 0; i < 1000; i++)
		CHECK(client_receive(&b)->nlmsg_seq == a.seq);
	release(1);
	CHECK(client_receive(&b)->nlmsg_seq == b.seq);
	client_option(&b, DEMOS_DOOR_LEAVE, toy_group(), 0);
}

static struct nlmsghdr *with_fd(int fd)
{
	struct nlmsghdr *nlh = toy(&a, TOY_FD, 0);

	mnl_attr_put_u32(nlh, TOY_A_FD, fd);
	return nlh;
}

static int open_files(void)
{
	int count = 0;
	int fd;

	for (fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Set how many descriptors there may be: as many as there are, or back */
static void limit_descriptors(bool set)
{
	static struct rlimit usual;
	struct rlimit limit;
	int fd = dup(0);

	close(fd);
	if (set)
		CHECK(!getrlimit(RLIMIT_NOFILE, &usual));
	limit = usual;
	if (set)
		limit.rlim_cur = fd;
	CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
}

void descriptors(void)
{
	int fd = memfd_create("text", MFD_CLOEXEC);
	int files = open_files();
	struct refusal refusal;

	CHECK(write(fd, "hello", 5) == 5);
	CHECK(!lseek(fd, 0, SEEK_SET));
	client_send_fd(&a, with_fd(fd), fd);
	CHECK(client_receive(&a)->nlmsg_type == toy_id());
	CHECK(memmem(a.in, a.length, "hello", 6));
	CHECK(client_ask(&a, with_fd(fd), &refusal) == -EBADF);
	CHECK(!strcmp(refusal.text, "not a descriptor") && refusal.offset);
	client_send_fd(&a, with_fd(-1), fd);
	client_read_refusal(client_receive(&a), &refusal);
	CHECK(refusal.err == -EBADF);
	/* A descriptor that the request does not use is closed afterwards */
	client_send_fd(&a, toy(&a, TOY_RELEASE, NLM_F_ACK), fd);
	client_receive(&a);
	toy_drain();
	CHECK(client_ask(&a, with_fd(fd), &refusal) == -EBADF);
	/* It is not the program's mistake if there is no room for it */
	limit_descriptors(true);
	client_send_fd(&a, with_fd(fd), fd);
	client_read_refusal(client_receive(&a), &refusal);
	limit_descriptors(false);
	CHECK(refusal.err == -EMFILE);
	CHECK(open_files() == files);
	close(fd);
}

/* Act as another user, in a child process; NULL: it cannot even connect */
static void as_other(const char *path, bool (*act)(int fd))
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int length = offsetof(struct sockaddr_un, sun_path) + strlen(path);
	pid_t child;
	int status;
	int fd;

	strcpy(name.sun_path, path);
	if (*path == '@')
		name.sun_path[0] = '\0';
	else
		length++;
	child = fork();
	CHECK(child >= 0);
	if (!child) {
		if (setresgid(65534, 65534, 65534) ||
		    setresuid(65534, 65534, 65534))
			_exit(2);
		fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
		if (connect(fd, (struct sockaddr *)&name, length))
			_exit(act || errno != EACCES);
		_exit(!act || !act(fd));
	}
	CHECK(waitpid(child, &status, 0) == child && !status);
}

static bool has_no_rights(int fd)
{
	static struct client c;

	client_greeted(&c, fd);
	return client_ask(&c, toy(&c, TOY_SECRET, 0), NULL) == -EPERM &&
	       client_ask(&c, toy(&c, TOY_UNSAFE, 0), NULL) == -EPERM &&
	       !client_ask(&c, toy(&c, TOY_RELEASE, NLM_F_ACK), NULL);
}

static bool is_refused(int fd)
{
	struct client c = { .fd = fd };
	struct nlmsghdr *nlh = client_receive(&c);
	struct nlmsgerr *error = mnl_nlmsg_get_payload(nlh);

	return nlh->nlmsg_type == NLMSG_ERROR && error->error == -EACCES &&
	       !recv(fd, &c.in, 1, 0);
}

/* A connection of an administrator gives another user no rights */
static void sent_by_other(void)
{
	pid_t child = fork();
	int status;

	CHECK(child >= 0);
	if (!child) {
		if (setresgid(65534, 65534, 65534) ||
		    setresuid(65534, 65534, 65534))
			_exit(2);
		_exit(client_ask(&a, toy(&a, TOY_SECRET, 0), NULL) != -EPERM);
	}
	CHECK(waitpid(child, &status, 0) == child && !status);
}

void rights(void)
{
	char path[40];

	client_send(&a, toy(&a, TOY_SECRET, 0));
	CHECK(client_receive(&a)->nlmsg_type == toy_id());
	client_send(&a, toy(&a, TOY_UNSAFE, 0));
	CHECK(client_receive(&a)->nlmsg_type == toy_id());
	if (geteuid()) {
		printf("# no other user: not root\n");
		return;
	}
	sent_by_other();
	snprintf(path, sizeof(path), "@demos-test-%d", getpid());
	CHECK(!door_again(path, 0600));
	as_other(path, is_refused);
	CHECK(!door_again(path, 0666));
	as_other(path, has_no_rights);
	toy_drain();
	snprintf(path, sizeof(path), "/tmp/demos-test-%d", getpid());
	CHECK(!door_again(path, 0666));
	as_other(path, has_no_rights);
	CHECK(!door_again(path, 0600));
	as_other(path, NULL);
	CHECK(!door_again(NULL, 0));
}

void closing_told(void)
{
	struct client c;
	int closed = toy_counts.closed;

	client_connect(&c);
	client_close(&c);
	wait_for(&toy_counts.closed, closed + 1);
	CHECK(toy_counts.last_closed == c.port);
	/* Requests sent before the close are served; answers are lost */
	client_connect(&c);
	client_send(&c, toy(&c, TOY_RELEASE, NLM_F_ACK));
	CHECK(!send(c.fd, "", 0, 0));
	client_send(&c, toy(&c, TOY_BLOCK, 0));
	client_close(&c);
	wait_for(&toy_counts.closed, closed + 2);
	CHECK(!client_ask(&a, toy(&a, TOY_RELEASE, NLM_F_ACK), NULL));
	toy_drain();
}

/* Requests are served although their program has ended without reading */
void closing_unread(void)
{
	struct client c;
	int finished = toy_counts.finished;
	int blocked = toy_blocked;
	int tries;

	client_connect(&c);
	client_send(&c, toy(&c, TOY_ECHO, 0));
	wait_for(&toy_counts.finished, finished + 1);
	client_send(&c, toy(&c, TOY_BLOCK, 0));
	wait_for(&toy_blocked, blocked + 1);
	client_send(&c, toy(&c, TOY_RELEASE, 0));
	client_close(&c);
	release(1);
	/* These three requests, and release()'s own */
	wait_for(&toy_counts.finished, finished + 4);
	/* At least once it is gone before its last request is read */
	for (tries = 0; tries < 100; tries++) {
		finished = toy_counts.finished;
		client_connect(&c);
		client_send(&c, toy(&c, TOY_ECHO, 0));
		wait_for(&toy_counts.finished, finished + 1);
		client_send(&c, toy(&c, TOY_RELEASE, 0));
		client_close(&c);
		wait_for(&toy_counts.finished, finished + 2);
	}
	toy_drain();
}

/* Clients that flood, dump, join and hang up, many at a time */
static void *disturb(void *arg)
{
	unsigned int seed = (long)arg;
	struct client *c = malloc(sizeof(*c));
	struct nlmsghdr *nlh;
	int i;

	for (i = 0; i < 60; i++) {
		client_connect(c);
		switch (rand_r(&seed) % 5) {
		case 0:
			nlh = toy(c, TOY_FLOOD, NLM_F_ACK);
			break;
		case 1:
			nlh = toy(c, TOY_COUNT, NLM_F_DUMP);
			break;
		case 2:
			client_set(c, DEMOS_DOOR_JOIN, toy_group(), 0);
			nlh = toy(c, TOY_SHOUT, NLM_F_ACK);
			break;
		case 3:
			client_set(c, DEMOS_DOOR_RCVBUF, 1, 0);
			nlh = toy(c, TOY_SHOUT, NLM_F_ACK);
			break;
		default:
			nlh = toy(c, TOY_ECHO, 0);
		}
		mnl_attr_put_u32(nlh, TOY_A_U32, rand_r(&seed) % 2000);
		client_send(c, nlh);
		if (rand_r(&seed) % 2)
			recv(c->fd, c->in, sizeof(c->in), 0);
		client_close(c);
	}
	free(c);
	return NULL;
}

void closing_anywhere(void)
{
	int closed = toy_counts.closed;
	pthread_t threads[6];
	long seed = time(NULL);
	int i;

	printf("# seed %ld\n", seed);
	for (i = 0; i < 6; i++)
		CHECK(!pthread_create(&threads[i], NULL, disturb,
				      (void *)(seed + i)));
	for (i = 0; i < 6; i++)
		CHECK(!pthread_join(threads[i], NULL));
	wait_for(&toy_counts.closed, closed + 6 * 60);
	CHECK(!door_again(NULL, 0));
	CHECK(toy_counts.begun == toy_counts.done);
	CHECK(toy_counts.prepared == toy_counts.finished);
}

static int connect_to(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	strcpy(name.sun_path, path);
	if (!connect(fd, (struct sockaddr *)&name, sizeof(name)))
		return fd;
	close(fd);
	return -1;
}

/* Leave a socket behind, as a killed process does */
static void leave_socket(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	strcpy(name.sun_path, path);
	CHECK(!bind(fd, (struct sockaddr *)&name, sizeof(name)));
	close(fd);
}

/* Others keep the folder locked */
static void door_in_locked_folder(const char *path)
{
	int folder = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	CHECK(!flock(folder, LOCK_EX | LOCK_NB) || errno == EWOULDBLOCK);
	alarm(60);
	CHECK(!door_again(path, 0600));
	alarm(0);
	close(folder);
}

void doors(void)
{
	char path[40];
	char other[60];
	char longer[120];
	struct unix_name name;
	struct stat made;
	struct client c;
	int fd;

	snprintf(path, sizeof(path), "/tmp/demos-test-%d", getpid());
	snprintf(other, sizeof(other), "%s-other", path);
	leave_socket(path);
	CHECK(!door_again(path, 0640));
	CHECK(!stat(path, &made) && (made.st_mode & 0777) == 0640);
	client_greeted(&c, connect_to(path));
	CHECK(door_again(path, 0600) == 0);
	CHECK(!recv(c.fd, c.in, 1, 0));	/* it has been hung up */
	client_close(&c);
	/* A socket in use is not replaced, nor a file that is no socket */
	CHECK(unix_listen(&name, path, 0600) == -EADDRINUSE);
	CHECK(!rename(path, other));
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	CHECK(fd >= 0);
	close(fd);
	CHECK(door_again(path, 0600) == -EADDRINUSE);
	/* The door has removed neither this file nor its moved socket */
	CHECK(!unlink(path) && !unlink(other));
	CHECK(door_again("", 0600) == -EINVAL);
	CHECK(door_again("@", 0600) == -EINVAL);
	CHECK(door_again("/nowhere/at/all", 0600) == -ENOENT);
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	CHECK(door_again(longer, 0600) == -ENAMETOOLONG);
	door_in_locked_folder(path);
	CHECK(!door_again(NULL, 0));
	CHECK(stat(path, &made) && errno == ENOENT);
}

/* Refused: with which errno? */
static int refused(int fd)
{
	struct client c = { .fd = fd };
	struct nlmsghdr *nlh = client_receive(&c);

	CHECK(nlh->nlmsg_type == NLMSG_ERROR);
	CHECK(!recv(fd, c.in, 1, 0));
	close(fd);
	return ((struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error;
}

void programs_refused(void)
{
	static struct client clients[1100];
	struct rlimit limit, usual;
	char path[40];
	int closed;
	int count;
	int fd;

	snprintf(path, sizeof(path), "/tmp/demos-test-%d", getpid());
	CHECK(!door_again(path, 0600));
	/* No descriptors are left, except one for the program itself */
	CHECK(!getrlimit(RLIMIT_NOFILE, &usual));
	fd = dup(0);
	limit = usual;
	limit.rlim_cur = fd + 1;
	close(fd);
	CHECK(!setrlimit(RLIMIT_NOFILE, &limit));
	CHECK(refused(connect_to(path)) == -EMFILE);
	CHECK(!setrlimit(RLIMIT_NOFILE, &usual));
	/* Too many connections, counting the two of every test */
	closed = toy_counts.closed;
	for (count = 0; count < 1022; count++)
		client_greeted(&clients[count], connect_to(path));
	CHECK(refused(connect_to(path)) == -EMFILE);
	client_close(&clients[--count]);
	wait_for(&toy_counts.closed, closed + 1);
	client_greeted(&clients[count++], connect_to(path));
	while (count)
		client_close(&clients[--count]);
	wait_for(&toy_counts.closed, closed + 1023);
	CHECK(!door_again(NULL, 0));
}
