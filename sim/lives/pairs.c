// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes of messages, and of the reports that they were read,
 * which are lost with machines.
 *
 * What arrives, arrives once and in order; the sender is told how many others
 * there were; nobody stays blocked.
 */
#include <assert.h>

#include "core/life.h"
#include "core/message.h"
#include "core/route.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

/* Seconds after which messages have been reported that are lost */
#define DEAD_AFTER	10	/* their receiver is dead */
#define LOST_AFTER	60	/* it lives */

/*
 * S1c: the receiver's machine crashes while the sender, whose window is full,
 * moves. Return: false: the migration was over before that step.
 */
static bool sender_moves(u32 steps)
{
	struct demos_process *p, *q;
	bool more = true;
	u32 link, i;
	u64 pid;

	scene_hosts();
	p = host_birth(1);
	q = host_birth(3);
	pid = p->entry.pid;
	link = guest_link(p, q, DEMOS_LINK_DUP);
	scene_fill(p, link);
	hosts_settle();
	guest_migrate(host_birth(4), p, 2);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	scene_crash(3);
	hosts_wait(DEAD_AFTER);
	p = scene_find(pid);
	check(p, "the sender is lost", steps);
	if (p)
		check(scene_send(p, link, 0) == DEMOS_OK,
		      "a window to the dead stays full", steps);
	hosts_wait(1);
	hosts_end();
	return more;
}

/*
 * S10: the source of a migration crashes: what it had accepted for the process
 * may not have followed it. @machine: the source. Return: false: the migration
 * was over before that step.
 */
static bool source_crashes(u32 steps, u16 source)
{
	struct demos_process *x, *p;
	u32 link, sent, got, i;
	bool more = true;
	u64 pid;

	scene_hosts();
	x = host_birth(3);
	p = host_birth(source);
	pid = p->entry.pid;
	link = guest_link(x, p, DEMOS_LINK_DUP);
	sent = scene_fill(x, link);
	hosts_settle();
	guest_migrate(host_birth(4), p, 3 - source);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	scene_crash(source);
	hosts_wait(LOST_AFTER);
	p = scene_find(pid);
	got = 0;
	if (p) {
		scene_drain(p);
		got = heard.messages;
	}
	scene_drain(x);
	if (p) {
		check(got + heard.lost == sent, "messages vanish",
		      steps << 16 | got << 8 | heard.lost);
		check(heard.unknown <= 1, "more than one notice",
		      heard.unknown);
	}
	check(scene_send(x, link, 0) == DEMOS_OK, "a window stays full",
	      steps);
	hosts_settle();
	hosts_wait(1);
	hosts_end();
	return more;
}

/*
 * The source of a migration goes down in good order. A message comes that it
 * has accepted before, when its copy of the receiver has gone. Return: false:
 * the migration was over before that step.
 */
static bool source_goes_down(u32 steps)
{
	struct demos_process *x, *p;
	struct demos_message *msg;
	bool more = true;
	u32 link, i;
	u64 pid;

	scene_hosts();
	x = host_birth(3);
	p = host_birth(1);
	pid = p->entry.pid;
	link = guest_link(x, p, DEMOS_LINK_DUP);
	guest_migrate(host_birth(4), p, 2);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	scene_send(x, link, 0);
	msg = list_first_entry(&hosts[3].wire[1], struct demos_message, node);
	list_del_init(&msg->node);
	demos_life_stop(&hosts[1].machine);
	while (host_step_alone(1))
		;
	demos_route(&hosts[1].machine, msg);
	host_go_down(1);
	hosts_wait(LOST_AFTER);
	scene_drain(x);
	check(!scene_find(pid) || !heard.dead, "the living are called dead",
	      steps);
	hosts_end();
	return more;
}

/* S3: messages are on the receiver's old machine when that crashes */
static void old_machine_crashes(u32 count, bool alone)
{
	struct scene scene;
	u32 i, got;

	scene_begin(&scene);
	scene_evacuate(&scene);
	host_cut(2, 3);
	for (i = 0; i < count; i++)
		scene_send(scene.x, scene.to_p, i);
	hosts_settle();
	scene_crash(2);
	hosts_settle();
	for (i = 0; !alone && i < 4; i++)
		scene_send(scene.x, scene.to_p, i);
	hosts_wait(LOST_AFTER);
	scene_drain(scene.p);
	check(heard.messages == (alone ? 0 : 4) && !heard.disorder,
	      "messages behind lost ones do not arrive", heard.messages);
	scene_drain(scene.x);
	check(heard.unknown == 1 && heard.lost == count && !heard.dead,
	      "lost messages are not told by one notice",
	      heard.unknown << 16 | heard.lost);
	got = scene_talk(scene.x, scene.to_p, scene.p, 100);
	check(got == 100, "later messages do not arrive", got);
	got = scene_count(1, DEMOS_C_PROBES);
	hosts_wait(LOST_AFTER);
	check(got == scene_count(1, DEMOS_C_PROBES), "questions do not end",
	      got);
	hosts_end();
}

/* The report that messages were read is lost: the window is full */
static void report_lost(void)
{
	struct scene scene;
	u32 sent;
	u64 pid;

	scene_begin(&scene);
	pid = scene.x->entry.pid;
	sent = scene_fill(scene.x, scene.to_p);
	hosts_settle();
	/* X moves; the report goes by way of its old machine */
	guest_migrate(host_birth(4), scene.x, 3);
	hosts_settle();
	scene.x = host_find(3, pid);
	assert(scene.x);
	host_cut(1, 3);
	scene_drain(scene.p);
	check(heard.messages == sent, "messages are lost", heard.messages);
	check(scene_send(scene.x, scene.to_p, 0) != DEMOS_OK,
	      "the window is not full", sent);
	scene_crash(1);
	hosts_wait(1);
	check(scene_send(scene.x, scene.to_p, 0) == DEMOS_OK,
	      "a window stays full", sent);
	hosts_wait(LOST_AFTER);
	scene_drain(scene.x);
	check(!heard.unknown && !heard.dead, "a sender hears of a loss",
	      heard.unknown);
	hosts_end();
}

/* A third machine crashes, while the messages wait for a peer */
static void cut_off(void)
{
	struct scene scene;
	u32 i;

	scene_begin(&scene);
	host_cut(1, 2);
	for (i = 0; i < 6; i++)
		scene_send(scene.x, scene.to_p, i);
	scene_restart(3, true);
	hosts_wait(2 * LOST_AFTER);
	host_join(1, 2);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	scene_drain(scene.p);
	check(heard.messages == 6 && !heard.disorder,
	      "messages are lost though no machine was", heard.messages);
	scene_drain(scene.x);
	check(!heard.unknown && !heard.dead, "a sender hears of a loss",
	      heard.unknown);
	hosts_end();
}

int main(void)
{
	u32 steps;

	for (steps = 0; sender_moves(steps); steps++)
		;
	for (steps = 0; source_crashes(steps, 1); steps++)
		;
	for (steps = 0; source_crashes(steps, 2); steps++)
		;
	for (steps = 0; source_goes_down(steps); steps++)
		;
	old_machine_crashes(1, false);
	old_machine_crashes(3, false);
	old_machine_crashes(3, true);
	report_lost();
	cut_off();
	return scenes_over("pairs");
}
