// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes of messages in sessions that end while both machines
 * live on: one has deleted the other as a peer.
 *
 * A message arrives once, or its sender is told that it may not have.
 */
#include <assert.h>

#include "core/message.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

#define SOURCE		1
#define DESTINATION	2

/* Seconds after which messages have been reported that are lost */
#define LOST_AFTER	60

/*
 * What the scene with a receiver that moves depends on. A machine refuses
 * messages for a peer that it deletes; one that is deleted keeps them for it.
 */
struct plan {
	u16 sender;	/* its machine */
	u16 deletes;	/* which deletes the other: SOURCE or DESTINATION */
	u32 seconds;	/* until they meet again */
	bool early;	/* the messages were sent before the receiver moves */
};

/*
 * The session ends while the receiver of a window of messages moves. Return:
 * false: the migration was over before that step.
 */
static bool receiver_moves(u32 steps, const struct plan *plan)
{
	struct demos_process *x, *p;
	u32 link, sent = 0, got, i;
	bool again = plan->deletes == DESTINATION &&
		     (plan->early || plan->sender != DESTINATION);
	bool more = true;
	u64 pid;

	scene_hosts();
	x = host_birth(plan->sender);
	p = host_birth(SOURCE);
	pid = p->entry.pid;
	link = guest_link(x, p, DEMOS_LINK_DUP);
	if (plan->early)
		sent = scene_fill(x, link);
	hosts_settle();
	guest_migrate(host_birth(4), p, DESTINATION);
	for (i = 0; more && i < steps; i++)
		more = hosts_step();
	if (!plan->early)
		sent = scene_fill(x, link);
	host_delete(plan->deletes, SOURCE + DESTINATION - plan->deletes);
	hosts_settle();
	hosts_wait(plan->seconds);
	host_join(SOURCE, DESTINATION);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	p = scene_find(pid);
	assert(p);
	scene_drain(p);
	got = heard.messages;
	check(!again || !heard.disorder, "messages are out of order", steps);
	scene_drain(x);
	check(got + heard.lost == sent, "messages vanish",
	      steps << 16 | got << 8 | heard.lost);
	check(!again || got == sent,
	      "messages are lost that could be sent again",
	      steps << 16 | got << 8 | heard.lost);
	check(!heard.dead, "the living are called dead", heard.dead);
	check(scene_send(x, link, 0) == DEMOS_OK, "a window stays full",
	      steps);
	hosts_settle();
	hosts_end();
	return more;
}

static void receivers_move(void)
{
	struct plan plan;
	u32 steps, variant;

	for (variant = 0; variant < 24; variant++) {
		plan = (struct plan) {
			.sender = 1 + variant % 3,
			.deletes = 1 + variant / 3 % 2,
			.seconds = 1 + variant / 6 % 2 * 20,
			.early = variant / 12,
		};
		for (steps = 0; receiver_moves(steps, &plan); steps++)
			;
	}
}

static bool is_pending(u16 from, u16 to)
{
	const struct demos_message *msg;

	msg = list_first_entry_or_null(&hosts[from].wire[to],
				       struct demos_message, node);
	return msg && msg->head.flags & DEMOS_F_PENDING;
}

/* Step 6 brings a message twice, whose sender may have ended */
static void brought_twice(bool ends)
{
	struct demos_process *x, *p;
	u64 pid;

	scene_hosts();
	x = host_birth(3);
	p = host_birth(SOURCE);
	pid = p->entry.pid;
	scene_send(x, guest_link(x, p, DEMOS_LINK_DUP), 0);
	hosts_settle();
	if (ends)
		demos_process_end(x, 0);
	hosts_settle();
	guest_migrate(host_birth(4), p, DESTINATION);
	while (!is_pending(SOURCE, DESTINATION))
		hosts_step();
	host_repeat(SOURCE, DESTINATION);
	host_delete(DESTINATION, SOURCE);
	host_join(SOURCE, DESTINATION);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	p = host_find(DESTINATION, pid);
	assert(p);
	scene_drain(p);
	check(heard.messages == 1, "a message arrives twice", heard.messages);
	hosts_end();
}

/*
 * A message has arrived, and its sender has moved away and ended, when the
 * session ends that does not know of its arrival yet.
 */
static void ended_sender(void)
{
	struct demos_process *x, *p;
	u32 link;
	u64 pid;

	scene_hosts();
	x = host_birth(SOURCE);
	p = host_birth(DESTINATION);
	pid = x->entry.pid;
	link = guest_link(x, p, DEMOS_LINK_DUP);
	scene_send(x, link, 0);
	host_repeat(SOURCE, DESTINATION);
	host_cut(SOURCE, DESTINATION);
	guest_migrate(host_birth(4), x, 3);
	hosts_settle();
	x = host_find(3, pid);
	assert(x);
	demos_process_end(x, 0);
	hosts_settle();
	check(!p->pairs.count, "a record of the dead", p->pairs.count);
	host_delete(DESTINATION, SOURCE);
	host_join(SOURCE, DESTINATION);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	scene_drain(p);
	check(heard.messages == 1, "a message arrives twice", heard.messages);
	check(!p->pairs.count, "a record of the dead", p->pairs.count);
	hosts_end();
}

/* The same, and the receiver moves before the message comes again */
static void ended_sender_moved(void)
{
	struct demos_process *x, *p;
	u64 pid, receiver;
	u32 link;

	scene_hosts();
	x = host_birth(SOURCE);
	p = host_birth(DESTINATION);
	pid = x->entry.pid;
	receiver = p->entry.pid;
	link = guest_link(x, p, DEMOS_LINK_DUP);
	scene_send(x, link, 0);
	host_repeat(SOURCE, DESTINATION);
	host_cut(SOURCE, DESTINATION);
	guest_migrate(host_birth(4), x, 3);
	hosts_settle();
	x = host_find(3, pid);
	assert(x);
	demos_process_end(x, 0);
	hosts_settle();
	guest_migrate(host_birth(4), p, 4);
	hosts_settle();
	p = host_find(4, receiver);
	assert(p);
	host_delete(DESTINATION, SOURCE);
	host_join(SOURCE, DESTINATION);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	scene_drain(p);
	check(heard.messages == 1, "a message arrives twice", heard.messages);
	hosts_end();
}

/*
 * A message is refused, and so is the filler in its place; then its receiver
 * ends, which never heard of its sender.
 */
static void unheard_of(void)
{
	struct demos_process *x, *p;
	u32 link;

	scene_hosts();
	x = host_birth(SOURCE);
	p = host_birth(DESTINATION);
	link = guest_link(x, p, DEMOS_LINK_DUP);
	host_delete(SOURCE, DESTINATION);
	hosts_settle();
	scene_send(x, link, 0);
	hosts_settle();
	hosts_wait(2 * LOST_AFTER);
	host_join(SOURCE, DESTINATION);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	demos_process_end(p, 0);
	hosts_settle();
	hosts_wait(LOST_AFTER);
	check(!x->pairs.count, "a record of the dead", x->pairs.count);
	scene_drain(x);
	check(heard.unknown + heard.others == 1, "not one notice",
	      heard.unknown + heard.others);
	hosts_end();
}

/* The machine that has a process deletes the one that looks it up */
static void answer_lost(void)
{
	struct demos_process *other;
	struct scene scene;
	u32 link;

	scene_begin(&scene);
	other = host_birth(1);
	link = guest_link(other, scene.p, DEMOS_LINK_DUP);
	scene_evacuate(&scene);
	scene_restart(2, true);
	hosts_wait(2);
	scene_drain(scene.p);
	scene_send(other, link, 0);
	while (list_empty(&hosts[3].wire[2]))
		hosts_step();
	host_delete(3, 2);
	hosts_settle();
	host_join(2, 3);
	hosts_settle();
	scene_drain(scene.p);
	check(heard.messages == 1, "an answer that was lost is awaited",
	      heard.messages);
	hosts_end();
}

/* The machine that looks a process up has deleted the one that has it */
static void deleted_by_asker(void)
{
	struct demos_process *other;
	struct scene scene;
	u32 link;

	scene_begin(&scene);
	other = host_birth(1);
	link = guest_link(other, scene.p, DEMOS_LINK_DUP);
	scene_evacuate(&scene);
	scene_restart(2, true);
	hosts_wait(2);
	scene_drain(scene.p);
	host_delete(2, 3);
	hosts_settle();
	scene_send(other, link, 0);
	hosts_settle();
	hosts_wait(2);
	scene_drain(other);
	check(!heard.dead && heard.unknown == 1, "the living are called dead",
	      heard.dead);
	host_join(2, 3);
	hosts_settle();
	scene_send(other, link, 0);
	hosts_settle();
	scene_drain(scene.p);
	check(heard.messages == 1, "a message is lost", heard.messages);
	hosts_end();
}

int main(void)
{
	receivers_move();
	brought_twice(false);
	brought_twice(true);
	ended_sender();
	ended_sender_moved();
	unheard_of();
	answer_lost();
	deleted_by_asker();
	return scenes_over("apart");
}
