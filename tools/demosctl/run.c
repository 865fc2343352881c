// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl run: read a program, have a guest created for it, write the
 * program into the guest's memory, start it.
 *
 * Memory that is not written stays 0, as it was created. A guest is killed if
 * its memory cannot be written or it cannot be started.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "console.h"
#include "example.h"
#include "machines.h"
#include "origin.h"
#include "parse.h"
#include "patience.h"
#include "program.h"
#include "record.h"
#include "system.h"

/**
 * struct order - what to run, and how
 * @path: of the program
 * @name: of the guest
 * @machine: where, 0: where the process manager is
 * @stack: bytes of stack
 * @told: its arguments and environment
 * @argv: the arguments, from malloc()
 * @called: the first of these
 * @foreground: be its console
 * @json: print JSON
 */
struct order {
	const char *path;
	char name[DEMOS_NAME_MAX];
	uint16_t machine;
	__u64 stack;
	struct demos_arguments told;
	const char **argv;
	char *called;
	bool foreground;
	bool json;
};

/* The answer to a packet does not say which limit has been reached */
static int refuse_write(struct demos *demos, __u64 pid, const char *what)
{
	if (patience_over() || demos_error_result(demos) != DEMOS_EROOM)
		return system_refuse(demos, "cannot write %s of the program",
				     what);
	return fail(FAILED,
		    "cannot write %s of the program: machine %u has reached its limit queues or process_queue, or has no memory left: see demosctl limits there",
		    what, DEMOS_PID_MACHINE(pid));
}

static int write_program(struct demos *demos, __u64 pid, __u32 memory,
			 const struct program *program)
{
	struct z8k_coff_section section;
	char what[Z8K_COFF_NAME + 16];

	if (!program_write(program, demos, memory, &section))
		return DONE;
	snprintf(what, sizeof(what), "section %s", section.name);
	return refuse_write(demos, pid, what);
}

/* Nothing has been created */
static int refuse_creation(struct manager *manager, const struct order *order)
{
	char what[48] = "cannot create a guest";

	if (order->machine)
		snprintf(what, sizeof(what),
			 "cannot create a guest on machine %u",
			 order->machine);
	if (!patience_over() &&
	    demos_error_result(manager->demos) == DEMOS_EREFUSED)
		return machine_refuse(manager, order->machine, what);
	return system_refuse(manager->demos, "%s", what);
}

static int create_guest(struct manager *manager, const struct order *order,
			const struct program *program, __u64 *pid,
			__u32 *session)
{
	struct demos_program guest;
	__u32 memory;
	int status;

	*pid = 0;
	program_describe(program, order->name, &guest);
	patience_ask(0, order->machine);
	if (demos_pm_create_with(manager->demos, manager->pm, order->machine,
				 &guest, &order->told, 0, pid, &memory,
				 session)) {
		if (*pid)
			return refuse_write(manager->demos, *pid,
					    "the arguments");
		return refuse_creation(manager, order);
	}
	patience_ask(*pid, 0);
	status = write_program(manager->demos, *pid, memory, program);
	if (!status)
		origin_note(manager, *pid, order->path, program);
	if (status)
		demos_pm_kill(manager->demos, manager->pm, *pid);
	demos_link_destroy(manager->demos, memory);
	return status;
}

static int start_guest(struct manager *manager, __u64 pid)
{
	char text[DEMOS_PID_TEXT];

	demos_pid_format(pid, text);
	patience_act(pid, "%s will run", text);
	if (!demos_pm_start(manager->demos, manager->pm, pid))
		return DONE;
	if (patience_over())
		return patience_end();
	system_refuse(manager->demos, "cannot start %s", text);
	demos_pm_kill(manager->demos, manager->pm, pid);
	return FAILED;
}

static int print_pid(const struct order *order, __u64 pid)
{
	struct json_object *record;
	char text[DEMOS_PID_TEXT];
	int status;

	if (!order->json) {
		puts(demos_pid_format(pid, text));
		return output_flush(stdout);
	}
	record = json_object_new_object();
	record_pid(record, "pid", pid);
	record_text(record, "name", order->name);
	status = record_print_line(stdout, record);
	json_object_put(record);
	return status;
}

static int run_background(struct manager *manager, const struct order *order,
			  const struct program *program)
{
	__u64 pid;
	int status = create_guest(manager, order, program, &pid, NULL);

	if (!status)
		status = start_guest(manager, pid);
	return status ? status : print_pid(order, pid);
}

static int run_foreground(struct manager *manager, const struct order *order,
			  const struct program *program)
{
	struct console console = { .manager = manager, .mine = true };
	int status = create_guest(manager, order, program, &console.pid,
				  &console.session);

	if (!status)
		status = console_begin(&console);
	if (!status)
		status = start_guest(manager, console.pid);
	return status ? status : console_run(&console);
}

/* The program's file name without its extension: @length bytes of it */
static const char *base_name(const char *path, size_t *length)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *point = strrchr(base, '.');

	*length = point && point > base ? (size_t)(point - base) :
					  strlen(base);
	return base;
}

static int default_name(struct order *order)
{
	size_t length;
	const char *base = base_name(order->path, &length);

	if (length >= sizeof(order->name))
		length = sizeof(order->name) - 1;
	memcpy(order->name, base, length);
	if (parse_name(order->name))
		return DONE;
	return fail(MISUSED,
		    "'%s' cannot be the name of a guest: choose one with --name",
		    order->name);
}

static int take_name(struct order *order, const char *name)
{
	if (!name)
		return default_name(order);
	if (!parse_name(name))
		return fail(MISUSED,
			    "'%s' cannot be a name: a name has up to %d printable characters, no blanks, and does not look like 3.17",
			    name, DEMOS_NAME_MAX - 1);
	strcpy(order->name, name);
	return DONE;
}

/* Is it NAME=VALUE? Of two of one name the last one counts, as with env(1) */
static int take_variables(const struct arguments *arguments,
			  const char **variables)
{
	const char *const *given = arguments->repeated;
	size_t name;
	int i, n = 0;

	for (; *given; given++) {
		name = strcspn(*given, "=");
		if (!name || !(*given)[name])
			return fail(MISUSED, "--env '%s': it is NAME=VALUE",
				    *given);
		for (i = 0; i < n; i++)
			if (!strncmp(variables[i], *given, name + 1))
				break;
		variables[i] = *given;
		if (i == n)
			n++;
	}
	return DONE;
}

/* What the program is told; argv[0] is its name, without folder and ending */
static int take_told(const struct arguments *arguments, struct order *order)
{
	size_t length, count = arguments->count + 1 + REPEATED_MAX + 1;
	const char *base = base_name(order->path, &length);
	const char **variables;

	order->argv = calloc(count, sizeof(*order->argv));
	order->called = strndup(base, length);
	if (!order->argv || !order->called)
		return fail(FAILED, "no memory");
	memcpy(order->argv, arguments->operands,
	       arguments->count * sizeof(*order->argv));
	order->argv[0] = order->called;
	variables = order->argv + arguments->count + 1;
	order->told.argv = order->argv;
	order->told.environ = variables;
	return take_variables(arguments, variables);
}

static int take_order(const struct arguments *arguments, struct order *order)
{
	const char *on = arguments->values['o'];
	const char *stack = arguments->values['s'];
	int status;

	memset(order, 0, sizeof(*order));
	order->path = arguments->operands[0];
	order->stack = PROGRAM_STACK;
	order->foreground = arguments->values['w'];
	order->json = arguments->json;
	if (!*order->path)
		return fail(MISUSED, "run: the name of the file is empty");
	if (order->json && order->foreground)
		return fail(MISUSED,
			    "run: --wait prints what the guest prints, which is not JSON");
	status = take_name(order, arguments->values['n']);
	if (!status && on)
		status = argument_machine(on, &order->machine);
	if (!status && stack)
		status = argument_number("--stack", stack, 64, 65536,
					 &order->stack);
	return status ? status : take_told(arguments, order);
}

static int run_program(const struct order *order,
		       const struct program *program)
{
	struct manager manager;
	int status = manager_open(&manager);

	if (!status)
		status = order->foreground ?
			run_foreground(&manager, order, program) :
			run_background(&manager, order, program);
	manager_close(&manager);
	return status;
}

static int read_program(struct order *order)
{
	char error[PROGRAM_ERROR], room[PATH_MAX];
	struct program program;
	int status;

	order->path = example_find(order->path, room);
	if (program_read(&program, order->path, order->stack, &order->told,
			 error))
		return fail(FAILED, "%s: %s", order->path, error);
	status = run_program(order, &program);
	program_free(&program);
	return status;
}

static int run(const struct arguments *arguments)
{
	struct order order;
	int status = take_order(arguments, &order);

	if (!status)
		status = read_program(&order);
	free(order.called);
	free(order.argv);
	return status;
}

static const struct choice options[] = {
	{ 'o', "on", "MACHINE",
	  "run it on this machine; else on the process manager's" },
	{ 'e', "env", "NAME=VALUE", "a variable of its environment" },
	{ 'n', "name", "NAME", "name of the guest; else that of the program" },
	{ 's', "stack", "BYTES", "size of its stack; else 4096" },
	{ 'w', "wait", NULL, "be its console, see attach" },
	{ 0 }
};

const struct command command_run = {
	.name = "run",
	.operands = "PROGRAM [ARG...]",
	.least = 1,
	.most = OPERANDS_MAX,
	.passes = true,
	.repeats = 'e',
	.summary = "run a program as a guest",
	.details =
	"PROGRAM is an executable in z8k-coff; one of the examples can be called by its\n"
	"name alone (hello.z8001). Options stand before it; all that follows it are its\n"
	"arguments. Prints the guest's process identifier, or with --wait what the guest\n"
	"prints; then it exits with the guest's exit status (255 if that is larger), 137\n"
	"if it was killed, 1 if a fault stopped it. Ctrl-C and Ctrl-\\ kill the guest, and\n"
	"so do the end of --timeout and that of a pipe's reader; Ctrl-Z detaches.",
	.options = options,
	.shows = true,
	.waits = true,
	.run = run,
};
