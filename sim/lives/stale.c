// SPDX-License-Identifier: GPL-2.0
/*
 * Deterministic scenes of look-ups: a process has been moved off a machine that
 * was restarted since, and others send to it over the links that they have.
 *
 * No message may be lost, doubled or out of order; nobody may take the living
 * for dead; and nobody may wait for the dead.
 */
#include "core/message.h"
#include "core/notice.h"
#include "core/queue.h"
#include "core/route.h"
#include "guest.h"
#include "host.h"
#include "scene.h"

#define SENDS	61
#define RINGS	10	/* seconds until a look-up ends without a result */

/* A copy of a message that was sent: @i-th after those of scene_begin() */
static struct demos_message *twin(const struct scene *scene, u32 i)
{
	struct demos_message *msg = demos_message_create_sure(sizeof(i));

	msg->head.to = (struct demos_address) {
		.pid = scene->pid,
		.machine = 2,
	};
	msg->head.from = (struct demos_address) {
		.pid = scene->x->entry.pid,
		.machine = 1,
	};
	msg->head.number = 5 + i;
	return msg;
}

/* S3: both live on, on machines that never failed */
static void old_link(bool crash, bool back)
{
	struct scene scene;
	u32 fresh, got;

	scene_begin(&scene);
	scene_evacuate(&scene);
	if (back) {
		scene_restart(2, crash);
	} else {
		host_go_down(2);
		hosts_settle();
	}
	got = scene_talk(scene.x, scene.to_p, scene.p, SENDS);
	check(got == SENDS, "messages over an old link are lost", got);
	scene_drain(scene.x);
	check(!heard.dead && !heard.unknown, "a sender hears of a loss",
	      heard.dead + heard.unknown);
	got = scene_talk(scene.p, scene.to_x, scene.x, SENDS);
	check(got == SENDS, "messages of the moved process are lost", got);
	fresh = guest_link(scene.x, scene.p, DEMOS_LINK_DUP);
	got = scene_talk(scene.x, fresh, scene.p, 6);
	check(got == 6, "messages over a new link are lost", got);
	check(!scene_count(3, DEMOS_C_DOUBLES), "doubles", 0);
	/* Now the process is not remembered, but the link leads to it */
	hosts_wait(2);
	scene_talk(scene.x, scene.to_p, scene.p, 1);
	/* In good order it has said where the process went (moved.c) */
	got = scene_count(1, DEMOS_C_SEEKS) + scene_count(2, DEMOS_C_SEEKS);
	check(got == (u32)crash, "look-ups for one old link", got);
	hosts_end();
}

/* A process is looked up once in a second, whoever sends to it */
static void recalled(bool leaves)
{
	struct demos_process *others[3];
	struct scene scene;
	u32 links[3];
	u32 i;

	scene_begin(&scene);
	for (i = 0; i < 3; i++) {
		others[i] = host_birth(1);
		links[i] = guest_link(others[i], scene.p, DEMOS_LINK_DUP);
	}
	scene_evacuate(&scene);
	scene_restart(2, true);
	for (i = 0; i < 2; i++) {
		scene_send(others[i], links[i], i);
		hosts_settle();
	}
	check(scene_count(2, DEMOS_C_SEEKS) == 1, "a result is not remembered",
	      scene_count(2, DEMOS_C_SEEKS));
	scene_drain(scene.p);
	check(heard.messages == 2, "messages are lost", heard.messages);
	if (leaves) {
		/* What is remembered is not true any more */
		guest_migrate(host_birth(4), scene.p, 4);
		hosts_settle();
		scene_restart(3, true);
		scene.p = host_find(4, scene.pid);
	} else {
		hosts_wait(1);
	}
	scene_send(others[2], links[2], 0);
	hosts_settle();
	scene_drain(scene.p);
	check(heard.messages == 1, "a message is lost", leaves);
	check(scene_count(2, DEMOS_C_SEEKS) == 2, "a result is remembered",
	      scene_count(2, DEMOS_C_SEEKS));
	hosts_end();
}

/* The machine that is remembered says good-bye before it accepts a message */
static void recalled_one_goes_down(void)
{
	struct demos_process *other;
	struct scene scene;
	u32 link;

	scene_begin(&scene);
	other = host_birth(1);
	link = guest_link(other, scene.p, DEMOS_LINK_DUP);
	scene_evacuate(&scene);
	scene_restart(2, true);
	scene_send(scene.x, scene.to_p, 0);
	hosts_settle();
	guest_migrate(host_birth(4), scene.p, 4);
	hosts_settle();
	scene.p = host_find(4, scene.pid);
	scene_drain(scene.p);
	scene_send(other, link, 0);
	while (host_deliver(1, 2))
		;
	host_go_down(3);
	hosts_settle();
	scene_drain(scene.p);
	check(heard.messages == 1, "a message is lost", heard.messages);
	hosts_end();
}

/* The machine has not accepted the messages when it is lost */
static void on_their_way(bool crash)
{
	struct scene scene;
	u32 i;

	scene_begin(&scene);
	scene_evacuate(&scene);
	for (i = 0; i < 5; i++)
		scene_send(scene.x, scene.to_p, i);
	scene_restart(2, crash);
	scene_drain(scene.p);
	check(heard.messages == 5 && !heard.disorder,
	      "messages are lost on their way", heard.messages);
	scene_drain(scene.x);
	check(!heard.dead && !heard.unknown && !heard.others,
	      "a sender hears of a loss", heard.others);
	hosts_end();
}

/* They have been accepted there, and are sent once more */
static void sent_twice(void)
{
	struct demos_message *pending;
	struct scene scene;
	LIST_HEAD(lost);
	u32 i;

	scene_begin(&scene);
	for (i = 0; i < 5; i++)
		scene_send(scene.x, scene.to_p, i);
	hosts_settle();
	for (i = 0; i < 2; i++)
		list_add_tail(&twin(&scene, i)->node, &lost);
	/* One that step 6 was to bring comes when the migration is over */
	pending = twin(&scene, 2);
	pending->head.flags = DEMOS_F_PENDING;
	list_add_tail(&pending->node, &lost);
	demos_route_lost(&hosts[1].machine, &lost, DEMOS_EUNKNOWN);
	hosts_settle();
	scene_drain(scene.p);
	check(heard.messages == 5 && !heard.disorder, "doubles arrive",
	      heard.messages);
	check(scene_count(2, DEMOS_C_DOUBLES) >= 3, "doubles",
	      scene_count(2, DEMOS_C_DOUBLES));
	scene_drain(scene.x);
	check(!heard.unknown, "a sender hears of a loss", heard.unknown);
	hosts_end();
}

/*
 * A window of messages at once: the look-up keeps their order. Their sender has
 * sent none before, so its kernel has not asked.
 */
static void full_window(void)
{
	struct demos_process *other;
	struct scene scene;
	u32 link, n = 0;

	scene_begin(&scene);
	other = host_birth(1);
	link = guest_link(other, scene.p, DEMOS_LINK_DUP);
	scene_evacuate(&scene);
	scene_restart(2, true);
	hosts_wait(2);
	while (scene_send(other, link, n) == DEMOS_OK)
		n++;
	hosts_settle();
	scene_drain(scene.p);
	check(n >= DEMOS_WINDOW_MESSAGES - 1, "the window", n);
	check(heard.messages == n && !heard.disorder,
	      "a window of messages is lost", heard.messages);
	hosts_end();
}

/* Messages without numbers keep their order, too */
static void unnumbered(void)
{
	const struct demos_want want = { .channels = ~0U };
	u32 names[DEMOS_LINKS_MAX];
	struct demos_link over = {};
	struct demos_message *msg;
	enum demos_result result;
	struct scene scene;
	LIST_HEAD(out);
	u32 i;

	scene_begin(&scene);
	scene_evacuate(&scene);
	scene_restart(2, true);
	hosts_wait(2);
	over.to = (struct demos_address) { .pid = scene.pid, .machine = 2 };
	for (i = 0; i < SENDS; i++) {
		over.code = i;
		demos_notice_send(&hosts[1].machine, &over, DEMOS_EDESTROYED,
				  scene.pid, &out);
	}
	demos_route_all(&hosts[1].machine, &out);
	hosts_settle();
	for (i = 0; i < SENDS; i++) {
		mutex_lock(&scene.p->lock);
		msg = demos_queue_take(scene.p, &want, DEMOS_DATA_MAX, names,
				       &result);
		mutex_unlock(&scene.p->lock);
		check(msg && msg->head.code == i,
		      "messages without numbers change their order", i);
		demos_message_destroy(msg);
	}
	hosts_end();
}

/* S5: the last word of a process goes to a machine that was restarted */
static void last_word(void)
{
	struct scene scene;
	u64 pid;
	u32 i;

	scene_begin(&scene);
	scene_evacuate(&scene);
	scene_restart(2, true);
	pid = scene.x->entry.pid;
	demos_process_end(scene.x, 0);
	hosts_settle();
	for (i = 0; i < 3 * DEMOS_WINDOW_MESSAGES; i++) {
		check(scene_send(scene.p, scene.to_x, i) == DEMOS_OK,
		      "a sender waits for the dead", i);
		hosts_settle();
	}
	scene_drain(scene.p);
	check(heard.dead == i, "a sender hears of a death", heard.dead);
	check(!demos_pair_find(&scene.p->pairs, pid, false),
	      "a record of the dead is left", 0);
	hosts_end();
}

/* It died with the machine: all others say so, once a second */
static void really_dead(bool crash)
{
	struct scene scene;
	u32 i;

	scene_begin(&scene);
	scene_restart(2, crash);
	scene_drain(scene.x);
	for (i = 0; i < 3 * DEMOS_WINDOW_MESSAGES; i++) {
		check(scene_send(scene.x, scene.to_p, i) == DEMOS_OK,
		      "a sender waits for the dead", i);
		hosts_settle();
	}
	scene_drain(scene.x);
	check(heard.dead == i, "a sender does not hear of a death",
	      heard.dead);
	check(scene_count(2, DEMOS_C_SEEKS) == 1, "look-ups in a second",
	      scene_count(2, DEMOS_C_SEEKS));
	hosts_wait(1);
	scene_send(scene.x, scene.to_p, 0);
	hosts_settle();
	check(scene_count(2, DEMOS_C_SEEKS) == 2, "the dead are remembered",
	      scene_count(2, DEMOS_C_SEEKS));
	check(scene_count(2, DEMOS_C_SEEKS_DEAD) == 2, "they are dead",
	      scene_count(2, DEMOS_C_SEEKS_DEAD));
	hosts_wait(1);
	check(!hosts[2].alarm, "the alarm rings for nothing", 0);
	hosts_end();
}

/* The creating machine knows at once */
static void dead_at_home(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_evacuate(&scene);
	demos_process_end(scene.p, 0);
	hosts_settle();
	scene_drain(scene.x);
	scene_send(scene.x, scene.to_p, 0);
	hosts_settle();
	scene_drain(scene.x);
	check(heard.dead == 1, "a death is not told", heard.dead);
	check(!scene_count(2, DEMOS_C_SEEKS), "a look-up for nothing", 0);
	hosts_end();
}

/*
 * The last word of a process is late. Until it comes its record stays, since
 * other messages may be late, too; but no sender waits for the dead.
 */
static void late_last_word(void)
{
	struct scene scene;
	u32 i;

	scene_begin(&scene);
	scene_evacuate(&scene);
	host_cut(1, 3);
	demos_process_end(scene.p, 0);
	hosts_settle();
	for (i = 0; i < 3 * DEMOS_WINDOW_MESSAGES; i++) {
		check(scene_send(scene.x, scene.to_p, i) == DEMOS_OK,
		      "a sender waits for the dead", i);
		hosts_settle();
	}
	scene_drain(scene.x);
	check(heard.dead == i, "a death is not told", heard.dead);
	check(demos_pair_find(&scene.x->pairs, scene.pid, false),
	      "a record goes before the last word", 0);
	host_join(1, 3);
	hosts_settle();
	check(!demos_pair_find(&scene.x->pairs, scene.pid, false),
	      "a record outlives the last word", 0);
	hosts_end();
}

/* One machine cannot be asked: it may have the process */
static void cut_off(bool joins)
{
	struct demos_process *y;
	struct scene scene;
	u32 to_p;

	scene_begin(&scene);
	/* Nobody has asked for Y, which has sent nothing yet */
	y = host_birth(1);
	to_p = guest_link(y, scene.p, DEMOS_LINK_DUP);
	scene_evacuate(&scene);
	scene_restart(2, true);
	/* X's kernel has asked, and what it found is forgotten */
	hosts_wait(2);
	host_cut(2, 3);
	scene_send(y, to_p, 0);
	hosts_settle();
	hosts_wait(RINGS - 2);
	scene_drain(y);
	check(!heard.dead && !heard.unknown, "a result before the time",
	      heard.dead + heard.unknown);
	if (joins)
		host_join(2, 3);
	hosts_wait(2);
	scene_drain(y);
	check(!heard.dead && heard.unknown == !joins,
	      "a machine could not be asked", heard.dead);
	host_join(2, 3);
	scene_send(y, to_p, 1);
	hosts_settle();
	hosts_wait(1);
	scene_drain(scene.p);
	check(heard.messages == 1U + joins,
	      "a later message does not arrive", heard.messages);
	check(!heard.disorder == joins, "the order", heard.messages);
	hosts_end();
}

/* The machine that looks up goes down: senders on others are told */
static void goes_down(void)
{
	struct demos_process *y;
	struct scene scene;
	u32 to_p;

	scene_begin(&scene);
	/* Nobody has asked for Y, which has sent nothing yet */
	y = host_birth(1);
	to_p = guest_link(y, scene.p, DEMOS_LINK_DUP);
	scene_evacuate(&scene);
	scene_restart(2, true);
	/* X's kernel has asked, and what it found is forgotten */
	hosts_wait(2);
	host_cut(2, 3);
	scene_send(y, to_p, 0);
	scene_send(y, to_p, 1);
	hosts_settle();
	host_go_down(2);
	hosts_settle();
	scene_drain(y);
	check(heard.unknown == 2, "held messages vanish", heard.unknown);
	scene_send(y, to_p, 2);
	hosts_settle();
	scene_drain(scene.p);
	check(heard.messages == 1, "a later message does not arrive",
	      heard.messages);
	hosts_end();
}

/* A session ends with the answer, while both machines live on */
static void answer_is_lost(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_evacuate(&scene);
	scene_restart(2, true);
	scene_send(scene.x, scene.to_p, 0);
	while (host_deliver(1, 2))
		;
	while (host_deliver(2, 3))
		;
	host_delete(3, 2);
	host_join(2, 3);
	hosts_settle();
	scene_drain(scene.p);
	check(heard.messages == 1, "a lost answer spoils a look-up",
	      heard.messages);
	hosts_end();
}

/* A machine restarts while it is asked, or before its answer comes */
static void asked_restarts(u32 steps)
{
	struct scene scene;
	u32 i;

	scene_begin(&scene);
	scene_evacuate(&scene);
	scene_restart(2, true);
	scene_send(scene.x, scene.to_p, 0);
	for (i = 0; i < steps; i++)
		hosts_step();
	scene_restart(4, true);
	hosts_wait(1);
	scene_drain(scene.p);
	check(heard.messages == 1, "a restart spoils a look-up", steps);
	hosts_end();
}

/* It was lost with the machine that it had moved to */
static void lost_after_move(bool crash)
{
	struct scene scene;

	scene_begin(&scene);
	scene_evacuate(&scene);
	scene_restart(3, crash);
	scene_drain(scene.x);
	scene_send(scene.x, scene.to_p, 0);
	hosts_settle();
	scene_drain(scene.x);
	check(heard.dead == 1, "it died with its last machine", heard.dead);
	/* In good order it says so to the machine that it left */
	check(scene_count(3, DEMOS_C_SEEKS_DEAD) == (u64)crash, "a look-up",
	      crash);
	hosts_end();
}

int main(void)
{
	u32 steps;

	old_link(false, false);
	old_link(false, true);
	old_link(true, true);
	recalled(false);
	recalled(true);
	recalled_one_goes_down();
	on_their_way(false);
	on_their_way(true);
	sent_twice();
	full_window();
	unnumbered();
	last_word();
	really_dead(false);
	really_dead(true);
	dead_at_home();
	late_last_word();
	cut_off(false);
	cut_off(true);
	goes_down();
	for (steps = 0; steps < 12; steps++)
		asked_restarts(steps);
	answer_is_lost();
	lost_after_move(false);
	lost_after_move(true);
	return scenes_over("stale");
}
