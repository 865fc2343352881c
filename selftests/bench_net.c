// SPDX-License-Identifier: GPL-2.0
/*
 * How fast data moves between two machines, beside iperf3 on the same cable;
 * and how long a small message and its answer take meanwhile.
 *
 *	bench_net [MIB [NETEM...]]
 *
 * Processor time is that of the whole system, all its processors together.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cable.h"
#include "memory.h"

#define SIZE	(4 << 20)
#define MOVES	4		/* out at once */
#define PINGS	200
#define MIB	1048576.0

static struct machine machines[2];
static struct process lender, borrower, caller, server;
static struct memory theirs, ours;
static uint32_t to_server, to_caller;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Seconds that the processors were at work */
static double busy(void)
{
	unsigned long long user, nice, system, idle, wait, irq, soft;
	FILE *stat = fopen("/proc/stat", "r");
	int count = 0;

	if (stat)
		count = fscanf(stat, "cpu %llu %llu %llu %llu %llu %llu %llu",
			       &user, &nice, &system, &idle, &wait, &irq,
			       &soft);
	if (stat)
		fclose(stat);
	return count == 7 ? (user + nice + system + irq + soft) /
			    (double)sysconf(_SC_CLK_TCK) : 0;
}

static int lend(uint32_t *link)
{
	uint32_t mine;
	int error;

	error = link_create_area(&lender, DEMOS_LINK_DUP | DEMOS_LINK_PASS |
				 DEMOS_LINK_READ | DEMOS_LINK_WRITE,
				 theirs.area, SIZE, &mine);
	return error ? error : link_exchange(&lender, &borrower, mine, link);
}

static int set_up(const char *netem)
{
	uint32_t link;
	int error, i;

	for (i = 0; i < 2; i++) {
		error = machine_make(&machines[i], i + 1);
		if (error)
			return error;
	}
	error = cable_lay(&machines[0], &machines[1]);
	if (!error)
		error = cable_spoil(&machines[0], &machines[1], netem);
	if (!error)
		error = cable_join(&machines[0], &machines[1]);
	if (!error)
		error = process_attach(&lender, &machines[0], "lender");
	if (!error)
		error = process_attach(&borrower, &machines[1], "borrower");
	if (!error)
		error = process_attach(&server, &machines[0], "server");
	if (!error)
		error = process_attach(&caller, &machines[1], "caller");
	if (!error)
		error = link_create(&server, 1, 1, DEMOS_LINK_PASS, &link);
	if (!error)
		error = link_exchange(&server, &caller, link, &to_server);
	if (!error)
		error = link_create(&caller, 1, 1, DEMOS_LINK_PASS, &link);
	if (!error)
		error = link_exchange(&caller, &server, link, &to_caller);
	if (!error)
		error = memory_make(&lender, &theirs, SIZE);
	return error ? error : memory_make(&borrower, &ours, SIZE);
}

/* Milliseconds for a message there and one back */
static double ping(void)
{
	struct message message;
	double began = now();

	if (process_say(&caller, to_server, "ping", 4) ||
	    process_receive(&server, 1 << 1, SOON, &message) ||
	    process_say(&server, to_caller, "pong", 4) ||
	    process_receive(&caller, 1 << 1, SOON, &message))
		return -1;
	return (now() - began) * 1000;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void show_pings(const char *what, double *ms, int count)
{
	if (!count)
		return;
	qsort(ms, count, sizeof(*ms), by_size);
	printf("%-28s %8.3f ms median, %.3f least, %.3f of 90 %%, of %d\n",
	       what, ms[count / 2], ms[0], ms[count * 9 / 10], count);
}

static double ms_idle[PINGS], ms_busy[PINGS];

/* Move so many MiB, some moves at once, and ping all the while */
static int move(int command, uint32_t link, int mib, bool pinging,
		const char *what)
{
	uint32_t seq[MOVES] = { 0 };
	double began = now(), worked = busy();
	int begun = 0, ended = 0, pings = 0;
	int all = mib * (MIB / SIZE);
	uint32_t moved;
	int error = 0;
	int i;

	while (ended < all && !error) {
		if (begun < all && begun < ended + MOVES) {
			error = memory_move_begin(&borrower, command, link, 0,
						  ours.area, SIZE,
						  &seq[begun % MOVES]);
			begun++;
			continue;
		}
		for (i = 0; pinging && i < 10 && pings < PINGS; i++)
			ms_busy[pings++] = ping();
		error = memory_move_end(&borrower, seq[ended % MOVES], &moved);
		ended++;
	}
	if (error)
		return error;
	began = now() - began;
	worked = busy() - worked;
	if (pinging)
		show_pings(what, ms_busy, pings);
	else
		printf("%-28s %8.1f MiB/s, %.2f processor seconds a GiB\n",
		       what, mib / began, worked * 1024 / mib);
	return 0;
}

/* iperf3 of the same cable, if there is one */
static void iperf(int mib)
{
	double began, worked;
	char command[200];

	if (system("command -v iperf3 >/dev/null"))
		return;
	machine_enter(&machines[0]);
	system("iperf3 -s -1 -D >/dev/null");
	machine_enter(&machines[1]);
	snprintf(command, sizeof(command),
		 "for i in 1 2 3 4 5 6 7 8 9; do iperf3 -R -n %dM -c 10.1.2.1 >/dev/null 2>&1 && exit; sleep 0.2; done; exit 1",
		 mib);
	began = now();
	worked = busy();
	if (system(command)) {
		printf("iperf3 failed\n");
		return;
	}
	began = now() - began;
	worked = busy() - worked;
	printf("%-28s %8.1f MiB/s, %.2f processor seconds a GiB\n", "iperf3",
	       mib / began, worked * 1024 / mib);
}

int main(int argc, char **argv)
{
	int mib = argc > 1 ? atoi(argv[1]) : 64;
	uint32_t link;
	int error, i;

	error = set_up(argc > 2 ? argv[2] : "");
	if (!error)
		error = lend(&link);
	if (error) {
		fprintf(stderr, "bench_net: %d\n", error);
		return 1;
	}
	for (i = 0; i < PINGS; i++)
		ms_idle[i] = ping();
	show_pings("message and answer, idle", ms_idle, PINGS);
	error = move(DEMOS_CMD_MOVE_READ, link, mib, false, "move data, read");
	if (!error)
		error = move(DEMOS_CMD_MOVE_WRITE, link, mib, false,
			     "move data, write");
	iperf(mib);
	if (!error)
		error = move(DEMOS_CMD_MOVE_READ, link, mib, true,
			     "message and answer, reading");
	if (!error)
		error = move(DEMOS_CMD_MOVE_WRITE, link, mib, true,
			     "message and answer, writing");
	if (error)
		fprintf(stderr, "bench_net: %d\n", error);
	return !!error;
}
