// SPDX-License-Identifier: GPL-2.0
/*
 * Thousands of strangers at demos-netd's port: they crowd out only themselves,
 * and it costs little to turn them away.
 *
 *	crowd [N]	N instead of 3000; prints the cost of each
 */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "netd/netd.h"
#include "netd/tls.h"
#include "test/check.h"
#include "test/listener.h"

#define FLOODERS	3	/* addresses that they come from */
#define OPEN		500	/* connections of a flooder at once */

static const struct key *find(__u16 machine)
{
	(void)machine;
	return NULL;
}

/* Connect from 127.0.0.@from */
static int connect_from(unsigned char from)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	const struct linger at_once = { 1, 0 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(0x7f000000 + from);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    connect(fd, (struct sockaddr *)&listener_at.any,
		    listener_at.length))
		_exit(1);
	return fd;
}

/* Is there nothing to read, no end, and no connection to accept? */
static bool is_quiet(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return !poll(&poll_fd, 1, 0);
}

/*
 * If the listener was not scheduled all the while, it still has to see that
 * these are too many: wait until it turns the oldest away.
 */
static void wait_for_end(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	poll(&poll_fd, 1, 5000);
}

static void flood(int count, unsigned char from)
{
	int open[OPEN];
	int i;

	for (i = 0; i < count; i++) {
		if (i >= OPEN)
			close(open[i % OPEN]);
		open[i % OPEN] = connect_from(from + i % FLOODERS);
		if (i % 8 == 7)
			send(open[i % OPEN], "GET / HTTP/1.0\r\n\r\n", 18,
			     MSG_NOSIGNAL);
	}
	wait_for_end(open[count < OPEN ? 0 : count % OPEN]);
}

/* All flooders have gone; their connections may still wait */
static void over(struct loop_source *source, __u32 events)
{
	(void)events;
	loop_remove(&netd.loop, source);
	close(source->fd);
	source->fd = -1;
}

static int turn(void *arg)
{
	const struct loop_source *end = arg;

	netd.loop.stop = end->fd < 0 && is_quiet(netd.listeners[0].socket.fd);
	return netd.loop.stop ? 0 : -1;
}

static void listen_while_flooded(int count, unsigned char from)
{
	struct loop_source end = { .ready = over };
	int ends[2], status = 1;
	pid_t child;

	if (pipe(ends))
		return;
	child = fork();
	if (!child) {
		flood(count, from);
		_exit(0);
	}
	close(ends[1]);
	end.fd = ends[0];
	CHECK(!loop_add(&netd.loop, &end, EPOLLIN));
	netd.loop.stop = false;
	loop_run(&netd.loop, turn, &end);
	waitpid(child, &status, 0);
	CHECK(!status);
}

static __u64 cpu_us(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000ULL +
	       usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void a_crowd_crowds_out_itself(int count)
{
	int slow = connect_from(1);
	__u64 begin = cpu_us();

	listen_while_flooded(count, 2);
	printf("# %llu us each\n", (cpu_us() - begin) / count);
	/* It came first, and is no quicker than they */
	CHECK(is_quiet(slow));
	CHECK(refuse_count(REFUSED_CROWD) > 0);
	CHECK(refuse_count(REFUSED_CROWD) + refuse_count(REFUSED_PROTOCOL) +
	      refuse_count(REFUSED_CLOSED) > (__u64)count - 2 * OPEN);
	handshakes_clear();
	CHECK(!is_quiet(slow));
	close(slow);
}

/* One of the flooders comes back alone, while others flood */
static void ended_connections_do_not_count(void)
{
	int slow = connect_from(2);

	listen_while_flooded(3000, 2 + FLOODERS);
	CHECK(is_quiet(slow));
	handshakes_clear();
	close(slow);
}

/* As many descriptors as there are now, and a few */
static void limit_files(struct rlimit *usual, int more)
{
	int next = dup(0);
	struct rlimit limit;

	close(next);
	getrlimit(RLIMIT_NOFILE, usual);
	limit = *usual;
	limit.rlim_cur = next + more;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* Nor does a connection stay that makes the loop come back again and again */
static void without_descriptors_they_are_turned_away(int more)
{
	__u64 before = refuse_count(REFUSED_CROWD), begin = demos_clock_ms();
	struct loop_source end = { .ready = over };
	struct rlimit usual;
	int ends[2];
	pid_t child;

	CHECK(!pipe(ends));
	child = fork();
	if (!child) {
		close(ends[0]);
		flood(40, 2);
		/* The oldest has ended; do all the others have their turn? */
		usleep(300000);
		_exit(0);
	}
	close(ends[1]);
	end.fd = ends[0];
	CHECK(!loop_add(&netd.loop, &end, EPOLLIN));
	limit_files(&usual, more);
	netd.loop.stop = false;
	loop_run(&netd.loop, turn, &end);
	setrlimit(RLIMIT_NOFILE, &usual);
	waitpid(child, NULL, 0);
	handshakes_clear();
	/* Each once, and those whose place it took */
	CHECK(refuse_count(REFUSED_CROWD) - before >= 40 - (__u64)more);
	CHECK(refuse_count(REFUSED_CROWD) - before <= 2 * 40);
	CHECK(demos_clock_ms() - begin < 4000);
}

int main(int argc, char **argv)
{
	CHECK(!tls_open(LISTENER_SELF, find, true));
	CHECK(!listener_open("127.0.0.1:1"));
	a_crowd_crowds_out_itself(argc > 1 ? atoi(argv[1]) : 3000);
	ended_connections_do_not_count();
	without_descriptors_they_are_turned_away(10);
	without_descriptors_they_are_turned_away(0);
	netd_listen_close();
	tls_close();
	return done();
}
