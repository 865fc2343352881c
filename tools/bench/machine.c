// SPDX-License-Identifier: GPL-2.0
/*
 * Machines in network namespaces, or processes (host.c), and native processes
 * on them (bench.h).
 *
 * A function that changes the namespace of the calling process says so. A file
 * that a process opens belongs to the namespace that the process is in. If
 * machines are processes, "namespace" means the one that handles are opened
 * to.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

/**
 * machine_namespace() - make a network namespace, not a machine yet
 * @machine: filled in
 *
 * The caller is in it afterwards.
 */
void machine_namespace(struct machine *machine)
{
	memset(machine, 0, sizeof(*machine));
	if (host_program)
		return;
	bench_errno(unshare(CLONE_NEWNET), "cannot make a network namespace");
	machine->ns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	bench_errno(machine->ns, "/proc/self/ns/net");
}

/**
 * machine_make() - make the caller's namespace a machine
 * @machine: with its namespace; the rest is filled in
 * @id: machine id
 */
void machine_make(struct machine *machine, uint16_t id)
{
	if (host_program) {
		host_start(machine, id);
		host_await(machine);
		return;
	}
	bench_check(demos_open(&machine->admin), machine->admin,
		    "cannot reach the module");
	bench_check(demos_machine_up(machine->admin, id, 0, 0, NULL),
		    machine->admin, "cannot bring a machine up");
	machine->id = id;
}

/**
 * machine_enter() - go to a machine's namespace
 * @machine: the machine
 */
void machine_enter(const struct machine *machine)
{
	if (host_program)
		host_enter(machine);
	else
		bench_errno(setns(machine->ns, CLONE_NEWNET),
			    "cannot enter a network namespace");
}

/**
 * machine_join() - connect two machines
 * @a: one
 * @a_fd: its connected stream socket; closed
 * @b: the other
 * @b_fd: the other end; closed
 *
 * Messages may be sent at once: they wait until the two have met.
 */
void machine_join(struct machine *a, int a_fd, struct machine *b, int b_fd)
{
	bench_check(demos_peer_connect(a->admin, a_fd, b->id), a->admin,
		    "cannot hand in a connection");
	bench_check(demos_peer_connect(b->admin, b_fd, a->id), b->admin,
		    "cannot hand in a connection");
	close(a_fd);
	close(b_fd);
}

/**
 * machine_drop() - end a machine and let go of its namespace
 * @machine: the machine
 */
void machine_drop(struct machine *machine)
{
	bench_check(demos_machine_down(machine->admin), machine->admin,
		    "cannot take a machine down");
	demos_close(machine->admin);
	if (!host_program)
		close(machine->ns);
}

/**
 * process_make() - make a native process
 * @machine: where
 * @name: its name
 *
 * The caller is in that machine's namespace afterwards.
 *
 * Return: its handle.
 */
struct demos *process_make(const struct machine *machine, const char *name)
{
	struct demos *process;

	machine_enter(machine);
	bench_check(demos_open(&process), process, "cannot reach a machine");
	bench_check(demos_attach(process, name), process,
		    "cannot become a process");
	return process;
}

/**
 * process_kernel() - get a link to a kernel
 * @process: the process that gets it
 * @machine: of which machine
 *
 * Return: the link.
 */
uint32_t process_kernel(struct demos *process, uint16_t machine)
{
	uint32_t link;

	bench_check(demos_link_to_kernel(process, machine, &link), process,
		    "cannot get a link to a kernel");
	return link;
}

/**
 * process_link() - make a link that may be passed on
 * @process: makes it, and receives messages over it
 * @channel: on this channel
 *
 * Return: the link.
 */
uint32_t process_link(struct demos *process, uint8_t channel)
{
	const struct demos_link wanted = {
		.channel = channel,
		.flags = DEMOS_LINK_DUP | DEMOS_LINK_PASS,
	};
	uint32_t link;

	bench_check(demos_link_create(process, &wanted, &link), process,
		    "cannot make a link");
	return link;
}
