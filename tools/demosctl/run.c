// SPDX-License-Identifier: GPL-2.0
/*
 * demosctl run: read a program, have a guest created for it, write the
 * program into the guest's memory, start it.
 *
 * Memory that is not written stays 0, as it was created. A guest is killed if
 * its memory cannot be written or it cannot be started.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "console.h"
#include "example.h"
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
 * @foreground: be its console
 * @json: print JSON
 */
struct order {
	const char *path;
	char name[DEMOS_NAME_MAX];
	uint16_t machine;
	__u64 stack;
	bool foreground;
	bool json;
};

/* Describe the guest to the process manager */
static void describe(const struct program *program, const struct order *order,
		     struct demos_program *guest)
{
	unsigned int i;

	memset(guest, 0, sizeof(*guest));
	guest->model = program->coff.model;
	guest->pc = program->coff.entry;
	guest->sp = program->sp;
	memcpy(guest->name, order->name, sizeof(guest->name));
	guest->nsegments = program->nsegments;
	for (i = 0; i < program->nsegments; i++) {
		guest->segments[i].number = program->segments[i].number;
		guest->segments[i].attributes = program->segments[i].attributes;
		guest->segments[i].pages = ntohs(program->segments[i].pages);
	}
}

/* The answer to a packet does not say which limit has been reached */
static int refuse_write(struct demos *demos, __u64 pid, const char *section)
{
	if (patience_over() || demos_error_result(demos) != DEMOS_EROOM)
		return system_refuse(demos,
				     "cannot write section %s of the program",
				     section);
	return fail(FAILED,
		    "cannot write section %s of the program: machine %u has reached its limit queues or process_queue, or has no memory left: see demosctl limits there",
		    section, DEMOS_PID_MACHINE(pid));
}

static int write_program(struct demos *demos, __u64 pid, __u32 memory,
			 const struct program *program)
{
	struct z8k_coff_section section;
	unsigned int n;

	for (n = 0; n < program->coff.nsections; n++) {
		z8k_coff_section(&program->coff, n, &section);
		if (section.kind == Z8K_COFF_OTHER || !section.data ||
		    !section.size)
			continue;
		if (demos_move_write(demos, memory, section.addr, section.data,
				     section.size))
			return refuse_write(demos, pid, section.name);
	}
	return DONE;
}

static int create_guest(struct manager *manager, const struct order *order,
			const struct program *program, __u32 console,
			__u64 *pid)
{
	struct demos_program guest;
	__u32 memory;
	int status;

	describe(program, order, &guest);
	patience_ask(0, order->machine);
	if (demos_pm_create(manager->demos, manager->pm, order->machine,
			    &guest, console, pid, &memory)) {
		if (order->machine)
			return system_refuse(manager->demos,
					     "cannot create a guest on machine %u",
					     order->machine);
		return system_refuse(manager->demos, "cannot create a guest");
	}
	patience_ask(*pid, 0);
	status = write_program(manager->demos, *pid, memory, program);
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
	int status = create_guest(manager, order, program, 0, &pid);

	if (!status)
		status = start_guest(manager, pid);
	return status ? status : print_pid(order, pid);
}

static int run_foreground(struct manager *manager, const struct order *order,
			  const struct program *program)
{
	struct console console;
	__u64 pid;
	int status = console_open(&console, manager);

	if (!status)
		status = create_guest(manager, order, program, console.link,
				      &pid);
	if (!status)
		status = console_watch(&console, pid);
	if (!status)
		status = start_guest(manager, pid);
	return status ? status : console_run(&console);
}

/* The program's file name without its extension */
static int default_name(struct order *order)
{
	const char *slash = strrchr(order->path, '/');
	const char *base = slash ? slash + 1 : order->path;
	const char *point = strrchr(base, '.');
	size_t length = point && point > base ? (size_t)(point - base) :
						strlen(base);

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
	return status;
}

static int run(const struct arguments *arguments)
{
	char error[PROGRAM_ERROR], room[PATH_MAX];
	struct manager manager;
	struct program program;
	struct order order;
	int status = take_order(arguments, &order);

	if (status)
		return status;
	order.path = example_find(order.path, room);
	if (program_read(&program, order.path, order.stack, error))
		return fail(FAILED, "%s: %s", order.path, error);
	status = manager_open(&manager);
	if (!status)
		status = order.foreground ?
			run_foreground(&manager, &order, &program) :
			run_background(&manager, &order, &program);
	manager_close(&manager);
	program_free(&program);
	return status;
}

static const struct choice options[] = {
	{ 'o', "on", "MACHINE",
	  "run it on this machine; else on the process manager's" },
	{ 'n', "name", "NAME", "name of the guest; else that of the program" },
	{ 's', "stack", "BYTES", "size of its stack; else 2048" },
	{ 'w', "wait", NULL, "be its console until it has ended" },
	{ 0 }
};

const struct command command_run = {
	.name = "run",
	.operands = "PROGRAM",
	.least = 1,
	.most = 1,
	.summary = "run a program as a guest",
	.details =
	"PROGRAM is an executable in z8k-coff; one of the examples can be called by its\n"
	"name alone (hello.z8001). Prints the guest's process identifier, or with\n"
	"--wait what the guest prints; then it exits with the guest's exit status\n"
	"(255 if that is larger), 137 if it was killed, 1 if a fault stopped it.\n"
	"Ctrl-C kills the guest, and so do the end of --timeout and that of a pipe's\n"
	"reader.",
	.options = options,
	.shows = true,
	.waits = true,
	.run = run,
};
