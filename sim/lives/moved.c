// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes of MOVED: a machine goes down in good order, and hands
 * its forwarding addresses to the others. Processes that have moved off it are
 * found without a look-up afterwards; and no machine can say more than where
 * processes went from itself.
 */
#include <assert.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "core/call.h"
#include "core/forward.h"
#include "core/life.h"
#include "core/lives.h"
#include "core/message.h"
#include "core/route.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

#define MANY	100000
#define MOST	24	/* messages for one machine */

static void look_ups(u64 expected)
{
	u64 count = 0;
	u16 id;

	for (id = 1; id <= MACHINES; id++) {
		if (hosts[id].machine.kernel)
			count += scene_count(id, DEMOS_C_SEEKS);
	}
	check(count == expected, "look-ups", count);
}

static void arrives(struct scene *scene, u32 link, u32 expected)
{
	u32 got = scene_talk(scene->x, link, scene->p, 3);

	check(got == expected, "messages over an old link", got);
	scene_drain(scene->x);
	check(!heard.dead && !heard.unknown && !heard.others,
	      "a sender hears of a loss", heard.dead + heard.unknown);
}

static const struct demos_pair *record(const struct scene *scene)
{
	return demos_pair_find(&scene->x->pairs, scene->pid, false);
}

static void leaves(u16 id, bool back)
{
	host_go_down(id);
	hosts_settle();
	if (back)
		host_come_back(id);
}

/* The link, and the record of what was sent over it */
static void old_link(bool back)
{
	struct scene scene;

	scene_begin(&scene);
	scene_evacuate(&scene);
	leaves(2, back);
	check(record(&scene)->machine == 3 && record(&scene)->moves == 1,
	      "a record leads to a machine that is gone",
	      record(&scene)->machine);
	check(scene_count(1, DEMOS_C_HANDED) == 1, "addresses changed",
	      scene_count(1, DEMOS_C_HANDED));
	arrives(&scene, scene.to_p, 3);
	look_ups(0);
	hosts_end();
}

/* The process has gone on: the machine where it went next forwards */
static void gone_on(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_evacuate(&scene);
	guest_migrate(host_birth(4), scene.p, 4);
	hosts_settle();
	scene.p = host_find(4, scene.pid);
	leaves(2, false);
	leaves(3, false);
	arrives(&scene, scene.to_p, 3);
	look_ups(0);
	hosts_end();
}

/* Machine 1 has a forwarding address that leads to the one that goes down */
static void chain(void)
{
	struct demos_process *by;
	struct scene scene;
	u64 forwarded;

	scene_hosts();
	by = host_birth(3);
	scene.x = host_birth(4);
	scene.p = host_birth(1);
	scene.pid = scene.p->entry.pid;
	scene.to_p = guest_link(scene.x, scene.p, DEMOS_LINK_DUP);
	guest_migrate(by, scene.p, 2);
	hosts_settle();
	scene.p = host_find(2, scene.pid);
	guest_migrate(by, scene.p, 3);
	hosts_settle();
	scene.p = host_find(3, scene.pid);
	leaves(2, false);
	forwarded = scene_count(1, DEMOS_C_FORWARDED);
	arrives(&scene, scene.to_p, 3);
	check(scene_count(1, DEMOS_C_FORWARDED) == forwarded + 1,
	      "it is not forwarded", scene_count(1, DEMOS_C_FORWARDED));
	look_ups(0);
	hosts_end();
}

/* It is on the very machine that has the old link */
static void came_here(void)
{
	struct scene scene;

	scene_begin(&scene);
	guest_migrate(host_birth(4), scene.p, 1);
	hosts_settle();
	scene.p = host_find(1, scene.pid);
	leaves(2, false);
	check(record(&scene)->machine == 1 && record(&scene)->moves == 1,
	      "a record does not lead here", record(&scene)->machine);
	arrives(&scene, scene.to_p, 3);
	look_ups(0);
	hosts_end();
}

/* Messages that the machine has not accepted when it goes down */
static void on_their_way(void)
{
	struct scene scene;
	u32 i;

	scene_begin(&scene);
	scene_evacuate(&scene);
	for (i = 0; i < 5; i++)
		scene_send(scene.x, scene.to_p, i);
	leaves(2, false);
	scene_drain(scene.p);
	check(heard.messages == 5 && !heard.disorder,
	      "messages are lost on their way", heard.messages);
	look_ups(0);
	hosts_end();
}

/* A link that has come, and was not received yet */
static void enclosed(void)
{
	struct demos_enclosure enclosure = { .count = 1 };
	struct demos_process *other;
	struct scene scene;
	u32 link;

	scene_begin(&scene);
	scene.x = host_birth(1);
	other = host_birth(4);
	link = guest_link(other, scene.x, DEMOS_LINK_DUP);
	enclosure.names[0] = guest_link(other, scene.p,
					DEMOS_LINK_DUP | DEMOS_LINK_PASS);
	assert(demos_call_send(other, link, demos_message_create(0),
			       &enclosure) == DEMOS_OK);
	hosts_settle();
	scene_evacuate(&scene);
	leaves(2, false);
	arrives(&scene, guest_take(scene.x), 3);
	look_ups(0);
	hosts_end();
}

/* Return: false: the migration was over before that step */
static bool sender_moves(u32 steps)
{
	struct scene scene;
	bool more = true;
	u64 pid;
	u32 i;

	scene_begin(&scene);
	scene_evacuate(&scene);
	pid = scene.x->entry.pid;
	guest_migrate(host_birth(3), scene.x, 4);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	leaves(2, false);
	scene.x = host_find(4, pid);
	assert(scene.x);
	arrives(&scene, scene.to_p, 3);
	look_ups(0);
	hosts_end();
	return more;
}

/* A call waits for the process, and a data move reads it */
static void waits(bool move_data)
{
	struct demos_process *guest;
	struct scene scene;

	scene_begin(&scene);
	guest = host_birth(1);
	if (move_data)
		guest_read(guest, scene.p);
	else
		guest_call(guest, guest_link(guest, scene.p, DEMOS_LINK_DUP),
			   "", 1);
	if (!move_data)
		hosts_settle();
	scene_evacuate(&scene);
	leaves(2, false);
	hosts_wait(40);
	check(move_data ? !guest_of(guest)->moving : guest_waits(guest),
	      "a wait ends, or does not", move_data);
	look_ups(0);
	hosts_end();
}

/* It died with the machine that it had moved to */
static void ended(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_evacuate(&scene);
	scene_restart(3, true);
	scene_drain(scene.x);
	leaves(2, false);
	check(!scene_count(1, DEMOS_C_HANDED), "the dead are told of",
	      scene_count(1, DEMOS_C_HANDED));
	scene_send(scene.x, scene.to_p, 0);
	hosts_settle();
	hosts_wait(1);
	scene_drain(scene.x);
	check(heard.dead == 1, "a death is not told", heard.dead);
	hosts_end();
}

/* ---- Many */

static void add_forward(u16 id, u64 pid)
{
	struct demos_machine *machine = &hosts[id].machine;
	struct demos_entry *forward = demos_forward_create(machine, pid, 3, 1);

	demos_table_widen(&machine->table);
	spin_lock(&machine->table.lock);
	demos_table_add(&machine->table, forward);
	spin_unlock(&machine->table.lock);
	atomic_inc(&machine->forwards);
}

/* The children come first; the rest is found by look-ups */
static void crowd(void)
{
	struct demos_message *msg;
	struct scene scene;
	u32 count = 0;
	u32 i;

	scene_begin(&scene);
	scene_evacuate(&scene);
	for (i = 0; i < MANY; i++)
		add_forward(2, DEMOS_PID(4, 100000 + i));
	demos_life_stop(&hosts[2].machine);
	list_for_each_entry(msg, &hosts[2].wire[1], node)
		count += demos_message_op(msg) == DEMOS_OP_MOVED;
	check(count == MOST, "messages about many processes", count);
	hosts_settle();
	leaves(2, false);
	arrives(&scene, scene.to_p, 3);
	look_ups(0);
	hosts_end();
}

/* ---- Lies */

/* Machine @from tells machine 1 that a process went to @machine */
static void say(u16 from, u64 pid, u16 machine, u32 moves, u64 life)
{
	const struct demos_went went = {
		.pid = cpu_to_be64(pid),
		.life = cpu_to_be64(life),
		.moves = cpu_to_be32(moves),
		.machine = cpu_to_be16(machine),
	};
	const struct demos_op_moved said = {
		.op = cpu_to_be16(DEMOS_OP_MOVED),
		.count = cpu_to_be16(1),
	};
	const struct demos_address to = demos_kernel_address(1);
	u8 data[sizeof(said) + sizeof(went)];
	LIST_HEAD(out);

	memcpy(data, &said, sizeof(said));
	memcpy(data + sizeof(said), &went, sizeof(went));
	demos_message_by_kernel(from, &to, 0, data, sizeof(data), &out)->cause =
		from;
	demos_route_all(&hosts[1].machine, &out);
	hosts_settle();
}

static u64 life(u16 id)
{
	return demos_life_of(hosts[id].machine.incarnation);
}

static void unchanged(const struct scene *scene, const char *what)
{
	check(!scene_count(1, DEMOS_C_HANDED), what,
	      scene_count(1, DEMOS_C_HANDED));
	check(record(scene)->machine == 2, what, record(scene)->machine);
}

static void lies(void)
{
	struct demos_process *visitor;
	struct scene scene;
	u64 left;

	scene_begin(&scene);
	visitor = host_birth(4);
	left = visitor->entry.pid;
	guest_migrate(scene.x, visitor, 1);
	hosts_settle();
	guest_migrate(host_birth(4), host_find(1, left), 3);
	hosts_settle();
	/* Of processes that are elsewhere, and that are here */
	say(4, scene.pid, 3, 7, life(3));
	unchanged(&scene, "a machine says where another's process went");
	say(2, left, 4, 7, life(4));
	check(!scene_count(1, DEMOS_C_FOLDS), "a forwarding address changes",
	      scene_count(1, DEMOS_C_FOLDS));
	say(3, scene.x->entry.pid, 4, 7, life(4));
	check(host_find(1, scene.x->entry.pid) == scene.x, "it is away", 0);
	/* To itself, to the machine that is told, or to none */
	say(2, scene.pid, 2, 7, life(2));
	say(2, scene.pid, 1, 7, life(1));
	say(2, scene.pid, 0, 7, 0);
	say(2, scene.pid, 4097, 7, 0);
	unchanged(&scene, "an impossible machine is believed");
	/* Never, or too often */
	say(2, scene.pid, 3, 0, life(3));
	say(2, scene.pid, 3, U32_MAX, life(3));
	unchanged(&scene, "impossible moves are believed");
	/* Lives that are not, not yet, or not any more */
	say(2, scene.pid, 3, 7, 0);
	say(2, scene.pid, 3, 7, life(3) + 1);
	say(2, scene.pid, 3, 7, life(3) - 1);
	unchanged(&scene, "an unknown life is believed");
	scene_restart(3, true);
	say(2, scene.pid, 3, 7, life(3) - 1);
	unchanged(&scene, "a life that has ended is believed");
	arrives(&scene, scene.to_p, 3);
	look_ups(0);
	/* About itself it is believed */
	say(2, scene.pid, 3, 1, life(3));
	check(record(&scene)->machine == 3, "the truth is not believed",
	      record(&scene)->machine);
	hosts_end();
}

/* Forwarded messages know more */
static void less_known(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_evacuate(&scene);
	arrives(&scene, scene.to_p, 3);
	say(2, scene.pid, 4, 1, life(4));
	check(!scene_count(1, DEMOS_C_HANDED), "an older address is believed",
	      scene_count(1, DEMOS_C_HANDED));
	check(record(&scene)->machine == 3, "an older address in a record",
	      record(&scene)->machine);
	arrives(&scene, scene.to_p, 3);
	hosts_end();
}

/* Messages of every length, with every count */
static void garbage(void)
{
	struct demos_op_moved said = { .op = cpu_to_be16(DEMOS_OP_MOVED) };
	const struct demos_address to = demos_kernel_address(1);
	u8 data[DEMOS_DATA_MAX] = {};
	struct demos_message *msg;
	struct scene scene;
	LIST_HEAD(out);
	u32 length, count;

	scene_begin(&scene);
	for (length = 0; length <= sizeof(data); length += 4) {
		for (count = 0; count < 60; count++) {
			said.count = cpu_to_be16(count < 50 ? count :
						 count * 1111);
			memset(data, 0x55, sizeof(data));
			memcpy(data, &said, sizeof(said));
			msg = demos_message_by_kernel(2, &to, 0, data, length,
						      &out);
			msg->cause = 2;
			if (count % 7 == 6)
				msg->head.from.pid = DEMOS_PID(2, 77);
			demos_route_all(&hosts[1].machine, &out);
		}
		hosts_settle();
	}
	unchanged(&scene, "a malformed message is believed");
	arrives(&scene, scene.to_p, 3);
	hosts_end();
}

int main(void)
{
	u32 steps;

	old_link(false);
	old_link(true);
	gone_on();
	chain();
	came_here();
	on_their_way();
	enclosed();
	for (steps = 0; sender_moves(steps); steps++)
		;
	waits(false);
	waits(true);
	ended();
	crowd();
	lies();
	less_known();
	garbage();
	return scenes_over("moved");
}
