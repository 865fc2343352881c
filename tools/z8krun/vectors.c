// SPDX-License-Identifier: GPL-2.0
/*
 * Measurements of a real chip: files with a JSON object on each line, which
 * contains registers, memory and ports before and after a few instructions.
 * They run on a bare Z8001; addresses are flat 16 bits, in segmented
 * measurements 0x1xxx is segment 1, offset xxx.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "machine.h"
#include "vectors.h"

enum {
	CODE_AT = 0x0200,
	HALT_AT = 0x00c0,
	HALT = 0x7a00,
	PORTS_AT = 0x0100,
	PORTS = 6,		/* of each kind */
	SEQUENCE = 64,
	BUDGET = 1000000,
};

/**
 * struct port - a port register
 * @value: its contents
 * @sequence: values that successive reads give
 * @count: number of these
 * @next: the next one
 */
struct port {
	u16 value;
	u16 sequence[SEQUENCE];
	unsigned int count;
	unsigned int next;
};

/**
 * struct bench - where measurements are repeated
 * @machine: a bare Z8001
 * @host: its ports
 * @port: normal and special ones
 * @segmented: the measurement is in segmented mode
 * @why: the differences, empty if there are none
 */
struct bench {
	struct machine *machine;
	struct z8k_host host;
	struct port port[2 * PORTS];
	bool segmented;
	char why[512];
};

static struct port *port_at(struct bench *bench, u16 addr, unsigned int how)
{
	unsigned int n = addr >> 1 & 7;

	if (addr < PORTS_AT || addr >= PORTS_AT + 2 * PORTS)
		return NULL;
	return &bench->port[how & Z8K_IO_SPECIAL ? n + PORTS : n];
}

static u16 port_in(void *arg, u16 addr, unsigned int how)
{
	struct port *port = port_at(arg, addr, how);

	if (!port)
		return how & Z8K_IO_BYTE ? 0xff : 0xffff;
	if (port->next < port->count)
		port->value = port->sequence[port->next++];
	if (!(how & Z8K_IO_BYTE))
		return port->value;
	return addr & 1 ? port->value & 0xff : port->value >> 8;
}

static void port_out(void *arg, u16 addr, u16 value, unsigned int how)
{
	struct port *port = port_at(arg, addr, how);

	if (!port)
		return;
	if (!(how & Z8K_IO_BYTE))
		port->value = value;
	else if (addr & 1)
		port->value = (port->value & 0xff00) | (value & 0xff);
	else
		port->value = value << 8 | (port->value & 0xff);
}

static void complain(struct bench *bench, const char *what, u32 which,
		     u32 is, u32 should)
{
	size_t used = strlen(bench->why);

	snprintf(bench->why + used, sizeof(bench->why) - used,
		 " %s%x is %04x, not %04x;", what, which, is, should);
}

static u32 linear(const struct bench *bench, u32 flat)
{
	return bench->segmented ? Z8K_ADDR(flat >> 12, flat & 0xfff) : flat;
}

static void put_word(struct bench *bench, u32 flat, u16 word)
{
	u8 bytes[2] = { word >> 8, word };

	machine_write(bench->machine, linear(bench, flat) & ~1u, bytes, 2);
}

static bool masked(struct json mask, const char *what)
{
	struct json unused;

	return json_find(mask, what, &unused);
}

static void load_code(struct bench *bench, struct json test)
{
	struct json_cursor c;
	u32 at = CODE_AT;

	for (json_begin(&c, json_member(test, "code")); json_next(&c); at += 2)
		put_word(bench, at, json_number(c.value, 16));
	put_word(bench, at, HALT);
	put_word(bench, HALT_AT, HALT);
}

static void load_ports(struct bench *bench, struct json test)
{
	struct json_cursor c, values;
	struct port *port;

	memset(bench->port, 0, sizeof(bench->port));
	for (json_begin(&c, json_member(test, "io_in")); json_next(&c);) {
		port = &bench->port[json_number(c.name, 10) % (2 * PORTS)];
		port->value = json_number(c.value, 16);
	}
	for (json_begin(&c, json_member(test, "io_seq")); json_next(&c);) {
		port = &bench->port[json_number(c.name, 10) % (2 * PORTS)];
		json_begin(&values, c.value);
		while (json_next(&values) && port->count < SEQUENCE)
			port->sequence[port->count++] =
				json_number(values.value, 16);
	}
}

static void load(struct bench *bench, struct json test)
{
	struct z8k_cpu *cpu = &bench->machine->cpu;
	struct json_cursor c;

	bench->segmented = json_is(json_member(test, "mode"), "seg");
	machine_clear(bench->machine);
	z8k_cpu_init(cpu, Z8K_Z8001);
	z8k_cpu_set_fcw(cpu, json_number(json_member(test, "fcw_in"), 16));
	cpu->pc = CODE_AT;
	for (json_begin(&c, json_member(test, "regs_in")); json_next(&c);)
		cpu->r[json_number(c.name, 10) & 15] =
			json_number(c.value, 16);
	load_code(bench, test);
	for (json_begin(&c, json_member(test, "mem_in")); json_next(&c);)
		put_word(bench, json_number(c.name, 16),
			 json_number(c.value, 16));
	load_ports(bench, test);
}

static void check_registers(struct bench *bench, struct json test,
			    struct json mask)
{
	const struct z8k_cpu *cpu = &bench->machine->cpu;
	struct json_cursor c;
	char name[8];
	u32 n, should;

	for (json_begin(&c, json_member(test, "regs_out")); json_next(&c);) {
		n = json_number(c.name, 10) & 15;
		should = json_number(c.value, 16);
		snprintf(name, sizeof(name), "R%u", n);
		if (cpu->r[n] != should && !masked(mask, name))
			complain(bench, "R", n, cpu->r[n], should);
	}
}

static void check_fcw(struct bench *bench, struct json test, struct json mask)
{
	static const struct {
		const char *name;
		u16 bit;
	} flags[] = {
		{ "flag_C", Z8K_FCW_C },	{ "flag_Z", Z8K_FCW_Z },
		{ "flag_S", Z8K_FCW_S },	{ "flag_V", Z8K_FCW_PV },
		{ "flag_P", Z8K_FCW_PV },	{ "flag_PV", Z8K_FCW_PV },
		{ "flag_DA", Z8K_FCW_DA },	{ "flag_D", Z8K_FCW_DA },
		{ "flag_H", Z8K_FCW_H },	{ NULL, 0 },
	};
	u16 should = json_number(json_member(test, "fcw_out"), 16);
	u16 is = bench->machine->cpu.fcw;
	u16 ignored = 0;
	unsigned int i;

	for (i = 0; flags[i].name; i++)
		if (masked(mask, flags[i].name))
			ignored |= flags[i].bit;
	if ((is ^ should) & ~ignored)
		complain(bench, "FCW", 0, is, should);
}

/* A masked item of memory is named "mem_0400" or by its address alone */
static void check_memory(struct bench *bench, struct json test,
			 struct json mask)
{
	struct json_cursor c;
	char name[16];
	u32 at, is, should;

	for (json_begin(&c, json_member(test, "mem_out")); json_next(&c);) {
		at = json_number(c.name, 16);
		should = json_number(c.value, 16);
		is = machine_word(bench->machine, linear(bench, at));
		snprintf(name, sizeof(name), "mem_%04X", at);
		if (is != should && !masked(mask, name) &&
		    !masked(mask, name + 4))
			complain(bench, "memory ", at, is, should);
	}
}

static void check_ports(struct bench *bench, struct json test,
			struct json mask)
{
	struct json_cursor c;
	char name[16];
	u32 n, should;

	for (json_begin(&c, json_member(test, "io_out")); json_next(&c);) {
		n = json_number(c.name, 10) % (2 * PORTS);
		should = json_number(c.value, 16);
		snprintf(name, sizeof(name), "io_%u", n);
		if (bench->port[n].value != should && !masked(mask, name))
			complain(bench, "port ", n, bench->port[n].value,
				 should);
	}
}

/* Does the line contain an input and the expected results? */
static const char *check_line(struct json test)
{
	static const char *const needed[] = {
		"code", "fcw_in", "fcw_out", "regs_out",
	};
	struct json mode, member;
	unsigned int i;

	if (test.end - test.at < 2 || *test.at != '{' || test.end[-1] != '}')
		return " not a JSON object";
	for (i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (!json_find(test, needed[i], &member))
			return " a member of the measurement is missing";
	if (!json_find(test, "mode", &mode) ||
	    (!json_is(mode, "seg") && !json_is(mode, "nonseg")))
		return " mode is neither seg nor nonseg";
	return NULL;
}

static bool run_test(struct bench *bench, struct json test)
{
	struct json mask = json_member(test, "undefined_mask");
	const char *wrong = check_line(test);
	enum z8k_exit exit;

	bench->why[0] = '\0';
	if (wrong) {
		snprintf(bench->why, sizeof(bench->why), "%s", wrong);
		return false;
	}
	load(bench, test);
	exit = machine_run(bench->machine, BUDGET);
	if (exit != Z8K_EXIT_HALT)
		complain(bench, "exit", 0, exit, Z8K_EXIT_HALT);
	check_registers(bench, test, mask);
	check_fcw(bench, test, mask);
	check_memory(bench, test, mask);
	check_ports(bench, test, mask);
	return !bench->why[0];
}

static void report(const struct bench *bench, const char *file,
		   unsigned int line, struct json test)
{
	char name[128];

	json_copy(json_member(test, "name"), name, sizeof(name));
	printf("%s:%u: %s:%s\n", file, line, name, bench->why);
}

static void run_file(struct bench *bench, const char *file, unsigned int *good,
		     unsigned int *bad)
{
	FILE *f = fopen(file, "r");
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;
	ssize_t size;

	if (!f) {
		warn("%s", file);
		++*bad;
		return;
	}
	errno = 0;
	while ((size = getline(&line, &room, f)) > 0) {
		struct json test = { line, line + size };

		while (test.end > test.at &&
		       isspace((unsigned char)test.end[-1]))
			test.end--;
		number++;
		if (test.end == test.at)
			continue;
		if (run_test(bench, test)) {
			++*good;
			continue;
		}
		++*bad;
		report(bench, file, number, test);
	}
	if (ferror(f)) {
		warn("%s", file);
		++*bad;
	}
	free(line);
	fclose(f);
}

/**
 * vectors_run() - repeat the measurements in some files
 * @files: their names
 * @count: number of files
 *
 * Prints the differences, and at the end "N passed, N failed".
 *
 * Return: exit status.
 */
int vectors_run(char *const *files, int count)
{
	struct bench bench = {
		.machine = machine_create(Z8K_Z8001),
		.host = { .in = port_in, .out = port_out },
	};
	unsigned int good = 0, bad = 0;
	int i;

	bench.host.arg = &bench;
	bench.machine->host = &bench.host;
	for (i = 0; i < count; i++)
		run_file(&bench, files[i], &good, &bad);
	machine_destroy(bench.machine);
	printf("%u passed, %u failed\n", good, bad);
	return bad || !good;
}
