// SPDX-License-Identifier: GPL-2.0
/*
 * An Ethernet switch for virtual machines, with a fault on demand.
 *
 *	switch DIRECTORY PORTS
 *
 * Machine I's network card (QEMU's -netdev dgram) sends to the Unix datagram
 * socket DIRECTORY/switchI and receives on DIRECTORY/machineI.  The switch
 * learns which address is at which port.  Commands, one a line, come by
 * the stream socket DIRECTORY/control; each is answered with one line, "ok" or
 * "error: ..." (and before the "ok" of show, its table):
 *
 *	cut A B		drop everything between machines A and B
 *	drop PERCENT A B	drop that share of it, at random
 *	delay MS A B	deliver it so much later
 *	mend A B	undo all that
 *	show		faults and counters of all pairs that have any
 *
 * "all" may stand for a machine.  Faults hold in both directions.
 *
 * Invariants: a frame never goes back to its port; frames with the same delay
 * keep their order; the memory for delayed frames is bounded (further ones are
 * dropped and counted); the switch ends with its parent.
 */
#define _GNU_SOURCE		/* accept4() */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MAX_PORTS	32
#define MAX_CLIENTS	8
#define MAX_WAITING	4096
#define FRAME_SIZE	65536
#define ADDRESSES	1024
#define LINE_SIZE	128

/* Faults for frames from one port to another, and counters. */
struct pair {
	bool cut;
	unsigned int percent;
	unsigned int delay_ms;
	unsigned long forwarded;
	unsigned long dropped;
};

/* A frame on its way; the list is sorted by the time at which it is due. */
struct frame {
	struct frame *next;
	int64_t due_ms;
	int to;
	size_t size;
	unsigned char data[];
};

struct client {
	int fd;
	size_t used;
	char line[LINE_SIZE];
};

struct address {
	unsigned char mac[6];
	int port;
};

static int ports;
static int port_fd[MAX_PORTS];
static struct sockaddr_un machine[MAX_PORTS];
static struct pair pairs[MAX_PORTS][MAX_PORTS];
static struct address addresses[ADDRESSES];
static struct client clients[MAX_CLIENTS];
static struct frame *waiting;
static unsigned int waiting_count;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void set_path(struct sockaddr_un *address, const char *directory,
		     const char *name, int number)
{
	int size = sizeof(address->sun_path);
	int length;

	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	if (number)
		length = snprintf(address->sun_path, size, "%s/%s%d",
				  directory, name, number);
	else
		length = snprintf(address->sun_path, size, "%s/%s",
				  directory, name);
	if (length >= size) {
		fprintf(stderr, "switch: %s: too long a name\n", directory);
		exit(1);
	}
}

static int bound_socket(int type, const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (const void *)address, sizeof(*address)))
		die(address->sun_path);
	return fd;
}

/* A slow receiver makes us wait, but not forever. */
static void port_open(const char *directory, int port)
{
	const struct timeval patience = { .tv_usec = 50000 };
	int size = 1 << 20;
	struct sockaddr_un own;

	set_path(&own, directory, "switch", port + 1);
	set_path(&machine[port], directory, "machine", port + 1);
	port_fd[port] = bound_socket(SOCK_DGRAM, &own);
	setsockopt(port_fd[port], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (setsockopt(port_fd[port], SOL_SOCKET, SO_SNDTIMEO, &patience,
		       sizeof(patience)))
		die("SO_SNDTIMEO");
}

/* ---- frames */

static struct address *address_slot(const unsigned char *mac)
{
	unsigned int hash = mac[5] | mac[4] << 8;

	return &addresses[(hash ^ mac[3]) % ADDRESSES];
}

/* Return: the port behind which @mac is, -1 if not known. */
static int address_find(const unsigned char *mac)
{
	const struct address *slot = address_slot(mac);

	return memcmp(slot->mac, mac, 6) ? -1 : slot->port;
}

static void address_learn(const unsigned char *mac, int port)
{
	struct address *slot = address_slot(mac);

	memcpy(slot->mac, mac, 6);
	slot->port = port;
}

static void frame_send(int to, const unsigned char *data, size_t size)
{
	/* A machine that is off or does not read loses its frames. */
	(void)sendto(port_fd[to], data, size, 0, (void *)&machine[to],
		     sizeof(machine[to]));
}

static bool frame_queue(int to, const unsigned char *data, size_t size,
			int64_t due_ms)
{
	struct frame **place = &waiting;
	struct frame *frame;

	if (waiting_count == MAX_WAITING)
		return false;
	frame = malloc(sizeof(*frame) + size);
	if (!frame)
		return false;
	frame->due_ms = due_ms;
	frame->to = to;
	frame->size = size;
	memcpy(frame->data, data, size);
	while (*place && (*place)->due_ms <= due_ms)
		place = &(*place)->next;
	frame->next = *place;
	*place = frame;
	waiting_count++;
	return true;
}

static void forward(int from, int to, const unsigned char *data, size_t size)
{
	struct pair *pair = &pairs[from][to];

	if (pair->cut || (unsigned int)(random() % 100) < pair->percent) {
		pair->dropped++;
		return;
	}
	if (pair->delay_ms) {
		if (!frame_queue(to, data, size, now_ms() + pair->delay_ms)) {
			pair->dropped++;
			return;
		}
	} else {
		frame_send(to, data, size);
	}
	pair->forwarded++;
}

static void port_receive(int from)
{
	static unsigned char data[FRAME_SIZE];
	ssize_t size = recv(port_fd[from], data, sizeof(data), MSG_DONTWAIT);
	int to;

	if (size < 14)
		return;
	address_learn(data + 6, from);
	to = data[0] & 1 ? -1 : address_find(data);
	if (to >= 0 && to != from) {
		forward(from, to, data, size);
		return;
	}
	if (to == from)
		return;
	for (to = 0; to < ports; to++)
		if (to != from)
			forward(from, to, data, size);
}

/* Send frames that are due. Return: ms until the next one, -1: none left. */
static int frames_due(void)
{
	int64_t now = now_ms();

	while (waiting && waiting->due_ms <= now) {
		struct frame *frame = waiting;

		waiting = frame->next;
		waiting_count--;
		frame_send(frame->to, frame->data, frame->size);
		free(frame);
	}
	return waiting ? (int)(waiting->due_ms - now) : -1;
}

/* ---- commands */

/* A machine's number or "all". Return: false if @word is neither. */
static bool parse_machine(const char *word, int *first, int *last)
{
	char *end;
	long number;

	if (word && !strcmp(word, "all")) {
		*first = 0;
		*last = ports - 1;
		return true;
	}
	number = word ? strtol(word, &end, 10) : 0;
	if (number < 1 || number > ports || *end)
		return false;
	*first = *last = number - 1;
	return true;
}

static bool parse_number(const char *word, unsigned int limit,
			 unsigned int *value)
{
	char *end;
	unsigned long number;

	if (!word || *word < '0' || *word > '9')
		return false;
	number = strtoul(word, &end, 10);
	if (*end || number > limit)
		return false;
	*value = number;
	return true;
}

static void show(int fd)
{
	int from, to;

	for (from = 0; from < ports; from++) {
		for (to = 0; to < ports; to++) {
			const struct pair *pair = &pairs[from][to];

			if (!pair->forwarded && !pair->dropped && !pair->cut &&
			    !pair->percent && !pair->delay_ms)
				continue;
			dprintf(fd, "%d %d %s drop %u%% delay %u ms ",
				from + 1, to + 1, pair->cut ? "cut" : "whole",
				pair->percent, pair->delay_ms);
			dprintf(fd, "%lu forwarded %lu dropped\n",
				pair->forwarded, pair->dropped);
		}
	}
}

static void fault_set(struct pair *pair, const char *verb, unsigned int value)
{
	if (!strcmp(verb, "cut")) {
		pair->cut = true;
	} else if (!strcmp(verb, "drop")) {
		pair->percent = value;
	} else if (!strcmp(verb, "delay")) {
		pair->delay_ms = value;
	} else {
		pair->cut = false;
		pair->percent = 0;
		pair->delay_ms = 0;
	}
}

/* Return: NULL, or what is wrong with @line. */
static const char *obey(int fd, char *line)
{
	const char *verb = strtok(line, " ");
	unsigned int value = 0;
	int a, b, a1, a2, b1, b2;

	if (!verb)
		return "the line is empty";
	if (!strcmp(verb, "show")) {
		show(fd);
		return NULL;
	}
	if (!strcmp(verb, "drop")) {
		if (!parse_number(strtok(NULL, " "), 100, &value))
			return "drop needs a percentage, 0 to 100";
	} else if (!strcmp(verb, "delay")) {
		if (!parse_number(strtok(NULL, " "), 60000, &value))
			return "delay needs milliseconds, 0 to 60000";
	} else if (strcmp(verb, "cut") && strcmp(verb, "mend")) {
		return "the commands are cut, drop, delay, mend, show";
	}
	if (!parse_machine(strtok(NULL, " "), &a1, &a2) ||
	    !parse_machine(strtok(NULL, " "), &b1, &b2) || strtok(NULL, " "))
		return "give two machines, each a number or \"all\"";

	for (a = a1; a <= a2; a++) {
		for (b = b1; b <= b2; b++) {
			fault_set(&pairs[a][b], verb, value);
			fault_set(&pairs[b][a], verb, value);
		}
	}
	return NULL;
}

static void client_close(struct client *client)
{
	close(client->fd);
	client->fd = -1;
}

static void client_read(struct client *client)
{
	size_t room = sizeof(client->line) - 1 - client->used;
	ssize_t size = read(client->fd, client->line + client->used, room);
	char *end;

	if (size <= 0) {
		client_close(client);
		return;
	}
	client->used += size;
	client->line[client->used] = '\0';
	while ((end = strpbrk(client->line, "\r\n"))) {
		const char *wrong;

		*end++ = '\0';
		if (*client->line) {
			wrong = obey(client->fd, client->line);
			if (wrong)
				dprintf(client->fd, "error: %s\n", wrong);
			else
				dprintf(client->fd, "ok\n");
		}
		client->used -= end - client->line;
		memmove(client->line, end, client->used + 1);
	}
	if (client->used == sizeof(client->line) - 1)
		client_close(client);
}

static void client_accept(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	int i;

	if (fd < 0)
		return;
	for (i = 0; i < MAX_CLIENTS; i++) {
		if (clients[i].fd < 0) {
			clients[i].fd = fd;
			clients[i].used = 0;
			return;
		}
	}
	close(fd);
}

/* ---- the loop */

static void serve(int listener)
{
	struct pollfd polled[MAX_PORTS + MAX_CLIENTS + 1];
	int i, n;

	for (;;) {
		n = 0;
		for (i = 0; i < ports; i++)
			polled[n++].fd = port_fd[i];
		for (i = 0; i < MAX_CLIENTS; i++)
			polled[n++].fd = clients[i].fd;
		polled[n++].fd = listener;
		for (i = 0; i < n; i++)
			polled[i].events = POLLIN;
		if (poll(polled, n, frames_due()) < 0 && errno != EINTR)
			die("poll");
		for (i = 0; i < ports; i++)
			if (polled[i].revents)
				port_receive(i);
		for (i = 0; i < MAX_CLIENTS; i++)
			if (clients[i].fd >= 0 && polled[ports + i].revents)
				client_read(&clients[i]);
		if (polled[n - 1].revents)
			client_accept(listener);
	}
}

int main(int argc, char **argv)
{
	unsigned int number;
	struct sockaddr_un control;
	int i, listener;

	if (argc != 3 || !parse_number(argv[2], MAX_PORTS, &number) ||
	    !number) {
		fprintf(stderr, "usage: switch DIRECTORY PORTS (1 to %d)\n",
			MAX_PORTS);
		return 2;
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	ports = number;
	for (i = 0; i < ADDRESSES; i++)
		addresses[i].port = -1;
	for (i = 0; i < MAX_CLIENTS; i++)
		clients[i].fd = -1;
	for (i = 0; i < ports; i++)
		port_open(argv[1], i);
	set_path(&control, argv[1], "control", 0);
	listener = bound_socket(SOCK_STREAM, &control);
	if (listen(listener, MAX_CLIENTS))
		die("listen");
	/* Tell the parent that the switch is ready. */
	puts("ready");
	fflush(stdout);
	serve(listener);
	return 0;
}
