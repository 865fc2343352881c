// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel calls of a guest whose only other process is its console: standard
 * input and output. It has one link, that to the console; nobody has a link to
 * it, so no message comes. Documentation/guest-abi.rst describes the calls.
 */
#include <arpa/inet.h>
#include <err.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <linux/demos.h>

#include "calls.h"

/* The small console of a bare program */
enum { END, WRITE, READ };

enum outcome { GOES_ON, STOPS };

/* Input up to the end of a line, as a terminal gives it. Return: its length */
static size_t read_input(uint8_t *bytes, size_t size, FILE *out)
{
	size_t length = 0;
	int c = 0;

	fflush(out);
	while (length < size && c != '\n') {
		c = getchar();
		if (c == EOF)
			break;
		bytes[length++] = c;
	}
	return length;
}

/* The message of SEND and CALL; @data has room for the longest */
static enum demos_result take_message(struct machine *machine, uint8_t *data,
				      unsigned int most_links)
{
	const struct z8k_cpu *cpu = &machine->cpu;
	unsigned int links = cpu->r[5] & ~DEMOS_SC_NOWAIT;

	if (cpu->r[4] > DEMOS_DATA_MAX || links > most_links)
		return DEMOS_ESIZE;
	if (z8k_rr(cpu, 0) != DEMOS_LINK_CONSOLE)
		return DEMOS_ENOLINK;
	if (!machine_read(machine, z8k_pointer(cpu, 2), data, cpu->r[4]))
		return DEMOS_EADDRESS;
	/* It has no other link that it could enclose */
	return links ? DEMOS_ENOLINK : DEMOS_OK;
}

static enum demos_result call_send(struct machine *machine, FILE *out)
{
	uint8_t data[DEMOS_DATA_MAX];
	enum demos_result result = take_message(machine, data, DEMOS_LINKS_MAX);

	if (result == DEMOS_OK)
		fwrite(data, 1, machine->cpu.r[4], out);
	return result;
}

/* The console's answer to a request; @said gets it. Return: its length */
static uint16_t answer(const uint8_t *data, uint16_t length, uint8_t *said,
		       FILE *out)
{
	struct demos_answer head = {
		.op = htons(DEMOS_CONSOLE_READ | DEMOS_OP_ANSWER),
		.result = htons(DEMOS_ECALL),
	};
	struct demos_console_read request = { 0 };
	uint16_t got = 0, size;

	if (length == sizeof(request))
		memcpy(&request, data, sizeof(request));
	size = ntohs(request.size);
	if (request.op == htons(DEMOS_CONSOLE_READ) && size &&
	    size <= DEMOS_CONSOLE_MAX) {
		head.result = htons(DEMOS_OK);
		got = read_input(said + sizeof(head), size, out);
	}
	memcpy(said, &head, sizeof(head));
	return sizeof(head) + got;
}

static enum demos_result call_call(struct machine *machine, FILE *out)
{
	uint8_t said[sizeof(struct demos_answer) + DEMOS_CONSOLE_MAX];
	struct z8k_cpu *cpu = &machine->cpu;
	u32 buffer = z8k_pointer(cpu, 10);
	uint8_t data[DEMOS_DATA_MAX];
	enum demos_result result = take_message(machine, data,
						DEMOS_LINKS_MAX - 2);

	if (result != DEMOS_OK)
		return result;
	if (!machine_check(machine, buffer, cpu->r[12]))
		return DEMOS_EADDRESS;
	cpu->r[1] = answer(data, cpu->r[4], said, out);
	z8k_rr_set(cpu, 2, 0);
	cpu->r[4] = 0;
	cpu->r[5] = 2 << 8;		/* a reply */
	if (cpu->r[1] > cpu->r[12])
		return DEMOS_ESIZE;
	machine_write(machine, buffer, said, cpu->r[1]);
	return DEMOS_OK;
}

static enum outcome call_receive(struct machine *machine, FILE *out)
{
	struct z8k_cpu *cpu = &machine->cpu;
	uint32_t ms = z8k_rr(cpu, 8);
	struct timespec limit = { ms / 1000, ms % 1000 * 1000000L };

	cpu->r[0] = DEMOS_ETIME;
	if (!machine_check(machine, z8k_pointer(cpu, 2), cpu->r[4])) {
		cpu->r[0] = DEMOS_EADDRESS;
		return GOES_ON;
	}
	fflush(out);
	if (ms == DEMOS_FOREVER) {
		warnx("nobody here sends it a message; use 'demosctl run'");
		return STOPS;
	}
	while (nanosleep(&limit, &limit))
		;
	return GOES_ON;
}

/* A call about a link that exists: there is nothing to be done with it here */
static enum outcome call_link(struct machine *machine, FILE *out)
{
	if (z8k_rr(&machine->cpu, 0) != DEMOS_LINK_CONSOLE) {
		machine->cpu.r[0] = DEMOS_ENOLINK;
		return GOES_ON;
	}
	fflush(out);
	warnx("here are no other processes to have links: use 'demosctl run'");
	return STOPS;
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static enum outcome call(struct machine *machine, FILE *out)
{
	struct z8k_cpu *cpu = &machine->cpu;

	switch (machine->stop.sc) {
	case END:
	case DEMOS_SC_EXIT:
		return STOPS;
	case WRITE:
		putc(cpu->r[0] & 0xff, out);
		return GOES_ON;
	case READ:
		fflush(out);
		cpu->r[0] = getchar();
		return GOES_ON;
	case DEMOS_SC_RECEIVE:
		return call_receive(machine, out);
	case DEMOS_SC_LINK_CREATE:
		z8k_rr_set(cpu, 0, DEMOS_LINK_CONSOLE);
		return call_link(machine, out);
	case DEMOS_SC_LINK_DUP:
	case DEMOS_SC_LINK_DESTROY:
	case DEMOS_SC_LINK_INSPECT:
	case DEMOS_SC_MOVE_READ:
	case DEMOS_SC_MOVE_WRITE:
		return call_link(machine, out);
	case DEMOS_SC_SEND:
		cpu->r[0] = call_send(machine, out);
		return GOES_ON;
	case DEMOS_SC_CALL:
		cpu->r[0] = call_call(machine, out);
		return GOES_ON;
	case DEMOS_SC_SELF:
		cpu->r[1] = 1;
		z8k_rq_set(cpu, 4, DEMOS_PID(1, 1));
		break;
	case DEMOS_SC_TIME:
		z8k_rq_set(cpu, 4, now());
		break;
	case DEMOS_SC_YIELD:
		break;
	default:
		return STOPS;
	}
	cpu->r[0] = DEMOS_OK;
	return GOES_ON;
}

/**
 * calls_serve() - serve the kernel call for which a machine stopped
 * @machine: machine; its PC is after the SC
 * @out: the console's output
 *
 * Return: whether the program goes on.
 */
bool calls_serve(struct machine *machine, FILE *out)
{
	const struct z8k_stop stop = machine->stop;
	enum outcome outcome = call(machine, out);

	machine->stop = stop;	/* not that of access to its memory */
	return outcome == GOES_ON;
}

/**
 * calls_ended() - has the program ended itself?
 * @machine: machine that has stopped
 *
 * Return: whether its status is in R0.
 */
bool calls_ended(const struct machine *machine)
{
	return machine->stop.exit == Z8K_EXIT_SC &&
	       (machine->stop.sc == END || machine->stop.sc == DEMOS_SC_EXIT);
}
