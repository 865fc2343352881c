// SPDX-License-Identifier: GPL-2.0
/*
 * Machines whose connections fail in every way, by seed. Sessions and frames
 * are the module's own. The work of receive.c, greeting.c and batch.c around
 * them is modelled here; each step that others can interleave with is an event
 * of its own:
 *
 *	machine 1                                  machine 2
 *	messages                                   messages
 *	   |  ^                                       |  ^
 *	session [2] --- end ===== pipe =====> end --- session [1]
 *	            --- end <==== pipe ====== end ---
 *
 * A pipe is a queue of bytes. A connection is cut by truncating the contents of
 * its pipes at any byte, or dies silently until the watchdog notices. Several
 * connections between two machines may live at once, dialled by both; machines
 * restart, with a GOODBYE or without, and forget each other. Numbers wrap in
 * half of the seeds.
 *
 * For each message this must hold: it never arrives twice; it does not arrive
 * before one that was sent earlier between the same two lives; if both lives
 * last, it has arrived at the end, and was not reported as lost; and if it has
 * not arrived, its sender was told, or its life has ended. When two machines
 * dial each other at once and nothing fails, one connection is left, the same
 * for both.
 *
 * In a few seeds a machine requests much move data and reads little of it, so
 * that much is kept for it (PULLS=n in the environment: the most requests that
 * may be unanswered). It does nothing wrong, so it must not be cut off. In half
 * of these seeds the other machine lets requests wait while there is no room,
 * and many more are made.
 *
 *	session-sim [SEEDS [FIRST]]	SEED=n in the environment: that seed
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lan.h"
#include "core/message.h"
#include "random.h"
#include "steps.h"

/*
 * The most requests not answered yet. When their answers are kept, the session
 * exceeds DEMOS_SESSION_MOST, by less than DEMOS_SESSION_DEBT of them.
 */
#define PULLS	700
#define PULLS_HELD	3000	/* if requests wait while there is no room */

static u32 pulls_most = PULLS;
static u64 clock_now;

static void check_all(void)
{
	u32 a, b;

	for (a = 0; a < MACHINES; a++)
		for (b = 0; b < MACHINES; b++)
			if (machines[a].peers[b])
				session_check(&machines[a].peers[b]->session);
}

/* ---- Events */

static void happen_message(void)
{
	u32 from = random_below(MACHINES);
	u32 to = (from + 1 + random_below(MACHINES - 1)) % MACHINES;

	message_some(from + 1, to + 1);
}

/* Messages of a life that has ended precede no others */
static void forget_order(u32 a, u32 b)
{
	memset(latest[a][b], 0, sizeof(latest[a][b]));
	memset(latest[b][a], 0, sizeof(latest[b][a]));
}

/* Others may read what a machine has sent before its next life greets them */
static void read_rest(void)
{
	u32 i, k;

	for (i = 0; i < ENDS; i++)
		for (k = 0; ends[i] && ends[i]->in->closed && k < 1000; k++)
			step_receive(ends[i], true);
}

/* A machine goes down, in good order or not, and begins a new life */
static void happen_restart(void)
{
	struct machine *machine = &machines[random_below(MACHINES)];
	bool orderly = random_chance(2);
	u32 i;

	say("restart %u%s\n", machine->id, orderly ? " in good order" : "");
	for (i = 0; orderly && i < ENDS; i++)
		if (ends[i] && ends[i]->machine == machine)
			end_leave(ends[i]);
	end_all(machine, 0);
	for (i = 0; i < MACHINES; i++) {
		LIST_HEAD(lost);

		forget_order(i, machine->id - 1);
		if (!machine->peers[i])
			continue;
		demos_session_exit(&machine->peers[i]->session, &lost);
		free_list(&lost, false, true);
		free(machine->peers[i]);
		machine->peers[i] = NULL;
	}
	machine->incarnation = clock_now += 1 << DEMOS_LIFE_SHIFT;
	machine->deleted = 0;
	if (orderly && random_chance(2))
		read_rest();
}

static void happen_forget(void)
{
	struct machine *machine = &machines[random_below(MACHINES)];
	u32 other = random_below(MACHINES);
	struct peer *peer = machine->peers[other];
	LIST_HEAD(lost);

	if (!peer)
		return;
	say("%u forgets %u\n", machine->id, other + 1);
	end_all(machine, other + 1);
	demos_session_exit(&peer->session, &lost);
	free_list(&lost, true, false);
	free(peer);
	machine->peers[other] = NULL;
	machine->deleted++;
	forget_order(other, machine->id - 1);
}

static void happen_dial(void)
{
	u32 a = random_below(MACHINES);
	u32 b = (a + 1 + random_below(MACHINES - 1)) % MACHINES;

	dial_up(&machines[a], &machines[b], false);
}

static struct end *some_end(void)
{
	return ends[random_below(ENDS)];
}

static void happen_cut(void)
{
	struct end *end = some_end();

	if (end)
		end_cut(end);
}

static void happen(u32 faults)
{
	struct end *end = some_end();
	u32 what = random_below(100);

	steps_begin();
	time_now += random_below(1000000);

	if (what < 20)
		happen_message();
	else if (what < 60 && end)
		step_receive(end, false);
	else if (what < 90 && end)
		step_send(end);
	else if (what < 93)
		happen_dial();
	else if (what < 95 && faults >= 1)
		happen_cut();
	else if (what < 96 && faults >= 2 && random_chance(4))
		happen_restart();
	else if (what < 97 && faults >= 2 && random_chance(8))
		happen_forget();
	else if (what < 98)
		end_reap();
	else if (what < 99 && faults >= 1 && end && random_chance(4))
		end_die(end);
	else if (end)
		end_watch(end);
}

/* ---- A machine requests much, and hardly reads the answers */

static void slow_end(struct end *end, const struct machine *slow)
{
	steps_begin();
	time_now += 1000;
	if (end->machine != slow || !end->up || random_chance(10))
		step_receive(end, false);
	step_send(end);
}

static void happen_slowly(void)
{
	struct machine *slow = &machines[0], *other = &machines[1];
	u32 most, i, step;

	pulls_wait = random_chance(2);
	most = pulls_wait ? PULLS_HELD : pulls_most;
	end_destroy_all();
	for (step = 0; step < 12000; step++) {
		if (!ends[0])
			dial_up(slow, other, true);
		if (pulls_open < most)
			message_pull(slow->id, other->id);
		message_answer_held();
		for (i = 0; i < 2; i++)
			slow_end(ends[i], slow);
		if (random_chance(1000))
			happen_cut();
		end_reap();
		if (random_chance(50))
			check_all();
	}
}

/* ---- From now on nothing fails: every message that can arrive must */

static bool settled(void)
{
	u32 a, b, i;

	for (i = 0; i < ENDS; i++)
		if (ends[i] && !ends[i]->up && !ends[i]->cut)
			return false;
	for (a = 0; a < MACHINES; a++)
		for (b = 0; b < MACHINES; b++)
			if (machines[a].peers[b] &&
			    machines[a].peers[b]->session.count)
				return false;
	return !pulls_held;
}

static void settle(void)
{
	u32 a, b, i, round;

	end_destroy_all();
	for (a = 0; a < MACHINES; a++)
		for (b = a + 1; b < MACHINES; b++) {
			dial_up(&machines[a], &machines[b],
				random_chance(2));
			dial_up(&machines[b], &machines[a],
				random_chance(2));
		}
	for (round = 0; !settled(); round++) {
		if (round > 100000)
			broken("the machines do not finish", 0);
		steps_begin();
		message_answer_held();
		for (i = 0; i < ENDS; i++) {
			if (!ends[i])
				continue;
			if (random_chance(2))
				step_receive(ends[i], true);
			if (random_chance(2))
				step_send(ends[i]);
			time_now += 1000;
		}
	}
	for (i = 0; i < ENDS; i += 2)
		if (ends[i] && ends[i]->up != ends[i + 1]->up)
			broken("only one side is connected", i);
}

static void judge(void)
{
	u64 number;

	for (number = 0; number < messages; number++) {
		const struct fate *fate = &fates[number];
		const struct peer *from =
			machines[fate->from - 1].peers[fate->to - 1];
		const struct peer *to =
			machines[fate->to - 1].peers[fate->from - 1];
		bool same = from && to && from->session.local ==
			    fate->from_life && fate->to_life &&
			    from->session.remote == fate->to_life;

		if (same && !fate->arrived)
			broken("is lost", number);
		if (same && (fate->reported || fate->given_up))
			broken("is reported lost, but arrived", number);
		if (!fate->arrived && !fate->reported && !fate->given_up)
			broken("is lost, but not reported", number);
	}
}

static void clear(void)
{
	u32 a, b;

	end_destroy_all();
	for (a = 0; a < MACHINES; a++) {
		for (b = 0; b < MACHINES; b++) {
			LIST_HEAD(lost);

			if (!machines[a].peers[b])
				continue;
			demos_session_exit(&machines[a].peers[b]->session,
					   &lost);
			free_list(&lost, false, true);
			free(machines[a].peers[b]);
		}
	}
	memset(machines, 0, sizeof(machines));
	memset(latest, 0, sizeof(latest));
	messages = 0;
	pulls_open = 0;
	pulls_held = 0;
	pulls_wait = false;
	clock_now = 1000000;
}

/* Half of the seeds never restart a machine, some never cut a connection */
static void one_seed(u64 seed)
{
	u32 i, faults, steps;

	seed_now = seed;
	clear();
	random_seed(seed);
	session_first = random_chance(2) ? 1 : -(u64)random_below(400);
	for (i = 0; i < MACHINES; i++) {
		machines[i].id = i + 1;
		machines[i].incarnation = clock_now += 1 << DEMOS_LIFE_SHIFT;
	}
	faults = random_below(8) ? 1 + random_below(2) : 0;
	steps = 200 + random_below(1500);
	for (i = 0; i < steps; i++) {
		happen(faults);
		if (random_chance(3))
			check_all();
	}
	if (random_chance(20))
		happen_slowly();
	settle();
	check_all();
	judge();
	clear();
}

/* A small quarantine will do: uses after free come soon after it */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=8";
}

static void show(const char *what, u64 count)
{
	printf("# %s: %llu\n", what, (unsigned long long)count);
}

int main(int argc, char **argv)
{
	const char *seed = getenv("SEED");
	u64 seeds = argc > 1 ? strtoull(argv[1], NULL, 0) : 2000;
	u64 first = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	const char *pulls = getenv("PULLS");
	u64 i;

	if (pulls)
		pulls_most = strtoul(pulls, NULL, 0);
	if (seed) {
		verbose = true;
		first = strtoull(seed, NULL, 0);
		seeds = 1;
	}
	for (i = first; i < first + seeds; i++)
		one_seed(i);
	show("connections", total.up);
	show("sessions begun with a new life", total.new);
	show("frames sent", total.sent);
	show("sent again", total.again);
	show("messages arrived", total.arrived);
	show("doubles dropped", total.doubles);
	show("reported lost", total.reported);
	show("connections that were too late", total.superseded);
	show("connections that died", total.dead);
	show("good-byes", total.gone);
	show("packets of move data", total.bulk);
	show("most requests held back", total.held);
	show("most bytes kept for a machine", total.kept);
	show("most messages it was in debt for", total.debt);
	printf("%llu passed, 0 failed\n", (unsigned long long)seeds);
	return 0;
}
