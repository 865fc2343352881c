// SPDX-License-Identifier: GPL-2.0
/*
 * Ways through sockets: Unix, TCP, UDP. A server is a process of its own, which
 * lives as long as its maker.
 */
#define _GNU_SOURCE
#include "ipc.h"

#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Room for a burst, and for what the kernel adds to a message */
#define BUFFER		(4 << 20)

/* A message begins with this */
struct head {
	uint32_t length;
	uint32_t wants_answer;
};

/**
 * struct end - the measuring end of a connection
 * @fd: the socket
 */
struct end {
	int fd;
};

static void send_all(int fd, const void *data, size_t length)
{
	ssize_t sent;

	for (; length; length -= sent, data = (const char *)data + sent) {
		sent = send(fd, data, length, MSG_NOSIGNAL);
		bench_errno(sent, "cannot send");
	}
}

static void answer(int fd, const char *message)
{
	const struct head *head = (const void *)message;

	if (head->wants_answer)
		send_all(fd, message, head->length);
}

/* Each read gives one message */
static void serve_messages(int fd)
{
	char message[DEMOS_DATA_MAX] __aligned(8);

	while (recv(fd, message, sizeof(message), 0) > 0)
		answer(fd, message);
}

/* A read returns the bytes there are: parts of messages, or several */
static void serve_stream(int fd)
{
	char bytes[16 * DEMOS_DATA_MAX] __aligned(8);
	const struct head *head = (const void *)bytes;
	size_t filled = 0;
	ssize_t got;

	while ((got = recv(fd, bytes + filled, sizeof(bytes) - filled, 0)) >
	       0) {
		filled += got;
		while (filled >= sizeof(*head) && filled >= head->length) {
			answer(fd, bytes);
			filled -= head->length;
			memmove(bytes, bytes + head->length, filled);
		}
	}
}

/**
 * socket_serve() - start a process that answers messages from a socket
 * @client: the other end, the caller's
 * @server: the server's end; closed here
 * @stream: it does not keep message boundaries
 *
 * Return: argument for socket_run().
 */
void *socket_serve(int client, int server, bool stream)
{
	struct end *end = malloc(sizeof(*end));
	pid_t pid = fork();

	bench_errno(pid, "cannot fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(client);
		if (stream)
			serve_stream(server);
		else
			serve_messages(server);
		_exit(0);
	}
	close(server);
	end->fd = client;
	return end;
}

/**
 * socket_run() - measure a way through a socket (struct way)
 * @arg: from socket_serve()
 * @pitch: what to send
 *
 * Return: ns.
 */
uint64_t socket_run(void *arg, const struct pitch *pitch)
{
	char message[DEMOS_DATA_MAX] __aligned(8) = {};
	struct head *head = (void *)message;
	struct end *end = arg;
	uint64_t begin = bench_now();
	ssize_t got;
	int i, n, missing;

	head->length = pitch->bytes;
	for (i = 0; i < pitch->bursts; i++) {
		for (n = 1; n <= pitch->messages; n++) {
			head->wants_answer = n == pitch->messages;
			send_all(end->fd, message, pitch->bytes);
		}
		for (missing = pitch->bytes; missing; missing -= got) {
			got = recv(end->fd, message, missing, 0);
			bench_errno(got, "no answer from a socket");
			if (!got)
				errx(1, "a server has ended");
		}
	}
	return bench_now() - begin;
}

/* No loss, no delay for coalescing, no endless wait */
static void set_options(int fd)
{
	const struct timeval limit = { .tv_sec = 20 };
	const int buffer = BUFFER;
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	bench_errno(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit,
			       sizeof(limit)), "SO_RCVTIMEO");
	bench_errno(setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer,
			       sizeof(buffer)), "SO_RCVBUF");
}

static struct sockaddr_in inet(const char *address, uint16_t port)
{
	struct sockaddr_in inet = {
		.sin_family = AF_INET,
		.sin_port = port,
		.sin_addr.s_addr = inet_addr(address),
	};

	return inet;
}

/* A socket bound to a port of the kernel's choice, which goes to @name */
static int bound(const struct machine *machine, int type, const char *address,
		 struct sockaddr_in *name)
{
	socklen_t length = sizeof(*name);
	int fd;

	machine_enter(machine);
	fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	bench_errno(fd, "cannot make a socket");
	*name = inet(address, 0);
	bench_errno(bind(fd, (void *)name, sizeof(*name)), "cannot bind");
	bench_errno(getsockname(fd, (void *)name, &length), "getsockname");
	return fd;
}

/**
 * socket_connection() - make a TCP connection
 * @from: machine of one end
 * @to: machine of the other end
 * @address: of the other end
 * @fd: gets both ends
 *
 * Return: 0. The caller is on the machine @from.
 */
int socket_connection(const struct machine *from, const struct machine *to,
		      const char *address, int fd[2])
{
	const int on = 1;
	struct sockaddr_in name;
	int listener = bound(to, SOCK_STREAM, address, &name);

	bench_errno(listen(listener, 1), "cannot listen");
	machine_enter(from);
	fd[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bench_errno(connect(fd[0], (void *)&name, sizeof(name)),
		    "cannot connect");
	fd[1] = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	bench_errno(fd[1], "cannot accept");
	close(listener);
	setsockopt(fd[0], IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd[1], IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return 0;
}

static void *tcp(const struct machine *from, const struct machine *to,
		 const char *address)
{
	int fd[2];

	socket_connection(from, to, address, fd);
	set_options(fd[0]);
	return socket_serve(fd[0], fd[1], true);
}

static void *udp(const struct machine *from, const struct machine *to,
		 const char *here, const char *there)
{
	struct sockaddr_in name[2];
	int fd[2];

	fd[1] = bound(to, SOCK_DGRAM, there, &name[1]);
	fd[0] = bound(from, SOCK_DGRAM, here, &name[0]);
	bench_errno(connect(fd[0], (void *)&name[1], sizeof(name[1])),
		    "cannot connect");
	bench_errno(connect(fd[1], (void *)&name[0], sizeof(name[0])),
		    "cannot connect");
	set_options(fd[0]);
	set_options(fd[1]);
	/* The server waits forever, as in the other ways */
	setsockopt(fd[1], SOL_SOCKET, SO_RCVTIMEO, &(struct timeval) {},
		   sizeof(struct timeval));
	return socket_serve(fd[0], fd[1], false);
}

static void *unix_pair(void)
{
	int fd[2];

	bench_errno(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd),
		    "cannot make Unix sockets");
	return socket_serve(fd[0], fd[1], false);
}

static void *serve_thread(void *arg)
{
	serve_messages((intptr_t)arg);
	return NULL;
}

/* A thread in the place of a process */
static void *thread_pair(void)
{
	struct end *end = malloc(sizeof(*end));
	pthread_t thread;
	void *server;
	int fd[2];

	bench_errno(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd),
		    "cannot make Unix sockets");
	server = (void *)(intptr_t)fd[1];
	if (pthread_create(&thread, NULL, serve_thread, server))
		errx(1, "cannot make a thread");
	end->fd = fd[0];
	return end;
}

/**
 * socket_way() - prepare the ways through sockets
 * @ways: filled in
 * @world: the machines
 *
 * Return: number of ways.
 */
int socket_way(struct way *ways, const struct world *world)
{
	const struct machine *a = &world->a;
	const struct machine *b = &world->b;
	const char *home = "127.0.0.1";

	ways[0] = (struct way) { "Unix socket, SEQPACKET", false, socket_run,
				 unix_pair() };
	ways[1] = (struct way) { "TCP", false, socket_run, tcp(a, a, home) };
	ways[2] = (struct way) { "UDP", false, socket_run,
				 udp(a, a, home, home) };
	ways[3] = (struct way) { "TCP", true, socket_run,
				 tcp(a, b, world->address_b) };
	ways[4] = (struct way) { "UDP", true, socket_run,
				 udp(a, b, world->address_a,
				     world->address_b) };
	ways[5] = (struct way) { "Unix socket, threads", false, socket_run,
				 thread_pair() };
	return 6;
}
