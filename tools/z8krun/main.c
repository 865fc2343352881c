// SPDX-License-Identifier: GPL-2.0
/*
 * z8krun: run a program of a Z8001 or Z8002, or measurements of a real chip.
 *
 * A program whose FCW says normal mode runs as a process: a privileged
 * instruction, or any other that a process may not execute, ends it. One whose
 * FCW says system mode has the CPU for itself: traps go through its program
 * status area, HALT ends it, ports read as ones.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../version.h"
#include "calls.h"
#include "places.h"
#include "program.h"
#include "report.h"
#include "told.h"
#include "vectors.h"

#define SLICE	0x10000000u

/**
 * struct options - the command line
 * @model: CPU, 0: as the file says
 * @base: linear address of a flat binary
 * @based: @base was given
 * @entry: first instruction, -1: as the file says
 * @fcw: initial FCW, -1: normal mode
 * @regs: initial registers, "r0=1,r15=f000"
 * @max: most instructions to execute
 * @trace: a line for each instruction
 * @dump: show the state at the end
 * @json: as JSON, and nothing else on stdout
 * @speed: show the speed
 * @console: it runs as a guest, whose console is ours
 * @stack: bytes of its stack, with @console
 * @told: the program's arguments and environment, with @console
 */
struct options {
	unsigned int model;
	u32 base;
	bool based;
	long entry;
	long fcw;
	char *regs;
	u64 max;
	bool trace;
	bool dump;
	bool json;
	bool speed;
	bool console;
	u32 stack;
	struct told told;
};

static const char usage[] =
"Usage: z8krun [OPTION]... FILE	a z8k-coff executable or a flat binary\n"
"       z8krun [OPTION]... --console FILE [ARG]...\n"
"       z8krun --vectors FILE.jsonl...\n"
"Runs a program of a Z8001 or Z8002, or compares the CPU with measurements.\n\n"
"  --cpu z8001|z8002   (a flat binary's is a Z8002)\n"
"  --base ADDR         of a flat binary; seg << 16 | offset, hexadecimal\n"
"  --entry ADDR        first instruction\n"
"  --fcw WORD          bit 14 set: system mode, the CPU for itself (SC traps\n"
"                      through the program status area; else it ends)\n"
"  --regs r0=1,...     hexadecimal; the stack pointer is at the end of the\n"
"                      last segment otherwise\n"
"  --max N             stop after N instructions\n"
"  --trace             address, FCW, words and text of each instruction\n"
"  --dump[=json]       registers, FCW, PC, hash of memory at the end; --json:\n"
"                      as JSON; other output then goes to stderr\n"
"  --count             instructions, and instructions a second\n"
"  --console           as 'demosctl run' does it: with the guest's memory, its\n"
"                      arguments, kernel calls, input and output\n"
"  --stack BYTES|max   size of its stack; else 4096\n"
"  --env NAME=VALUE    a variable for it; may be given many times\n"
"  -h, --help          print this help\n"
"  -V, --version       print the version\n\n"
"Exit status: 0, 1: the program or a measurement failed, 2: it could not be\n"
"started; --console: the program's.\n";

static int misused(void)
{
	fputs("Try 'z8krun --help'.\n", stderr);
	return 2;
}

/* Output that is lost must not look like success */
static void flush_output(void)
{
	bool failed = ferror(stdout);

	if (fclose(stdout) || failed) {
		warnx("cannot write: %s", strerror(errno ? errno : EIO));
		_exit(1);
	}
}

static u16 no_port_in(void *arg, u16 port, unsigned int how)
{
	(void)arg;
	(void)port;
	return how & Z8K_IO_BYTE ? 0xff : 0xffff;
}

static void no_port_out(void *arg, u16 port, u16 value, unsigned int how)
{
	(void)arg;
	(void)port;
	(void)value;
	(void)how;
}

static const struct z8k_host no_ports = {
	.in = no_port_in,
	.out = no_port_out,
};

static u64 number(const char *text, const char *what, int base, u64 most)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, base);
	if (!isxdigit((unsigned char)*text) || *end || errno || value > most)
		errx(2, "%s is not a valid %s", text, what);
	return value;
}

/* An address for instructions */
static u32 parse_address(const char *text)
{
	u32 value = number(text, "address", 16,
			   Z8K_ADDR(Z8K_MAX_SEGMENTS, 0) - 1);

	if (value & 1)
		errx(2, "%s is an odd address", text);
	return value;
}

static void set_registers(struct z8k_cpu *cpu, char *regs)
{
	char *item, *value;
	u32 n;

	for (item = strtok(regs, ","); item; item = strtok(NULL, ",")) {
		value = strchr(item, '=');
		if (!value || item[0] != 'r')
			errx(2, "%s: not rN=VALUE", item);
		*value++ = '\0';
		n = number(item + 1, "register", 10, 15);
		cpu->r[n] = number(value, "value of a register", 16, 0xffff);
	}
}

static void parse(struct options *options, int argc, char **argv)
{
	static const struct option names[] = {
		{ "cpu", required_argument, NULL, 'm' },
		{ "base", required_argument, NULL, 'b' },
		{ "entry", required_argument, NULL, 'e' },
		{ "fcw", required_argument, NULL, 'f' },
		{ "regs", required_argument, NULL, 'r' },
		{ "max", required_argument, NULL, 'n' },
		{ "trace", no_argument, NULL, 't' },
		{ "dump", optional_argument, NULL, 'd' },
		{ "json", no_argument, NULL, 'j' },
		{ "count", no_argument, NULL, 'c' },
		{ "console", no_argument, NULL, 'o' },
		{ "env", required_argument, NULL, 'E' },
		{ "stack", required_argument, NULL, 's' },
		{ "vectors", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "+hV", names, NULL)) != -1) {
		switch (c) {
		case 'm':
			options->model = !strcmp(optarg, "z8001") ? Z8K_Z8001 :
					 !strcmp(optarg, "z8002") ? Z8K_Z8002 :
					 0;
			if (!options->model)
				errx(2, "%s: neither z8001 nor z8002", optarg);
			break;
		case 'b':
			options->base = parse_address(optarg);
			options->based = true;
			break;
		case 'e':
			options->entry = parse_address(optarg);
			break;
		case 'f':
			options->fcw = number(optarg, "FCW", 16, 0xffff);
			break;
		case 'r':
			options->regs = optarg;
			break;
		case 'n':
			options->max = number(optarg, "number", 0, ~0ull);
			break;
		case 't':
			options->trace = true;
			break;
		case 'd':
			options->dump = true;
			if (optarg && !strcmp(optarg, "json"))
				options->json = true;
			else if (optarg && strcmp(optarg, "text"))
				errx(2, "%s: neither text nor json", optarg);
			break;
		case 'j':
			options->json = true;
			break;
		case 'c':
			options->speed = true;
			break;
		case 'o':
			options->console = true;
			break;
		case 's':
			options->stack = !strcmp(optarg, "max") ? PROGRAM_ALL :
					 number(optarg, "size", 10, 65536);
			break;
		case 'E':
			told_variable(&options->told, optarg);
			break;
		case 'v':
			if (optind > 2)
				errx(2, "--vectors takes only files");
			exit(vectors_run(argv + optind, argc - optind));
		case 'h':
			fputs(usage, stdout);
			exit(0);
		case 'V':
			printf("z8krun %s\n", DEMOS_VERSION);
			exit(0);
		default:
			exit(misused());
		}
	}
}

/* The stream for output other than JSON */
static FILE *out_of(const struct options *options)
{
	return options->json ? stderr : stdout;
}

/* End if nobody gets the rest of the output; flush_output() says why */
static void check_output(FILE *f)
{
	if (ferror(f))
		exit(1);
}

static enum z8k_exit step(struct machine *machine,
			  const struct options *options, u64 left)
{
	if (!options->trace)
		return machine_run(machine, left < SLICE ? left : SLICE);
	report_instruction(machine, out_of(options));
	return machine_run(machine, 1);
}

static void run(struct machine *machine, const struct options *options)
{
	enum z8k_exit exit;
	u64 count;

	do {
		count = machine->cpu.count;
		if (count >= options->max)
			return;
		exit = step(machine, options, options->max - count);
		check_output(out_of(options));
	} while (exit == Z8K_EXIT_BUDGET ||
		 (exit == Z8K_EXIT_SC && options->console &&
		  calls_serve(machine, out_of(options))));
}

/* Memory and stack as a guest has them */
static void confine(const struct program *program,
		    const struct options *options, struct machine *machine)
{
	u32 room = told_size(&options->told, machine->cpu.model);

	machine->stack = program_confine(program, machine, options->stack,
					 room);
	told_put(&options->told, machine, machine->stack);
}

static struct machine *boot(struct program *program, struct options *options)
{
	struct machine *machine;
	struct z8k_cpu *cpu;

	if (program->model && options->based)
		errx(2, "%s says where it is loaded; use it without --base",
		     program->name);
	if (program->model && options->model &&
	    program->model != options->model)
		errx(2, "%s is for the other CPU; leave --cpu out",
		     program->name);
	if (!options->model)
		options->model = program->model ? program->model : Z8K_Z8002;
	machine = machine_create(options->model);
	cpu = &machine->cpu;
	program_load(program, machine, options->base);
	if (options->model == Z8K_Z8001)
		cpu->r[14] = 0xff00;
	if (options->fcw >= 0)
		z8k_cpu_set_fcw(cpu, options->fcw);
	if (options->fcw >= 0 && options->fcw & Z8K_FCW_SYS) {
		machine->host = &no_ports;
		if (options->model == Z8K_Z8001)
			cpu->r[14] = 0xff00;
	}
	if (options->console)
		confine(program, options, machine);
	if (options->regs)
		set_registers(cpu, options->regs);
	if (options->entry >= 0)
		program->entry = options->entry;
	if (options->model == Z8K_Z8002 && Z8K_ADDR_SEG(program->entry))
		errx(2, "%06x: a Z8002 has no segments", program->entry);
	cpu->pc_seg = Z8K_ADDR_SEG(program->entry);
	cpu->pc = Z8K_ADDR_OFF(program->entry);
	return machine;
}

/* As demosctl run gives it */
static int exit_status(const struct machine *machine)
{
	return machine->cpu.r[0] < 255 ? machine->cpu.r[0] : 255;
}

static int status(const struct machine *machine, const struct options *options)
{
	if (machine->stop.exit == Z8K_EXIT_FAULT)
		return 1;
	if (machine->stop.exit == Z8K_EXIT_SC)
		return options->console && calls_ended(machine) ?
		       exit_status(machine) : 1;
	return 0;
}

int main(int argc, char **argv)
{
	static struct options options = {
		.entry = -1, .fcw = -1, .max = ~0ull,
		.stack = Z8K_LAYOUT_STACK,
	};
	struct machine *machine;
	struct program program;
	struct places places;
	clock_t begin;
	int result;

	atexit(flush_output);
	parse(&options, argc, argv);
	if (optind == argc || (optind < argc - 1 && !options.console)) {
		warnx(optind == argc ? "which program?" :
				       "only with --console arguments follow the program");
		return misused();
	}
	if (!*argv[optind]) {
		warnx("the name of the file is empty");
		return misused();
	}
	program_open(&program, argv[optind], options.base);
	told_arguments(&options.told, (const char *const *)argv + optind);
	machine = boot(&program, &options);
	places_open(&places, &program);
	machine->places = &places;
	begin = clock();
	run(machine, &options);
	begin = clock() - begin;
	if (!options.console || !calls_ended(machine)) {
		fflush(out_of(&options));
		report_end(machine);
	}
	if (options.json)
		report_state_json(machine);
	else if (options.dump)
		report_state(machine);
	if (options.speed)
		report_speed(machine, (double)begin / CLOCKS_PER_SEC,
			     out_of(&options));
	result = status(machine, &options);
	machine_destroy(machine);
	program_close(&program);
	return result;
}
