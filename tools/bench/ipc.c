// SPDX-License-Identifier: GPL-2.0
/*
 * bench-ipc: the cost of a message, through DEMOS and through other ways of
 * Linux, on one machine and between two. All ways take turns, round after
 * round, so that changes of the computer's speed affect all alike; medians are
 * shown. Run it by make bench-ipc.
 *
 * bench-ipc [-u PROGRAM] [-r ROUNDS] [-o WAY] [-a|-l]
 *	-u PROGRAM: machines are processes, PROGRAM is demos-machine; needs no
 *	virtual machine
 *	-o WAY: only ways whose names begin with WAY; -a: only between two
 *	machines; -l: only on one. Then nothing is compared.
 */
#define _GNU_SOURCE
#include "ipc.h"

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define ROUNDS		31
#define WAYS_MAX	16
#define SAMPLE_NS	15000000	/* approximate length of a sample */
#define BURST		16
#define SIZES		3
#define SHAPES		2		/* round trips, one way */

static const uint16_t sizes[SIZES] = { 64, 1024, 4096 };
static const uint16_t shapes[SHAPES] = { 1, BURST };

/**
 * struct series - the measurements of one way
 * @way: the way
 * @bursts: number in a sample, by shape and size
 * @ns: of a message, by shape, size and round
 * @median: of these; of a round trip: us, one way: messages a second
 */
struct series {
	struct way way;
	uint16_t bursts[SHAPES][SIZES];
	double *ns[SHAPES][SIZES];
	double median[SHAPES][SIZES];
};

static struct series table[WAYS_MAX];
static int ways;

/* Two namespaces joined by a veth */
static void make_cable(struct world *world)
{
	world->address_a = "10.83.0.1";
	world->address_b = "10.83.0.2";
	machine_namespace(&world->b);
	machine_namespace(&world->a);
	bench_shell("ip link set lo up");
	bench_shell("ip link add veth type veth peer veth netns /proc/%d/fd/%d",
		    getpid(), world->b.ns);
	bench_shell("ip addr add %s/24 dev veth", world->address_a);
	bench_shell("ip link set veth up");
	machine_enter(&world->b);
	bench_shell("ip link set lo up");
	bench_shell("ip addr add %s/24 dev veth", world->address_b);
	bench_shell("ip link set veth up");
}

/* Two machines, joined as the network daemon joins them, without encryption */
static void make_world(struct world *world)
{
	int fd[2];

	if (host_program)
		*world = (struct world) { .address_a = "127.0.0.1",
					  .address_b = "127.0.0.1" };
	else
		make_cable(world);
	machine_enter(&world->a);
	machine_make(&world->a, 1);
	machine_enter(&world->b);
	machine_make(&world->b, 2);
	socket_connection(&world->a, &world->b, world->address_b, fd);
	machine_join(&world->a, fd[0], &world->b, fd[1]);
}

static void sample(struct series *series, int shape, int size, double *ns)
{
	const struct pitch pitch = {
		.bursts = series->bursts[shape][size],
		.messages = shapes[shape],
		.bytes = sizes[size],
	};

	*ns = (double)series->way.run(series->way.arg, &pitch) /
	      (pitch.bursts * pitch.messages);
}

/* Find the number of bursts in a sample; the second try is warm */
static void calibrate(struct series *series, int shape, int size)
{
	double ns, bursts;
	int try;

	series->bursts[shape][size] = 20;
	for (try = 0; try < 2; try++) {
		sample(series, shape, size, &ns);
		bursts = SAMPLE_NS / (ns * shapes[shape]);
		if (bursts < 4)
			bursts = 4;
		if (bursts > 10000)
			bursts = 10000;
		series->bursts[shape][size] = bursts;
	}
}

static void measure(unsigned int rounds)
{
	unsigned int round;
	int way, shape, size;

	for (way = 0; way < ways; way++)
		for (shape = 0; shape < SHAPES; shape++)
			for (size = 0; size < SIZES; size++) {
				table[way].ns[shape][size] =
					calloc(rounds, sizeof(double));
				calibrate(&table[way], shape, size);
			}
	for (round = 0; round < rounds; round++)
		for (shape = 0; shape < SHAPES; shape++)
			for (size = 0; size < SIZES; size++)
				for (way = 0; way < ways; way++)
					sample(&table[way], shape, size,
					       &table[way].ns[shape][size]
					       [round]);
}

static void show(struct series *series, unsigned int rounds)
{
	double *ns;
	int size;

	printf("%-28s", series->way.name);
	for (size = 0; size < SIZES; size++) {
		ns = series->ns[0][size];
		series->median[0][size] =
			bench_quantile(ns, rounds, 0.5) / 1000;
		printf(" %7.1f %-15.0f", series->median[0][size],
		       0.0 + (bench_quantile(ns, rounds, 0.75) -
			      bench_quantile(ns, rounds, 0.25)) / 1000);
	}
	for (size = 0; size < SIZES; size++) {
		ns = series->ns[1][size];
		series->median[1][size] = 1e9 / bench_quantile(ns, rounds, 0.5);
		printf(" %8.0f", series->median[1][size]);
	}
	printf("\n");
}

static const char *host_name(void)
{
	return host_program ? "machines as processes" :
			      "machines of the module";
}

static void show_all(bool across, unsigned int rounds)
{
	int way;

	printf("\n%s, %s%s\n", host_name(),
	       across ? "between two machines, over " : "on one machine",
	       !across ? "" : host_program ? "loopback" : "a veth");
	for (way = 0; way < ways; way++)
		if (table[way].way.across == across)
			show(&table[way], rounds);
}

static const struct series *find(const char *name, bool across)
{
	int way;

	for (way = 0; way < ways; way++)
		if (table[way].way.across == across &&
		    !strncmp(table[way].way.name, name, strlen(name)))
			return &table[way];
	return NULL;
}

/* The aims for machines as processes */
static void compare_processes(bool across)
{
	const char *peer = across ? "TCP" : "Unix socket, threads";
	const double aim = across ? 1.2 : 0.5;
	double ratio[2];
	int size;

	for (size = 0; size < SIZES; size++) {
		ratio[0] = find("DEMOS, guest", across)->median[0][size] /
			   find(peer, across)->median[0][size];
		ratio[1] = find("DEMOS, native", across)->median[0][size] /
			   find(peer, across)->median[0][size];
		printf("%4d B, of %s: guests %.2f, aim %.1f %s; native %.2f\n",
		       sizes[size], peer, ratio[0], aim,
		       ratio[0] <= aim ? "reached" : "not reached", ratio[1]);
	}
}

/* The aims: guests below all others, native processes not above TCP */
static void compare(bool across)
{
	const struct series *guest = find("DEMOS, guest", across);
	const struct series *native = find("DEMOS, native", across);
	const struct series *tcp = find("TCP", across);
	const struct series *best;
	int size, way;

	if (host_program) {
		compare_processes(across);
		return;
	}
	for (size = 0; size < SIZES; size++) {
		best = NULL;
		for (way = 0; way < ways; way++)
			if (table[way].way.across == across &&
			    strncmp(table[way].way.name, "DEMOS", 5) &&
			    (!best || table[way].median[0][size] <
				      best->median[0][size]))
				best = &table[way];
		printf("%-10s %4d B: guests %.2f of %s; native %.2f of TCP\n",
		       across ? "over veth," : "one,", sizes[size],
		       guest->median[0][size] / best->median[0][size],
		       best->way.name,
		       native->median[0][size] / tcp->median[0][size]);
	}
}

/* What else the computer does */
static void show_load(void)
{
	double load[1];

	if (getloadavg(load, 1) == 1)
		printf("%ld processors, load %.1f\n",
		       sysconf(_SC_NPROCESSORS_ONLN), load[0]);
}

static void report(unsigned int rounds, bool all)
{
	int size;

	printf("%-28s %-71s %s\n%-28s", "",
	       "round trip, us: median, and spread of the middle half",
	       "messages a second", "");
	for (size = 0; size < SIZES; size++)
		printf(" %5d B %15s", sizes[size], "");
	for (size = 0; size < SIZES; size++)
		printf(" %6d B", sizes[size]);
	show_all(false, rounds);
	show_all(true, rounds);
	printf("\n%u rounds; one way: the last of %d messages is answered\n",
	       rounds, BURST);
	show_load();
	if (all) {
		compare(false);
		compare(true);
	}
}

static bool is_wanted(const struct way *way, const char *only, int where)
{
	return (!only || !strncmp(way->name, only, strlen(only))) &&
	       (where < 0 || where == way->across);
}

static void make_ways(const struct world *world, const char *only, int where)
{
	struct way all[WAYS_MAX];
	int count = 0;
	int i;

	/* Ways that fork come first: no child may inherit a handle */
	count += socket_way(&all[count], world);
	count += tipc_way(&all[count], world);
	count += native_way(&all[count], world);
	count += guest_way(&all[count], world);
	for (i = 0; i < count; i++)
		if (is_wanted(&all[i], only, where))
			table[ways++].way = all[i];
}

int main(int argc, char **argv)
{
	unsigned int rounds = ROUNDS;
	const char *only = NULL;
	struct world world;
	int where = -1;
	int option;

	while ((option = getopt(argc, argv, "r:o:u:al")) > 0) {
		switch (option) {
		case 'r':
			rounds = atoi(optarg);
			break;
		case 'o':
			only = optarg;
			break;
		case 'u':
			host_program = optarg;
			break;
		case 'a':
			where = true;
			break;
		case 'l':
			where = false;
			break;
		default:
			errx(2, "[-u PROGRAM] [-r ROUNDS] [-o WAY] [-a|-l]");
		}
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	make_world(&world);
	make_ways(&world, only, where);
	if (!ways || !rounds)
		errx(2, "nothing to measure");
	measure(rounds);
	report(rounds, !only && where < 0);
	return 0;
}
