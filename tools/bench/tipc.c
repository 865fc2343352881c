// SPDX-License-Identifier: GPL-2.0
/*
 * Ways through TIPC. Between two namespaces of one kernel it may bypass the
 * veth, so this is measured.
 */
#define _GNU_SOURCE
#include "ipc.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/tipc.h>

#define SERVICE		18883	/* ours; the instance is the machine's id */
#define DELAY_MS	10

static struct sockaddr_tipc service(uint16_t id, int scope)
{
	struct sockaddr_tipc name = {
		.family = AF_TIPC,
		.addrtype = TIPC_SERVICE_ADDR,
		.scope = scope,
		.addr.name.name.type = SERVICE,
		.addr.name.name.instance = id,
	};

	return name;
}

static int tipc_socket(int type)
{
	int fd = socket(AF_TIPC, type | SOCK_CLOEXEC, 0);

	bench_errno(fd, "cannot make a TIPC socket");
	return fd;
}

/* Wait until a service is known on the machine that the caller is on */
static void await_service(uint16_t id)
{
	struct sockaddr_tipc top = {
		.family = AF_TIPC,
		.addrtype = TIPC_SERVICE_ADDR,
		.addr.name.name.type = TIPC_TOP_SRV,
		.addr.name.name.instance = TIPC_TOP_SRV,
	};
	const struct tipc_subscr wanted = {
		.seq = { SERVICE, id, id },
		.timeout = BENCH_LIMIT,
		.filter = TIPC_SUB_SERVICE,
	};
	int fd = tipc_socket(SOCK_SEQPACKET);
	struct tipc_event event;

	bench_errno(connect(fd, (void *)&top, sizeof(top)),
		    "cannot ask TIPC's topology server");
	bench_errno(send(fd, &wanted, sizeof(wanted), 0), "cannot subscribe");
	if (recv(fd, &event, sizeof(event), 0) != sizeof(event) ||
	    event.event != TIPC_PUBLISHED)
		errx(1, "TIPC does not find the other machine");
	close(fd);
}

static void *tipc(const struct machine *from, const struct machine *to)
{
	struct sockaddr_tipc name = service(to->id, TIPC_CLUSTER_SCOPE);
	int listener, client, server;

	machine_enter(to);
	listener = tipc_socket(SOCK_SEQPACKET);
	bench_errno(bind(listener, (void *)&name, sizeof(name)),
		    "cannot bind a TIPC socket");
	bench_errno(listen(listener, 1), "cannot listen");
	machine_enter(from);
	await_service(to->id);
	client = tipc_socket(SOCK_SEQPACKET | SOCK_NONBLOCK);
	/* Connected means accepted */
	if (!connect(client, (void *)&name, sizeof(name)) ||
	    errno != EINPROGRESS)
		err(1, "cannot begin to connect by TIPC");
	server = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	bench_errno(server, "cannot accept");
	close(listener);
	fcntl(client, F_SETFL, 0);
	if (connect(client, (void *)&name, sizeof(name)) && errno != EISCONN)
		err(1, "cannot connect by TIPC");
	return socket_serve(client, server, false);
}

/* Does a delay on the veth delay TIPC? */
static bool takes_the_veth(const struct world *world, void *arg)
{
	const struct pitch pitch = { .bursts = 5, .messages = 1, .bytes = 64 };
	uint64_t ns;

	machine_enter(&world->a);
	bench_shell("tc qdisc add dev veth root netem delay %dms", DELAY_MS);
	ns = socket_run(arg, &pitch);
	bench_shell("tc qdisc del dev veth root");
	return ns >= pitch.bursts * DELAY_MS * 1000000ULL;
}

/**
 * tipc_way() - prepare the ways through TIPC
 * @ways: filled in
 * @world: the machines
 *
 * Return: number of ways, 0 if the kernel has no TIPC, or without namespaces.
 */
int tipc_way(struct way *ways, const struct world *world)
{
	void *arg;
	int fd;

	if (host_program)
		return 0;
	fd = socket(AF_TIPC, SOCK_SEQPACKET, 0);
	if (fd < 0 && errno == EAFNOSUPPORT) {
		printf("# the kernel has no TIPC\n");
		return 0;
	}
	bench_errno(fd, "cannot make a TIPC socket");
	close(fd);
	machine_enter(&world->b);
	bench_shell("tipc bearer enable media eth device veth");
	machine_enter(&world->a);
	bench_shell("tipc bearer enable media eth device veth");

	ways[0] = (struct way) { "TIPC", false, socket_run,
				 tipc(&world->a, &world->a) };
	arg = tipc(&world->a, &world->b);
	ways[1] = (struct way) { takes_the_veth(world, arg) ? "TIPC" :
				 "TIPC (bypasses the veth)", true,
				 socket_run, arg };
	return 2;
}
