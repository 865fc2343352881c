// SPDX-License-Identifier: GPL-2.0
/*
 * check-scale: many machines, many waiting guests, many links. What does each
 * cost, and does sending cost more among many?
 *
 * check-scale [-g GUESTS] [-l LINKS] [-m MACHINES] [-q]
 *
 * Machine 1 has nearly all the guests. It is connected with all the others.
 * Machine 2 has a hundred guests: messages there are measured in turns with
 * those on machine 1, so that changes of the computer's speed affect both.
 *
 * With -q times are shown but not judged: for runs beside other tests.
 *
 * TAP. Run it in a virtual machine: make check-scale.
 */
#define _GNU_SOURCE
#include "bench.h"
#include "slab.h"

#include <arpa/inet.h>
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MANY		100	/* managers share the guests of a machine */
#define FEW_GUESTS	100
#define GROWTHS		24	/* steps of a crowd, each from manager 0 on */
#define BARE_GUESTS	20	/* one in BARE_GUESTS has no links at all */
#define BARE_LEAST	2000	/* so that a slab is little per guest */
#define ROUNDS		31
#define BURSTS		150	/* round trips in a sample */
#define MEMORY_MAX	1024	/* bytes of kernel memory for a guest */
#define LEFT_MAX	8	/* of these left for each at the end */
#define COST_MAX	1.2	/* ratio of sending among many to among few */
/* Sizes as the kernel rounds them: a pair record, the first buckets of both */
#define PAIR		192
#define BUCKETS		32

/**
 * struct manager - a native process, and the guests that it manages
 * @process: its handle
 * @kernel: its link to its machine's kernel
 * @guests: its links to them
 * @count: number of guests
 */
struct manager {
	struct demos *process;
	uint32_t kernel;
	uint32_t *guests;
	unsigned int count;
};

/**
 * struct crowd - the guests of a machine
 * @machine: the machine
 * @managers: that share them
 * @pitcher: first manager's link to a guest that sends to another here
 */
struct crowd {
	struct machine *machine;
	struct manager managers[MANY];
	uint32_t pitcher;
};

static unsigned int guests = 100000, links = 1000000, machines = 100;
static bool quiet;
static unsigned int passed, failed;

static void __printf(2, 3) result(bool good, const char *format, ...)
{
	va_list args;

	printf("%sok %u - ", good ? "" : "not ", passed + failed + 1);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	*(good ? &passed : &failed) += 1;
}

static double since(uint64_t begin)
{
	return (bench_now() - begin) / 1e9;
}

/* ---- machines */

static struct machine *make_machines(void)
{
	struct machine *all = calloc(machines, sizeof(*all));
	uint64_t begin = bench_now();
	unsigned int i;
	int fd[2];

	for (i = 0; i < machines; i++) {
		machine_namespace(&all[i]);
		machine_make(&all[i], i + 1);
	}
	for (i = 1; i < machines; i++) {
		bench_errno(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				       fd), "cannot make a connection");
		machine_join(&all[0], fd[0], &all[i], fd[1]);
	}
	printf("# %u machines in %.1f s\n", machines, since(begin));
	return all;
}

/* Every machine requests the boot link of machine 1 */
static void check_machines(struct machine *all)
{
	const struct demos_control boot = { .op = htons(DEMOS_OP_BOOT) };
	const struct demos_outgoing out = { .data = &boot,
					    .length = sizeof(boot) };
	struct demos *server = process_make(&all[0], "server");
	struct demos_incoming in;
	struct demos *client;
	unsigned int answers = 0;
	unsigned int i;

	bench_check(demos_boot_set(server, process_link(server, 0)), server,
		    "cannot give out a link");
	for (i = 0; i < machines; i++) {
		client = process_make(&all[i], "client");
		answers += !demos_call_control(client,
					       process_kernel(client, 1), &out,
					       BENCH_LIMIT, &in,
					       sizeof(struct demos_answer));
		demos_close(client);
	}
	demos_close(server);
	result(answers == machines, "%u machines, all reach the first",
	       machines);
}

/* ---- guests */

static void crowd_init(struct crowd *crowd, struct machine *machine,
		       unsigned int expected)
{
	struct manager *manager;
	int i;

	memset(crowd, 0, sizeof(*crowd));
	crowd->machine = machine;
	for (i = 0; i < MANY; i++) {
		manager = &crowd->managers[i];
		manager->process = process_make(machine, "manager");
		manager->kernel = process_kernel(manager->process,
						 machine->id);
		manager->guests = calloc(expected / MANY + GROWTHS,
					 sizeof(*manager->guests));
	}
}

/* A guest that sends, and another that answers */
static void crowd_pair(struct crowd *crowd)
{
	struct manager *first = &crowd->managers[0];
	uint32_t gifts[2];

	gifts[0] = process_link(first->process, BENCH_HELLO);
	guest_start(first->process, first->kernel, &image_catcher, gifts, 1);
	gifts[0] = process_link(first->process, BENCH_HELLO);
	gifts[1] = guest_greeting(first->process);
	guest_start(first->process, first->kernel, &image_pitcher, gifts, 2);
	crowd->pitcher = guest_greeting(first->process);
}

/* Make waiting guests with @each links; returns ns for one */
static double crowd_grow(struct crowd *crowd, unsigned int count,
			 uint16_t each)
{
	char bytes[256];
	struct image idle = image_idle;
	size_t length = idle.end - idle.begin;
	uint16_t wanted = htons(each);
	uint64_t begin = bench_now();
	struct manager *manager;
	unsigned int i;

	memcpy(bytes, idle.begin, length);
	memcpy(bytes + sizeof(wanted), &wanted, sizeof(wanted));
	idle.begin = bytes;
	idle.end = bytes + length;
	for (i = 0; i < count; i++) {
		manager = &crowd->managers[i % MANY];
		manager->guests[manager->count++] =
			guest_start(manager->process, manager->kernel, &idle,
				    NULL, 0);
	}
	return count ? (double)(bench_now() - begin) / count : 0;
}

/**
 * struct census - sums over all guests of a machine
 * @guests: guests
 * @waiting: of these, in a RECEIVE
 * @links: in their tables
 * @pairs: pair records, those of native processes too
 */
struct census {
	uint64_t guests;
	uint64_t waiting;
	uint64_t links;
	uint64_t pairs;
};

static struct census look(const struct crowd *crowd)
{
	struct demos *admin = crowd->machine->admin;
	struct demos_process_info *list;
	struct census census = {};
	int count = demos_processes(admin, &list);
	int i;

	bench_check(count, admin, "cannot list processes");
	for (i = 0; i < count; i++) {
		census.pairs += list[i].pairs;
		if (!list[i].model)
			continue;
		census.guests++;
		census.waiting += list[i].state == DEMOS_STATE_RECEIVING;
		census.links += list[i].links;
	}
	free(list);
	return census;
}

/* Each manager asks its guests; a guest has run when the answer comes */
static double ask_all(struct crowd *crowd, unsigned int *waiting)
{
	const struct demos_control status = { .op = htons(DEMOS_OP_STATUS) };
	const struct demos_outgoing out = { .data = &status,
					    .length = sizeof(status) };
	const struct demos_status *said;
	struct demos_incoming in;
	struct manager *manager;
	uint64_t begin = bench_now();
	unsigned int asked = 0;
	unsigned int m, i;

	*waiting = 0;
	said = (const void *)(in.data + sizeof(struct demos_answer));
	for (m = 0; m < MANY; m++) {
		manager = &crowd->managers[m];
		for (i = 0; i < manager->count; i++, asked++) {
			bench_check(demos_call_control(manager->process,
						       manager->guests[i],
						       &out, BENCH_LIMIT, &in,
						       sizeof(*said)),
				    manager->process, "cannot ask a guest");
			*waiting += said->state == DEMOS_STATE_RECEIVING;
		}
	}
	return asked ? (double)(bench_now() - begin) / asked : 0;
}

/* ---- what a guest costs */

/*
 * Guests without a link in their tables. Memory that their managers need for
 * them (a link, room for it) counts; pair records, of both, do not. There are
 * enough guests that allocations by others, and partly used slabs, are little
 * for each:
 * a slab cache counts a processor's slab as fully in use.
 */
static void check_memory(struct crowd *crowd)
{
	static struct slab before, after;
	unsigned int count = guests / BARE_GUESTS;
	struct census then, now;
	double bytes, records;
	unsigned int waiting;

	if (count < BARE_LEAST)
		count = BARE_LEAST;
	crowd_grow(crowd, MANY, 0);
	ask_all(crowd, &waiting);
	then = look(crowd);
	slab_read(&before);
	crowd_grow(crowd, count, 0);
	ask_all(crowd, &waiting);
	now = look(crowd);
	slab_read(&after);
	slab_show(&before, &after, count);
	records = (double)(now.pairs - then.pairs) / count * PAIR + BUCKETS;
	bytes = slab_growth(&before, &after) / count - records;
	result(now.waiting - then.waiting == count && bytes <= MEMORY_MAX,
	       "a waiting guest takes %.0f B, and %.0f B of pair records",
	       bytes, records);
}

/* Tenth by tenth, to show whether creation becomes more expensive */
static void fill(struct crowd *crowd)
{
	unsigned int missing = guests - look(crowd).guests;
	uint16_t each = (links + missing - 1) / missing;
	unsigned int i;

	for (i = 0; i < 10; i++)
		printf("# another tenth of the guests: %.0f us each\n",
		       crowd_grow(crowd, missing * (i + 1) / 10 -
				  missing * i / 10, each) / 1000);
}

static void check_crowd(struct crowd *crowd)
{
	struct census census;
	unsigned int waiting;
	double each = ask_all(crowd, &waiting);
	struct demos *admin = crowd->machine->admin;
	struct demos_limits limits;

	census = look(crowd);
	bench_check(demos_limits_get(admin, &limits), admin,
		    "cannot read the limits");
	printf("# each guest asked for its status: %.0f us\n", each / 1000);
	printf("# pair records, of native processes too: %lu\n",
	       census.pairs);
	printf("# MiB: slabs %lu, guests' memory %lu, still to be had %lu\n",
	       slab_total("Slab"), slab_total("Shmem"),
	       slab_total("MemAvailable"));
	printf("# the machine says: %llu processes, %llu links\n",
	       limits.used[DEMOS_LIMIT_PROCESSES],
	       limits.used[DEMOS_LIMIT_LINKS]);
	printf("# and %llu KiB of guest memory, %llu B in queues\n",
	       limits.used[DEMOS_LIMIT_MEMORY] >> 10,
	       limits.used[DEMOS_LIMIT_QUEUES]);
	result(census.guests >= guests && census.waiting == census.guests,
	       "%lu guests, %lu of them wait", census.guests, census.waiting);
	result(census.links >= links &&
	       census.links <= limits.used[DEMOS_LIMIT_LINKS],
	       "guests have %lu links", census.links);
}

/* ---- what it costs to send */

static double sample(struct crowd *crowd)
{
	const struct pitch pitch = {
		.bursts = BURSTS,
		.messages = 1,
		.bytes = 64,
	};

	return (double)guest_pitch(crowd->managers[0].process, crowd->pitcher,
				   &pitch) / BURSTS;
}

static void check_sending(struct crowd *many, struct crowd *few)
{
	uint64_t count[2] = { look(many).guests, look(few).guests };
	double ns[2][ROUNDS];
	double median[2];
	int i;

	for (i = -2; i < ROUNDS; i++) {
		ns[0][i < 0 ? 0 : i] = sample(many);
		ns[1][i < 0 ? 0 : i] = sample(few);
	}
	median[0] = bench_quantile(ns[0], ROUNDS, 0.5);
	median[1] = bench_quantile(ns[1], ROUNDS, 0.5);
	result(quiet || median[0] <= COST_MAX * median[1],
	       "a call among %lu guests: %.1f us, %.2f times that among %lu",
	       count[0], median[0] / 1000, median[0] / median[1], count[1]);
}

/* ---- the end */

/* The kernel frees some memory later, and does not say when */
static double left_of(const struct slab *before, struct slab *after)
{
	double left;
	int tries = 20;

	do {
		slab_read(after);
		left = slab_growth(before, after) / guests;
	} while (left > LEFT_MAX && --tries && !sleep(1));
	return left;
}

static void check_end(struct machine *all, const struct slab *before)
{
	static struct slab after;
	uint64_t begin = bench_now();
	unsigned int i;
	double left;

	for (i = 0; i < machines; i++)
		machine_drop(&all[i]);
	printf("# all machines down in %.1f s\n", since(begin));
	left = left_of(before, &after);
	if (left > LEFT_MAX)
		slab_show(before, &after, guests);
	result(left <= LEFT_MAX,
	       "it leaves %.0f KiB of the kernel's memory in use",
	       left * guests / 1024);
}

int main(int argc, char **argv)
{
	const struct rlimit files = { 8192, 8192 };
	static struct crowd many, few;
	static struct slab before;
	struct machine *all;
	int option;

	while ((option = getopt(argc, argv, "g:l:m:q")) > 0) {
		unsigned int value = atoi(optarg ?: "");

		switch (option) {
		case 'g':
			guests = value;
			break;
		case 'l':
			links = value;
			break;
		case 'm':
			machines = value;
			break;
		case 'q':
			quiet = true;
			break;
		default:
			errx(2,
			     "usage: check-scale [-g GUESTS] [-l LINKS] [-m MACHINES] [-q]");
		}
	}
	if (machines < 2 || guests < 2 * FEW_GUESTS + BARE_GUESTS)
		errx(2, "needs at least 2 machines and some hundred guests");
	setvbuf(stdout, NULL, _IOLBF, 0);
	bench_errno(setrlimit(RLIMIT_NOFILE, &files), "cannot open many files");
	all = make_machines();
	check_machines(all);
	crowd_init(&few, &all[1], FEW_GUESTS);
	crowd_init(&many, &all[0], guests);
	slab_read(&before);
	crowd_pair(&few);
	crowd_grow(&few, FEW_GUESTS - 2, 0);
	crowd_pair(&many);
	crowd_grow(&many, FEW_GUESTS - 2, 0);
	check_sending(&many, &few);
	check_memory(&many);
	fill(&many);
	check_crowd(&many);
	check_sending(&many, &few);
	check_end(all, &before);
	printf("1..%u\n%u passed, %u failed\n", passed + failed, passed,
	       failed);
	return failed != 0;
}
