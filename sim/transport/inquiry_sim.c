// SPDX-License-Identifier: GPL-2.0
/*
 * Inquiries in all orders of events, as seeds choose them: one machine looks a
 * process up, while that moves, ends, or is lost with its machine, and machines
 * crash, say good-bye and come back, which others learn late. A question, and
 * its answer, take any time. model/seek.pml checks the same, for three machines
 * and all orders.
 *
 * Checked: the verdict is "dead" only of the dead; "found" names a machine that
 * had the process; and there is a verdict once nothing else happens.
 *
 *
 * SEED=n in the environment: that one, printed event by event.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/inquiry.h"
#include "core/link.h"
#include "random.h"

#define MOST	6	/* machines, from 1 on */
#define LOCAL	7	/* local number of the process */

/**
 * struct machine - a machine
 * @life: its life
 * @up: it is up
 * @to: its forwarding address; 0: it has none
 * @moves: of that
 * @into: the life of @to that it leads into
 * @floor: as known on this machine: lives of each machine that have ended
 */
struct machine {
	u64 life;
	bool up;
	u16 to;
	u32 moves;
	u64 into;
	u64 floor[MOST + 1];
};

/* What the machine that looks up knows of another, and has asked it */
static struct view {
	u64 now;
	bool gone;
	bool connected;
	bool asked;	/* a question is on its way */
	bool answered;	/* an answer is */
	u32 name;
	u32 answers;	/* name of the question that it answers */
	struct demos_found said;
} views[MOST + 1];

static struct machine machines[MOST + 1];
static u16 count, here, creator, at;
static u64 created;
static u32 moves, name, left;
static u16 stranger;	/* a machine that is no peer of @here; 0: none */
static bool dead, verbose;
static struct demos_inquiry inquiry;

static void __printf(1, 2) say(const char *format, ...)
{
	va_list args;

	if (!verbose)
		return;
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static u16 any(void)
{
	return 1 + random_below(count);
}

/* It went to a life that has ended, or will never be answered */
static void forget_question(u16 id)
{
	views[id].asked = false;
	views[id].answered = false;
}

/* ---- The process and the machines */

static void move(u16 to)
{
	struct machine *from = &machines[at];

	if (dead || to == at || !machines[to].up)
		return;
	moves++;
	from->to = to;
	from->moves = moves;
	from->into = machines[to].life;
	/* ESTABLISHED came from that life */
	if (from->floor[to] < from->into)
		from->floor[to] = from->into;
	machines[to].to = 0;
	say("moves to m%u", to);
	at = to;
}

/* FORGET comes to a machine that it left */
static void forget(u16 id)
{
	if (dead)
		machines[id].to = 0;
}

/*
 * A machine that has said good-bye counts as one that has no processes, until
 * it is met again; so does one that is no peer, and that nobody names. Does
 * only this machine know that the process went there?
 */
static bool is_needed(u16 id)
{
	u16 to = machines[id].to;

	return to && (to == stranger || (views[to].gone && machines[to].up));
}

static void crash(u16 id, bool goodbye)
{
	struct machine *it = &machines[id];

	if (id == here || !it->up || is_needed(id))
		return;
	say("m%u %s", id, goodbye ? "says good-bye" : "crashes");
	it->up = false;
	it->to = 0;
	dead = dead || at == id;
	goodbye = goodbye && views[id].connected;
	views[id].connected = false;
	if (!goodbye)
		return;
	views[id].gone = true;
	views[id].now = 0;
	forget_question(id);
	machines[here].floor[id] = it->life + 1;
}

/* A machine learns of the lives of another */
static void learn(u16 id, u16 other)
{
	if (id != here && other != id && machines[other].up &&
	    machines[id].floor[other] < machines[other].life)
		machines[id].floor[other] = machines[other].life;
}

static void come_back(u16 id)
{
	struct machine *it = &machines[id];
	u16 other;

	if (it->up)
		return;
	say("m%u comes back", id);
	it->up = true;
	it->life++;
	memset(it->floor, 0, sizeof(it->floor));
	for (other = 1; other <= count; other++) {
		if (random_below(2))
			learn(other, id);
	}
}

static void meet(u16 id)
{
	struct machine *it = &machines[id];
	struct view *view = &views[id];

	if (id == here || id == stranger || !it->up || view->connected)
		return;
	say("m%u meets m%u", here, id);
	view->connected = true;
	if (view->now != it->life)
		forget_question(id);
	view->gone = false;
	view->now = it->life;
	machines[here].floor[id] = it->life;
}

/* ---- The look-up */

static void name_peers(void)
{
	u16 id;

	for (id = 1; id <= count; id++) {
		if (id == here || id == stranger)
			continue;
		demos_inquiry_peer(&inquiry, id, views[id].gone ?
				   DEMOS_REACH_GONE : views[id].connected ?
				   DEMOS_REACH_OPEN : DEMOS_REACH_CUT,
				   views[id].now);
	}
	demos_inquiry_peers_end(&inquiry);
}

static void ask(void)
{
	u16 id;

	while ((id = demos_inquiry_next(&inquiry, name + 1))) {
		say("m%u is asked", id);
		views[id].asked = true;
		views[id].name = ++name;
	}
}

/* As demos_whereis_answer() */
static void answer(u16 id)
{
	struct machine *it = &machines[id];
	struct view *view = &views[id];
	struct demos_found *said = &view->said;

	if (!view->asked || !view->connected)
		return;
	view->asked = false;
	view->answered = true;
	view->answers = view->name;
	memset(said, 0, sizeof(*said));
	if (at == id && !dead) {
		said->state = DEMOS_FOUND_HERE;
		said->machine = id;
		said->moves = moves;
	} else if (it->to) {
		said->machine = it->to;
		said->moves = it->moves;
		said->state = DEMOS_FOUND_WENT;
		said->life = it->floor[it->to];
		if (it->floor[it->to] > it->into) {
			said->state = DEMOS_FOUND_ENDED;
			said->life = it->floor[it->to] - 1;
		}
	} else if (id == creator && it->life == created) {
		said->state = DEMOS_FOUND_DEAD;
	}
	say("m%u answers %u, m%u after %u moves", id, said->state,
	    said->machine, said->moves);
}

/* The answer may arrive after its machine has crashed */
static void arrive(u16 id)
{
	struct view *view = &views[id];

	if (!view->answered)
		return;
	view->answered = false;
	say("the answer of m%u arrives", id);
	if (demos_inquiry_awaits(&inquiry, id, view->answers))
		demos_inquiry_hear(&inquiry, id, &view->said,
				   machines[here].floor[view->said.machine]);
}

/* Return: what is wrong; NULL: nothing */
static const char *judge(enum demos_verdict verdict,
			 const struct demos_address *where)
{
	struct machine *it = &machines[where->machine];

	say("verdict %u: m%u after %u moves", verdict, where->machine,
	    where->moves);
	switch (verdict) {
	case DEMOS_VERDICT_FOUND:
		return where->moves > moves ? "it has not moved that often" :
		       at == where->machine || it->to || dead || !it->up ||
		       it->life > 1 ? NULL : "it was never there";
	case DEMOS_VERDICT_DEAD:
		/* As lookup.c's judge() */
		if ((at == here && !dead) ||
		    (machines[here].to && machines[here].moves > left))
			return NULL;
		return dead ? NULL : "a living process is taken for dead";
	case DEMOS_VERDICT_UNKNOWN:
		return inquiry.begun > DEMOS_INQUIRY_TIMES || stranger ? NULL :
		       "unknown, although all are peers";
	default:
		return "no verdict";
	}
}

static void happen(void)
{
	u16 id = any();

	switch (random_below(16)) {
	case 0:
		crash(id, random_below(3) == 0);
		break;
	case 1:
		come_back(id);
		break;
	case 2:
	case 3:
		meet(id);
		break;
	case 4:
		if (id != here)
			views[id].connected = false;
		break;
	case 5:
	case 6:
		move(id);
		break;
	case 7:
		forget(id);
		break;
	case 8:
		learn(id, any());
		break;
	case 9:
		if (random_below(4) == 0)
			demos_inquiry_widen(&inquiry);
		dead = dead || random_below(8) == 0;
		break;
	case 10:
	case 11:
	case 12:
		answer(id);
		break;
	default:
		arrive(id);
	}
}

/* Nothing else happens any more, and all are connected */
static void calm(void)
{
	u16 id;

	for (id = 1; id <= count; id++) {
		come_back(id);
		meet(id);
		answer(id);
		arrive(id);
	}
}

static void begin(u64 seed)
{
	u16 id;

	random_seed(seed);
	memset(machines, 0, sizeof(machines));
	memset(views, 0, sizeof(views));
	count = 3 + random_below(MOST - 2);
	for (id = 1; id <= count; id++) {
		machines[id].life = 1;
		machines[id].up = true;
	}
	here = any();
	creator = any();
	at = creator;
	created = 1;
	moves = 0;
	dead = false;
	stranger = random_below(8) ? 0 : any();
	if (stranger == here)
		stranger = 0;
	for (id = 1; id <= count; id++)
		meet(id);
	/* It may have moved before, and machines may have crashed */
	for (id = random_below(8); id; id--)
		move(any());
	for (id = random_below(3); id; id--)
		crash(any(), random_below(2));
	if (creator == here)
		created = 0;
	left = machines[here].to ? machines[here].moves : 0;
}

static const char *run(u64 seed)
{
	struct demos_address where = {};
	enum demos_verdict verdict = DEMOS_VERDICT_NONE;
	u32 lively;
	u32 steps;

	begin(seed);
	lively = random_below(2) ? random_below(60) : 0;
	demos_inquiry_init(&inquiry, DEMOS_PID(creator, LOCAL), here);
	name_peers();
	if (machines[here].to)
		demos_inquiry_named(&inquiry, machines[here].to);
	for (steps = 0; steps < lively + 200; steps++) {
		name_peers();
		ask();
		verdict = demos_inquiry_verdict(&inquiry, &where);
		if (verdict != DEMOS_VERDICT_NONE)
			break;
		if (steps < lively)
			happen();
		else
			calm();
	}
	return judge(verdict, &where);
}

/*
 * A machine says that a life has ended which is thought to live here: what the
 * others said before is void, since the process may have come to one of them
 * from there.
 */
static const char *end_of_a_life(void)
{
	const struct demos_found ended = {
		.state = DEMOS_FOUND_ENDED,
		.machine = 3,
		.life = 1,
	};
	const struct demos_found none = {};
	struct demos_address where;
	u16 id;

	demos_inquiry_init(&inquiry, DEMOS_PID(2, LOCAL), 1);
	for (id = 2; id <= 4; id++)
		demos_inquiry_peer(&inquiry, id, DEMOS_REACH_OPEN, 1);
	demos_inquiry_peers_end(&inquiry);
	demos_inquiry_widen(&inquiry);
	while (demos_inquiry_next(&inquiry, 1))
		;
	demos_inquiry_hear(&inquiry, 3, &none, 1);
	demos_inquiry_hear(&inquiry, 4, &none, 1);
	demos_inquiry_hear(&inquiry, 2, &ended, 1);
	return demos_inquiry_verdict(&inquiry, &where) ==
	       DEMOS_VERDICT_NONE && demos_inquiry_next(&inquiry, 2) ? NULL :
	       "the end of a life does not make answers void";
}

static void check(const char *wrong, u64 seed)
{
	demos_inquiry_exit(&inquiry);
	if (!wrong)
		return;
	printf("seed %llu: %s\n", (unsigned long long)seed, wrong);
	exit(1);
}

int main(int argc, char **argv)
{
	const char *alone = getenv("SEED");
	u64 seeds = argc > 1 ? strtoull(argv[1], NULL, 0) : 100000;
	u64 first = 1;
	u64 seed;

	if (alone) {
		verbose = true;
		first = strtoull(alone, NULL, 0);
		seeds = 1;
	}
	check(end_of_a_life(), 0);
	for (seed = first; seed < first + seeds; seed++)
		check(run(seed), seed);
	printf("inquiry: %llu passed, 0 failed\n", (unsigned long long)seeds);
	return 0;
}
