// SPDX-License-Identifier: GPL-2.0
/*
 * Measures how fast data moves between two machines over one cable, plain and
 * over TLS, compared with iperf3, and with a loop of send() and recv() over
 * TLS, on the same cable. Also how long a small message and its answer take,
 * alone and beside data moves at full rate.
 *
 *	bench_net [MIB [ROUNDS [NETEM]]]
 *
 * With DEMOS_BED=unix the machines are processes, and the cable is loopback
 * without TLS.
 *
 * All are measured in each round; the output has medians. Processor time is
 * that of the whole system, all processors together. It never fails for being
 * slow.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bed.h"
#include "cable.h"
#include "memory.h"

#define SIZE	(4 << 20)
#define MOVES	4		/* outstanding at a time */
#define BLOCK	(128 << 10)	/* of send() and recv(), and of iperf3 */
#define PACKET	(32 << 10)	/* of move data */
#define PINGS	50		/* a round */
#define ROUNDS	99		/* at most */
#define WANTED	0.9		/* share of what the others reach */
#define PORT	"5983"		/* of iperf3 */
/* The same, for machines that are processes: a first aim */
#define WANTED_OF_PROCESSES	0.5
#define MIB	1048576.0

/* What was measured, round by round */
struct row {
	const char *what;
	double rate[ROUNDS];	/* MiB/s */
	double work[ROUNDS];	/* processor seconds a GiB */
	int count;
};

struct pings {
	const char *what;
	double ms[ROUNDS * PINGS];
	int count;
};

/* Rows of each path: first the one that move data is compared with */
enum { PEER, READ, WRITE, ROWS };
enum { IDLE, READING, WRITING, KINDS };

static struct path {
	const char *name;
	bool tls;
	int mib;
	struct row row[ROWS];
	struct pings pings[KINDS];
} paths[] = {
	{
		.name = "plain",
		.row = { { "iperf3" }, { "move data, read" },
			 { "move data, write" } },
		.pings = { { "idle" }, { "reading" }, { "writing" } },
	},
	{
		.name = "TLS",
		.tls = true,
		.row = { { "send and recv" }, { "move data, read" },
			 { "move data, write" } },
		.pings = { { "idle" }, { "reading" }, { "writing" } },
	},
};

static struct machine machines[2];
static struct process lender, borrower, caller, server;
static struct memory theirs, ours;
static uint32_t to_server, to_caller, to_theirs;
static int mib;			/* that each measurement moves */

static bool of_processes(void)
{
	return bed() == &bed_of_processes;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Seconds that the processors have been busy */
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

static void note(struct row *row, double seconds, double worked)
{
	row->rate[row->count] = mib / seconds;
	row->work[row->count++] = worked * 1024 / mib;
}

/* ---- Two machines, a cable, four processes */

static int lend(void)
{
	uint32_t mine;
	int error;

	error = memory_make(&lender, &theirs, SIZE);
	if (!error)
		error = memory_make(&borrower, &ours, SIZE);
	if (!error)
		error = link_create_area(&lender, DEMOS_LINK_DUP |
					 DEMOS_LINK_PASS | DEMOS_LINK_READ |
					 DEMOS_LINK_WRITE, theirs.area, SIZE,
					 &mine);
	return error ? error :
		       link_exchange(&lender, &borrower, mine, &to_theirs);
}

static int link_both(void)
{
	uint32_t link;
	int error;

	error = link_create(&server, 1, 1, DEMOS_LINK_PASS, &link);
	if (!error)
		error = link_exchange(&server, &caller, link, &to_server);
	if (!error)
		error = link_create(&caller, 1, 1, DEMOS_LINK_PASS, &link);
	return error ? error :
		       link_exchange(&caller, &server, link, &to_caller);
}

/* Connect the machines over this path */
static int join(const struct path *path)
{
	int error, fd[2];

	error = cable_sockets(&machines[0], &machines[1], fd);
	if (!error && path->tls)
		error = cable_encrypt(fd);
	return error ? error : peer_join_sockets(&machines[0], fd[0],
						 &machines[1], fd[1]);
}

static int set_up(const char *netem)
{
	int error = 0;
	int i;

	for (i = 0; i < 2 && !error; i++)
		error = machine_make(&machines[i], i + 1);
	if (!error && !of_processes())
		error = cable_lay(&machines[0], &machines[1]);
	if (!error && !of_processes())
		error = cable_spoil(&machines[0], &machines[1], netem);
	if (!error)
		error = join(&paths[0]);
	if (!error)
		error = process_attach(&lender, &machines[0], "lender");
	if (!error)
		error = process_attach(&borrower, &machines[1], "borrower");
	if (!error)
		error = process_attach(&server, &machines[0], "server");
	if (!error)
		error = process_attach(&caller, &machines[1], "caller");
	if (!error)
		error = lend();
	return error ? error : link_both();
}

/* ---- Move data, and a small message beside it */

/* Send a message, and wait for the answer */
static int ping(struct pings *pings)
{
	struct message message;
	double began = now();
	int error;

	error = process_say(&caller, to_server, "ping", 4);
	if (!error)
		error = process_receive(&server, 1 << 1, SOON, &message);
	if (!error)
		error = process_say(&server, to_caller, "pong", 4);
	if (!error)
		error = process_receive(&caller, 1 << 1, SOON, &message);
	if (!error)
		pings->ms[pings->count++] = (now() - began) * 1000;
	return error;
}

static int ping_often(struct pings *pings, int often)
{
	int error = 0;

	while (often-- && !error)
		error = ping(pings);
	return error;
}

static int end_one(uint32_t seq)
{
	uint32_t moved;
	int error = memory_move_end(&borrower, seq, &moved);

	return error ? error : moved == SIZE ? 0 : -EBADMSG;
}

/* Keep some moves outstanding; ping each time before waiting for one */
static int keep_moving(int command, int all, struct pings *pings)
{
	uint32_t seq[MOVES] = { 0 };
	int begun = 0, ended = 0, error = 0;
	int often = pings ? (PINGS + all - MOVES) / (all - MOVES + 1) : 0;
	int end = pings ? pings->count + PINGS : 0;

	while (ended < all && !error) {
		if (begun < all && begun < ended + MOVES) {
			error = memory_move_begin(&borrower, command, to_theirs,
						  0, ours.area, SIZE,
						  &seq[begun % MOVES]);
			begun++;
			continue;
		}
		if (pings && pings->count < end)
			error = ping_often(pings, often);
		if (!error)
			error = end_one(seq[ended++ % MOVES]);
	}
	return error;
}

static int move(int command, struct row *row)
{
	double began = now(), worked = busy();
	int error = keep_moving(command, mib * (MIB / SIZE), NULL);

	if (!error)
		note(row, now() - began, busy() - worked);
	return error;
}

/* ---- What move data is compared with */

/* A number in iperf3's output: the first with @name after the text @after */
static double number_in(const char *text, const char *after, const char *name)
{
	const char *at = strstr(text, after);

	at = at ? strstr(at, name) : NULL;
	at = at ? strchr(at, ':') : NULL;
	return at ? strtod(at + 1, NULL) : 0;
}

/* Return: bytes received per second, 0 if it failed */
static double iperf_run(int bytes)
{
	static char text[1 << 16];
	char command[80];
	size_t length = 0;
	FILE *pipe;

	snprintf(command, sizeof(command),
		 "iperf3 -J -R -n %d -l %d -p " PORT " -c %s 2>&1", bytes,
		 BLOCK, of_processes() ? "127.0.0.1" : "10.1.2.1");
	pipe = popen(command, "r");
	if (pipe)
		length = fread(text, 1, sizeof(text) - 1, pipe);
	text[length] = '\0';
	if (!pipe || pclose(pipe))
		return 0;
	return number_in(text, "\"sum_received\"", "\"bits_per_second\"") / 8;
}

static int iperf_begin(void)
{
	int tries = 50;
	int error;

	error = machine_enter(&machines[0]);
	if (error)
		return error;
	if (system("iperf3 -s -D -p " PORT " -I /tmp/iperf3.pid"))
		return -ENOENT;
	error = machine_enter(&machines[1]);
	while (!error && !iperf_run(BLOCK) && --tries)
		usleep(100000);
	return error ? error : tries ? 0 : -ENOENT;
}

static void iperf_end(void)
{
	if (system("kill $(tr -d '\\0' </tmp/iperf3.pid)"))
		fprintf(stderr, "bench_net: cannot stop iperf3\n");
}

/* The rate is iperf3's own figure; its start-up work is subtracted */
static int iperf(struct row *row)
{
	double at_first, at_last, rate;
	int error = machine_enter(&machines[1]);
	double worked = busy();

	if (error)
		return error;
	iperf_run(BLOCK);
	at_first = busy();
	rate = iperf_run(mib << 20);
	at_last = busy();
	if (!rate)
		return -EIO;
	note(row, mib * MIB / rate,
	     (at_last - at_first) - (at_first - worked));
	return 0;
}

static int send_all(int fd)
{
	static char block[BLOCK];
	ssize_t left = (ssize_t)mib << 20;
	ssize_t sent = 0;

	for (; left > 0 && sent >= 0; left -= sent)
		sent = send(fd, block, left < BLOCK ? left : BLOCK, 0);
	return left > 0;
}

static int receive_all(int fd)
{
	static char block[BLOCK];
	ssize_t left = (ssize_t)mib << 20;
	ssize_t got = 1;

	for (; left > 0 && got > 0; left -= got)
		got = recv(fd, block, BLOCK, 0);
	return left > 0 ? -EIO : 0;
}

static int send_and_receive(struct row *row)
{
	double began, worked;
	int error, fd[2];
	pid_t sender;

	error = cable_sockets(&machines[0], &machines[1], fd);
	if (!error)
		error = cable_encrypt(fd);
	if (error)
		return error;
	began = now();
	worked = busy();
	sender = fork();
	if (!sender)
		_exit(send_all(fd[0]));
	error = receive_all(fd[1]);
	if (!error)
		note(row, now() - began, busy() - worked);
	close(fd[0]);
	close(fd[1]);
	waitpid(sender, NULL, 0);
	return error;
}

/* ---- Rounds, and their results */

static int run(struct path *path)
{
	int error;

	mib = path->mib;
	error = path->tls ? send_and_receive(&path->row[PEER]) :
			    iperf(&path->row[PEER]);
	if (!error)
		error = join(path);
	if (!error)
		error = move(DEMOS_CMD_MOVE_READ, &path->row[READ]);
	if (!error)
		error = move(DEMOS_CMD_MOVE_WRITE, &path->row[WRITE]);
	if (!error)
		error = ping_often(&path->pings[IDLE], PINGS);
	if (!error)
		error = keep_moving(DEMOS_CMD_MOVE_READ, mib * (MIB / SIZE),
				    &path->pings[READING]);
	if (!error)
		error = keep_moving(DEMOS_CMD_MOVE_WRITE, mib * (MIB / SIZE),
				    &path->pings[WRITING]);
	return error;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double *values, int count)
{
	qsort(values, count, sizeof(*values), by_size);
	return values[count / 2];
}

static const char *reached(bool is_so)
{
	return is_so ? "reached" : "not reached";
}

static void show_rows(struct path *path)
{
	double rates[ROWS], works[ROWS];
	double wanted = of_processes() ? WANTED_OF_PROCESSES : WANTED;
	struct row *row;
	int i;

	for (i = 0; i < ROWS; i++) {
		row = &path->row[i];
		rates[i] = median(row->rate, row->count);
		works[i] = median(row->work, row->count);
		printf("%-6s %-18s %8.1f MiB/s %7.2f s/GiB", path->name,
		       row->what, rates[i], works[i]);
		if (i)
			printf("  %5.2f of the rate, %.2f of the time, %s",
			       rates[i] / rates[PEER], works[i] / works[PEER],
			       reached(rates[i] >= wanted * rates[PEER]));
		printf("\n");
	}
}

/* Bound beside move data: three times as long, and one packet in flight */
static void show_pings(struct path *path)
{
	double idle = 0, ms, bound;
	struct pings *pings;
	int i;

	for (i = 0; i < KINDS; i++) {
		pings = &path->pings[i];
		ms = median(pings->ms, pings->count);
		printf("%-6s %-18s %8.3f ms, %.3f of 90 %%", path->name,
		       pings->what, ms, pings->ms[pings->count * 9 / 10]);
		if (!i) {
			idle = ms;
		} else {
			bound = 3 * idle + PACKET / MIB * 1000 /
				median(path->row[i].rate, path->row[i].count);
			printf(", bound %.3f: %s", bound,
			       reached(ms <= bound));
		}
		printf("\n");
	}
}

static void show(int rounds, int count)
{
	double load = 0;
	int i;

	getloadavg(&load, 1);
	printf("machines %s; %ld processors, load %.1f\n", of_processes() ?
	       "as processes, over loopback" : "of the module, over a veth",
	       sysconf(_SC_NPROCESSORS_ONLN), load);
	printf("medians of %d rounds, of %d MiB, over TLS %d\n", rounds,
	       paths[0].mib, paths[1].mib);
	for (i = 0; i < count; i++)
		show_rows(&paths[i]);
	printf("a message and its answer, beside data moves at full rate\n");
	for (i = 0; i < count; i++)
		show_pings(&paths[i]);
}

int main(int argc, char **argv)
{
	int all = argc > 1 ? atoi(argv[1]) : 128;
	int rounds = argc > 2 ? atoi(argv[2]) : 5;
	int count = of_processes() ? 1 : 2;
	int error, i;

	if (all < 64 || all > 1024 || rounds < 1 || rounds > ROUNDS) {
		fprintf(stderr, "bench_net: 64 to 1024 MiB, 1 to %d rounds\n",
			ROUNDS);
		return 2;
	}
	paths[0].mib = all;
	paths[1].mib = all / 4;	/* TLS is slow on emulated processors */
	error = set_up(argc > 3 ? argv[3] : "");
	if (!error)
		error = iperf_begin();
	for (i = 0; i < count * rounds && !error; i++)
		error = run(&paths[i % count]);
	iperf_end();
	if (error)
		fprintf(stderr, "bench_net: %s\n", strerror(abs(error)));
	else
		show(rounds, count);
	return !!error;
}
