// SPDX-License-Identifier: GPL-2.0
/*
 * check-thousand: many machines that are processes, on this computer. How much
 * memory does one take, does a message cost more among many, and does a guest
 * get to all of them?
 *
 * check-thousand -u PROGRAM [-n N] [-s SEED] [-p FILE] [-q]
 *	-u PROGRAM: demos-machine; -p FILE: for a plot, SVG; -q: do not judge
 *	times
 *
 * Machine 1 is connected to all, each to its neighbours, and those that
 * exchange messages to each other. No daemon takes part.
 */
#define _GNU_SOURCE
#include "plot.h"

#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MACHINES	1000
#define AT_ONCE		16	/* machines that start at the same time */
#define PAIRS		20	/* that exchange messages, of each crowd */
#define BURSTS		100
#define ROUNDS		15
/* A message among all may take so many times as long as among the first */
#define COST_MAX	2.0
#define BEHIND_MAX	100000

static const unsigned int sizes[] = { 10, 32, 100, 316, 1000 };

static struct machine *all;	/* machine 1 is the first */
static unsigned int machines = MACHINES;
static unsigned int running;
static struct demos *manager;	/* of all guests, on machine 1 */
static unsigned int rounds = ROUNDS;
static bool quiet;

static double since(uint64_t begin)
{
	return (bench_now() - begin) / 1e9;
}

/* ---- machines */

static void join(unsigned int a, unsigned int b)
{
	int fd[2];

	bench_errno(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd),
		    "cannot make a connection");
	machine_join(&all[a], fd[0], &all[b], fd[1]);
}

static bool is_joined(unsigned int a, unsigned int b)
{
	struct demos_peer_info info;

	return !demos_peer_get(all[a].admin, all[b].id, &info);
}

/* A guest can only go to a machine whose HELLO has come */
static void await_peer(const struct machine *machine, uint16_t id)
{
	uint64_t begin = bench_now();
	struct demos_peer_info info = { };

	for (;;) {
		bench_check(demos_peer_get(machine->admin, id, &info),
			    machine->admin, "cannot look at a peer");
		if (info.state == DEMOS_PEER_UP)
			return;
		if (since(begin) > BENCH_LIMIT / 1000)
			errx(1, "machines %u and %u do not meet", machine->id,
			     id);
		usleep(1000);
	}
}

static void start_machines(unsigned int size)
{
	unsigned int begun = running;

	for (; running < size; running++) {
		for (; begun < size && begun < running + AT_ONCE; begun++)
			host_start(&all[begun], begun + 1);
		host_await(&all[running]);
		if (running)
			join(0, running);
		if (running > 1)
			join(running - 1, running);
	}
}

/* ---- what a machine takes */

/* A number of a machine's process in a file of /proc */
static double number_of(const struct machine *machine, const char *file,
			const char *name)
{
	char path[64], line[128];
	double value = 0;
	FILE *proc;

	snprintf(path, sizeof(path), "/proc/%d/%s", machine->pid, file);
	proc = fopen(path, "re");
	if (!proc)
		err(1, "%s", path);
	while (fgets(line, sizeof(line), proc))
		if (!strncmp(line, name, strlen(name)))
			value = strtod(line + strlen(name), NULL);
	fclose(proc);
	return value;
}

static double mean_of(const char *file, const char *name)
{
	double sum = 0;
	unsigned int i;

	for (i = 0; i < running; i++)
		sum += number_of(&all[i], file, name);
	return sum / running;
}

/* ---- messages */

/* Two guests on different machines. Return: link to the one that sends */
static uint32_t make_pair(unsigned int a, unsigned int b)
{
	uint32_t links[2];

	if (!is_joined(a, b))
		join(a, b);
	links[0] = process_link(manager, BENCH_HELLO);
	guest_start(manager, process_kernel(manager, all[b].id),
		    &image_catcher, links, 1);
	links[0] = process_link(manager, BENCH_HELLO);
	links[1] = guest_greeting(manager);
	guest_start(manager, process_kernel(manager, all[a].id),
		    &image_pitcher, links, 2);
	return guest_greeting(manager);
}

static void measure_messages(struct point *point)
{
	const struct pitch pitch = {
		.bursts = BURSTS,
		.messages = 1,
		.bytes = 64,
	};
	double us[ROUNDS * PAIRS];
	uint32_t pitchers[PAIRS];
	unsigned int a, i;

	for (i = 0; i < PAIRS; i++) {
		a = random() % running;
		pitchers[i] = make_pair(a, (a + 1 + random() % (running - 1)) %
					   running);
		guest_pitch(manager, pitchers[i], &pitch);
	}
	for (i = 0; i < rounds * PAIRS; i++)
		us[i] = guest_pitch(manager, pitchers[i % PAIRS], &pitch) /
			1000.0 / BURSTS;
	point->quarter = bench_quantile(us, rounds * PAIRS, 0.25);
	point->median = bench_quantile(us, rounds * PAIRS, 0.5);
}

/* ---- a guest that gets about */

static uint32_t traveller, traveller_control;
static unsigned int visited;	/* machines, from the first on */
static unsigned int behind;	/* see is_behind() */

static void start_traveller(void)
{
	uint32_t link = process_link(manager, BENCH_HELLO);

	traveller_control = guest_start(manager,
					process_kernel(manager, all[0].id),
					&image_catcher, &link, 1);
	traveller = guest_greeting(manager);
	visited = 1;
}

/*
 * A link still leads to where the guest was, until its update has come; and the
 * trail from there may lead on to a machine that is not connected to that one.
 * Then nothing has happened, and it is tried again.
 */
static bool is_behind(int err)
{
	if (err >= 0 || demos_error_result(manager) != DEMOS_EUNREACHABLE ||
	    ++behind > BEHIND_MAX)
		return false;
	usleep(1000);
	return true;
}

static void go_to(const struct machine *machine)
{
	const struct demos_op_migrate order = {
		.op = htons(DEMOS_OP_MIGRATE),
		.machine = htons(machine->id),
	};
	const struct demos_outgoing out = { .data = &order,
					    .length = sizeof(order) };
	struct demos_migrated migrated;
	struct demos_incoming in;
	int err;

	do {
		err = demos_call_control(manager, traveller_control, &out,
					 BENCH_LIMIT, &in, sizeof(migrated));
	} while (is_behind(err));
	bench_check(err, manager, "cannot migrate");
	memcpy(&migrated, in.data, sizeof(migrated));
	if (ntohs(migrated.machine) != machine->id)
		errx(1, "the guest is not on machine %u", machine->id);
}

static void call_traveller(void)
{
	const struct demos_outgoing out = { .data = "hello", .length = 5 };
	struct demos_incoming in;
	int err;

	do {
		err = demos_call(manager, traveller, &out, BENCH_LIMIT, &in);
	} while (is_behind(err));
	bench_check(err, manager, "no answer from the guest");
	if (in.length != 5 || memcmp(in.data, "hello", 5))
		errx(1, "a wrong answer from the guest");
}

/* To all machines where it has not been yet, and an answer from each */
static void travel(struct point *point)
{
	unsigned int before = visited;
	uint64_t begin = bench_now();

	for (; visited < running; visited++) {
		await_peer(&all[visited - 1], all[visited].id);
		go_to(&all[visited]);
		call_traveller();
	}
	point->migrations = (visited - before) / since(begin);
}

/* ---- */

static void measure(struct point *point, unsigned int size)
{
	uint64_t begin = bench_now();
	double load = 0;

	point->machines = size;
	start_machines(size);
	if (!manager) {
		manager = process_make(&all[0], "manager");
		start_traveller();
	}
	point->seconds = since(begin);
	travel(point);
	measure_messages(point);
	point->memory = mean_of("smaps_rollup", "Pss:");
	point->own = mean_of("smaps_rollup", "Private_Dirty:");
	point->threads = mean_of("status", "Threads:");
	getloadavg(&load, 1);
	printf("%8u %7.1f %7.0f %7.0f %7.1f %9.1f %7.1f %11.0f %6.1f\n", size,
	       point->seconds, point->memory, point->own, point->threads,
	       point->median, point->quarter, point->migrations, load);
}

static void take_command_line(int argc, char **argv, const char **plot)
{
	unsigned int seed = bench_now();
	int option;

	while ((option = getopt(argc, argv, "u:n:s:p:q")) > 0) {
		switch (option) {
		case 'u':
			host_program = optarg;
			break;
		case 'n':
			machines = atoi(optarg);
			break;
		case 's':
			seed = atoi(optarg);
			break;
		case 'p':
			*plot = optarg;
			break;
		case 'q':
			quiet = true;
			rounds = 2;
			break;
		default:
			errx(2, "-u PROGRAM [-n N] [-s SEED] [-p FILE] [-q]");
		}
	}
	if (!host_program || machines < sizes[0] || machines > MACHINES)
		errx(2, "-u is needed, and %u to %u machines", sizes[0],
		     MACHINES);
	srandom(seed);
	printf("# seed %u\n", seed);
}

int main(int argc, char **argv)
{
	const struct rlimit files = { 8192, 8192 };
	struct point points[sizeof(sizes) / sizeof(*sizes) + 1];
	const char *plot = NULL;
	unsigned int count = 0;
	unsigned int i;
	double ratio;

	setvbuf(stdout, NULL, _IOLBF, 0);
	take_command_line(argc, argv, &plot);
	setrlimit(RLIMIT_NOFILE, &files);
	all = calloc(machines, sizeof(*all));
	printf("%8s %7s %7s %7s %7s %9s %7s %11s %6s\n", "machines", "start",
	       "PSS", "written", "threads", "median", "quarter", "migrations",
	       "load");
	printf("%8s %7s %15s %7s %17s %11s\n", "", "s", "KiB a machine", "",
	       "us a round trip", "a second");
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes) && sizes[i] < machines;
	     i++)
		measure(&points[count++], sizes[i]);
	measure(&points[count++], machines);
	if (plot)
		plot_write(plot, points, count);
	ratio = points[count - 1].quarter / points[0].quarter;
	printf("a guest has been on %u machines, and answered on each\n",
	       visited);
	printf("a message takes %.2f times as long as among %u machines\n",
	       ratio, points[0].machines);
	return !quiet && ratio > COST_MAX;
}
