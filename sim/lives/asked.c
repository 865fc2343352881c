// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes of look-ups: what a machine answers, how much it holds
 * for others, and which answers it believes.
 */
#include <assert.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/message.h"
#include "core/route.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

#define RINGS	10	/* seconds until a look-up ends without a result */

/* Machine 4 asks machine @id where a process is. Return: the answer */
static struct demos_op_found ask(u16 id, u64 pid)
{
	const struct demos_op_seek asked = {
		.op = cpu_to_be16(DEMOS_OP_SEEK),
		.name = cpu_to_be32(7),
		.pid = cpu_to_be64(pid),
	};
	const struct demos_address to = demos_kernel_address(id);
	struct demos_op_found said = {};
	struct demos_message *msg;
	LIST_HEAD(out);

	demos_message_by_kernel(4, &to, 0, &asked, sizeof(asked), &out);
	demos_route_all(&hosts[id].machine, &out);
	msg = list_first_entry(&hosts[id].wire[4], struct demos_message, node);
	assert(msg->length == sizeof(said));
	memcpy(&said, msg->data, sizeof(said));
	assert(be16_to_cpu(said.op) == DEMOS_OP_FOUND);
	assert(be32_to_cpu(said.name) == 7);
	assert(said.pid == asked.pid);
	list_del_init(&msg->node);
	demos_message_destroy(msg);
	return said;
}

static void check_answer(u16 id, u64 pid, enum demos_found_state state,
			 u16 machine, u32 moves)
{
	struct demos_op_found said = ask(id, pid);

	check(be16_to_cpu(said.state) == state, "another answer",
	      be16_to_cpu(said.state));
	check(be16_to_cpu(said.machine) == machine &&
	      be32_to_cpu(said.moves) == moves, "another place",
	      be16_to_cpu(said.machine));
}

static void answers(void)
{
	struct scene scene;
	u64 pid;

	scene_begin(&scene);
	pid = scene.pid;
	check_answer(1, pid, DEMOS_FOUND_NONE, 0, 0);
	check_answer(2, pid, DEMOS_FOUND_HERE, 2, 0);
	check_answer(2, pid + 1, DEMOS_FOUND_NONE, 0, 0);
	scene_evacuate(&scene);
	check_answer(2, pid, DEMOS_FOUND_WENT, 3, 1);
	check_answer(3, pid, DEMOS_FOUND_HERE, 3, 1);
	scene_restart(3, true);
	check_answer(2, pid, DEMOS_FOUND_ENDED, 3, 1);
	check_answer(3, pid, DEMOS_FOUND_NONE, 0, 0);
	pid = scene.x->entry.pid;
	demos_process_end(scene.x, 0);
	hosts_settle();
	check_answer(1, pid, DEMOS_FOUND_DEAD, 0, 0);
	scene_restart(1, true);
	check_answer(1, pid, DEMOS_FOUND_NONE, 0, 0);
	hosts_end();
}

static struct demos_message *crafted(u16 from, u64 pid, u16 at, u32 length)
{
	struct demos_message *msg = demos_message_create_sure(length);

	msg->head.to.pid = pid;
	msg->head.to.machine = at;
	msg->head.flags = DEMOS_F_KERNEL;
	msg->head.from = demos_kernel_address(from);
	msg->cause = from;
	return msg;
}

/* Frames of one machine cause look-ups that cannot end */
static void flood(u32 pids, u32 each, u32 length)
{
	struct demos_machine *machine = &hosts[2].machine;
	u64 bytes, begun;
	u32 i;

	scene_hosts();
	host_cut(2, 4);
	for (i = 0; i < pids * each; i++)
		demos_route(machine, crafted(1, DEMOS_PID(3, 5000 + i % pids),
					     2, length));
	bytes = atomic64_read(&machine->lookups.account.bytes);
	begun = scene_count(2, DEMOS_C_SEEKS);
	check(machine->lookups.count <= 256, "look-ups of one cause",
	      machine->lookups.count);
	check(bytes <= 1 << 20, "bytes held for one cause", bytes);
	check(bytes <= pids * (512ULL << 10), "bytes held in one", bytes);
	check(begun <= 64, "look-ups that ask at the same time", begun);
	check(scene_count(2, DEMOS_C_LIMITED) +
	      scene_count(2, DEMOS_C_SEEKS_HELD) == pids * each,
	      "messages vanish", pids * each);
	check(scene_count(2, DEMOS_C_LIMITED), "nothing is refused", 0);
	hosts_wait(RINGS);
	check(!machine->lookups.count, "a look-up does not end",
	      machine->lookups.count);
	check(!atomic64_read(&machine->lookups.account.bytes),
	      "bytes are still charged", bytes);
	for (i = 0; i < DEMOS_LOOKUP_CAUSES; i++)
		check(!machine->lookups.causes[i], "a cause is charged", i);
	hosts_end();
}

/* Answers that nobody asked for, and such as no kernel gives */
static void lies(void)
{
	struct demos_op_found said = {
		.op = cpu_to_be16(DEMOS_OP_FOUND),
		.machine = cpu_to_be16(3),
		.moves = cpu_to_be32(1),
	};
	struct demos_process *p, *x;
	struct demos_message *msg;
	u32 name, state, to_p;
	u64 pid;

	/* X has sent nothing yet, so its kernel does not ask by itself */
	scene_hosts();
	x = host_birth(1);
	p = host_birth(2);
	pid = p->entry.pid;
	to_p = guest_link(x, p, DEMOS_LINK_DUP);
	scene_restart(2, true);
	host_cut(2, 4);
	scene_send(x, to_p, 0);
	while (host_deliver(1, 2))
		;
	said.pid = cpu_to_be64(pid);
	name = hosts[2].machine.lookups.name;
	for (state = 0; state <= __DEMOS_FOUND_MAX; state++) {
		/* 4 was not asked; 3 does not know that name, 1 is not 3 */
		said.state = cpu_to_be16(state);
		said.name = cpu_to_be32(name);
		msg = crafted(4, DEMOS_PID_KERNEL(2), 2, sizeof(said));
		memcpy(msg->data, &said, sizeof(said));
		demos_route(&hosts[2].machine, msg);
		said.name = cpu_to_be32(name + 1000);
		msg = crafted(3, DEMOS_PID_KERNEL(2), 2, sizeof(said));
		memcpy(msg->data, &said, sizeof(said));
		demos_route(&hosts[2].machine, msg);
		msg = crafted(1, DEMOS_PID_KERNEL(2), 2, state);
		memcpy(msg->data, &said, state);
		demos_route(&hosts[2].machine, msg);
	}
	check(scene_count(2, DEMOS_C_SEEKS) == 1, "a look-up", 1);
	check(!scene_count(2, DEMOS_C_SEEKS_FOUND), "a lie is believed", 0);
	check(!scene_count(2, DEMOS_C_SEEKS_DEAD), "a lie is believed", 1);
	check(!scene_count(2, DEMOS_C_SEEKS_UNKNOWN), "a lie is believed", 2);
	hosts_wait(RINGS);
	check(scene_count(2, DEMOS_C_SEEKS_UNKNOWN) == 1, "it is unknown", 0);
	hosts_end();
}

int main(void)
{
	answers();
	flood(1, 2000, 512);
	flood(300, 1, 0);
	flood(200, 40, 512);
	lies();
	return scenes_over("asked");
}
