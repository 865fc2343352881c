// SPDX-License-Identifier: GPL-2.0
/*
 * Ways through DEMOS: between native processes, and between guests.
 */
#define _GNU_SOURCE
#include "ipc.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/**
 * struct over - a way over a link
 * @process: the link's holder, which sends, or orders a pitcher to send
 * @link: the link
 */
struct over {
	struct demos *process;
	uint32_t link;
};

static struct over *over_make(struct demos *process, uint32_t link)
{
	struct over *over = malloc(sizeof(*over));

	over->process = process;
	over->link = link;
	return over;
}

/* ---- native processes */

/* The server's link is its machine's boot link */
static void serve(const struct machine *machine, int ready)
{
	struct demos *server = process_make(machine, "catcher");
	struct demos_incoming in;
	int err;

	bench_check(demos_boot_set(server, process_link(server, 0)), server,
		    "cannot set the boot link");
	bench_errno(write(ready, "", 1), "cannot say that it is ready");
	while (!(err = demos_receive(server, 1, DEMOS_NO_LIMIT, &in))) {
		const struct demos_outgoing out = { .data = in.data,
						    .length = in.length };

		if (in.nlinks)
			err = demos_send(server, in.links[0], &out);
		if (err)
			break;
	}
	/* At the end machines that are processes go first */
	if (err != -ENONET)
		bench_check(err, server, "a native server fails");
}

static void start_server(const struct machine *machine)
{
	int ready[2];
	pid_t pid;
	char byte;

	bench_errno(pipe(ready), "cannot make a pipe");
	pid = fork();
	bench_errno(pid, "cannot fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ready[0]);
		serve(machine, ready[1]);
		_exit(1);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		errx(1, "a native server does not start");
	close(ready[0]);
}

static uint32_t boot_link(struct demos *process, const struct machine *machine)
{
	const struct demos_control boot = { .op = htons(DEMOS_OP_BOOT) };
	const struct demos_outgoing out = { .data = &boot,
					    .length = sizeof(boot) };
	struct demos_incoming in;

	bench_check(demos_call_control(process,
				       process_kernel(process, machine->id),
				       &out, BENCH_LIMIT, &in,
				       sizeof(struct demos_answer)),
		    process, "cannot get a server's link");
	return in.links[0];
}

static uint64_t native_run(void *arg, const struct pitch *pitch)
{
	static const char data[DEMOS_DATA_MAX];
	const struct demos_outgoing out = { .data = data,
					    .length = pitch->bytes };
	struct over *over = arg;
	struct demos_incoming in;
	uint64_t begin = bench_now();
	int i, n;

	for (i = 0; i < pitch->bursts; i++) {
		for (n = 1; n < pitch->messages; n++)
			bench_check(demos_send(over->process, over->link,
					       &out),
				    over->process, "cannot send");
		bench_check(demos_call(over->process, over->link, &out,
				       BENCH_LIMIT, &in), over->process,
			    "no answer from a native process");
	}
	return bench_now() - begin;
}

/**
 * native_way() - prepare the ways between native processes
 * @ways: filled in
 * @world: the machines
 *
 * Return: number of ways.
 */
int native_way(struct way *ways, const struct world *world)
{
	struct demos *client;

	start_server(&world->a);
	start_server(&world->b);
	client = process_make(&world->a, "pitcher");
	ways[0] = (struct way) { "DEMOS, native to native", false, native_run,
				 over_make(client, boot_link(client,
							     &world->a)) };
	ways[1] = (struct way) { "DEMOS, native to native", true, native_run,
				 over_make(client, boot_link(client,
							     &world->b)) };
	return 2;
}

/* ---- guests */

static uint64_t guest_run(void *arg, const struct pitch *pitch)
{
	struct over *over = arg;

	return guest_pitch(over->process, over->link, pitch);
}

/* A pitcher on the first machine and a catcher on @to */
static struct over *guest_pair(struct demos *manager, uint16_t at, uint16_t to)
{
	uint32_t links[2];

	links[0] = process_link(manager, BENCH_HELLO);
	guest_start(manager, process_kernel(manager, to), &image_catcher,
		    links, 1);
	links[0] = process_link(manager, BENCH_HELLO);
	links[1] = guest_greeting(manager);
	guest_start(manager, process_kernel(manager, at), &image_pitcher,
		    links, 2);
	return over_make(manager, guest_greeting(manager));
}

/**
 * guest_way() - prepare the ways between guests
 * @ways: filled in
 * @world: the machines
 *
 * Return: number of ways.
 */
int guest_way(struct way *ways, const struct world *world)
{
	struct demos *manager = process_make(&world->a, "manager");
	uint16_t a = world->a.id;
	uint16_t b = world->b.id;

	ways[0] = (struct way) { "DEMOS, guest to guest", false, guest_run,
				 guest_pair(manager, a, a) };
	ways[1] = (struct way) { "DEMOS, guest to guest", true, guest_run,
				 guest_pair(manager, a, b) };
	return 2;
}
