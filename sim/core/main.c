// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the simulator with many seeds:
 *
 *	sim-core [-s SEED] [-n SEEDS]	(VERBOSE=1: events)
 *
 * Each seed is a LAN of two to five machines with some puppets that know
 * each other; with every other seed tasks lose the processor to each other.
 * When nothing more happens the history is judged, and what the kernels still
 * remember. The seed of a run that failed replays it exactly.
 */
#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "lan.h"
#include "link.h"
#include "puppet.h"

#define STEPS_MAX	2000000

static const struct demos_link *make_link(struct demos_link *link,
					  struct demos_process *to, u16 flags)
{
	memset(link, 0, sizeof(*link));
	link->to.pid = to->entry.pid;
	link->to.machine = to->machine->id;
	link->channel = 2;
	link->flags = flags | DEMOS_LINK_DUP | DEMOS_LINK_PASS;
	return link;
}

static void know(struct demos_process *puppet, struct demos_process *other,
		 u16 flags)
{
	struct demos_link link;

	demos_links_insert(&puppet->links, make_link(&link, other, flags));
}

/* Each puppet knows some others, and the kernel of one */
static void introduce(struct lan *lan, struct demos_process **puppets,
		      int count)
{
	int i;
	int k;

	for (i = 0; i < count; i++) {
		assert(!demos_links_reserve(&puppets[i]->links, 4));
		for (k = 0; k < 3; k++)
			know(puppets[i], puppets[lan_random(lan, count)], 0);
		know(puppets[i], puppets[lan_random(lan, count)],
		     DEMOS_LINK_KERNEL);
	}
}

static void populate(struct lan *lan, struct history *history)
{
	struct demos_process *puppets[HISTORY_PROCESSES];
	int count = 2 + lan_random(lan, 7);
	struct demos_machine *machine;
	int i;

	for (i = 0; i < count; i++) {
		machine = &lan->machines[lan_random(lan, lan->count)].machine;
		puppets[i] = puppet_start(machine,
					  demos_process_pid_new(machine));
		history_add(history, puppets[i]->entry.pid);
		puppet_energy[i] = lan_random(lan, 60);
	}
	introduce(lan, puppets, count);
	for (i = 0; i < count; i++) {
		puppets[i]->machine->ops->schedule(puppets[i]);
		demos_process_put(puppets[i]);
	}
}

static void check_pair(struct demos_pair *pair, void *arg)
{
	struct history *history = arg;
	int other = history_index(history, pair->pid);

	if (other >= 0 && history->dead[other])
		history_wrong(history, "a record of dead %d is left", other);
	if (!list_empty(&pair->early))
		history_wrong(history, "a message from %d is held back", other);
}

/* What a process that lives at the end must look like */
static int check_process(struct demos_process *process, void *arg)
{
	struct history *history = arg;
	int me = history_index(history, process->entry.pid);

	if (me < 0 || history->dead[me])
		history_wrong(history, "dead %d is still there", me);
	if (process->suspended)
		history_wrong(history, "%d is left suspended", me);
	if (process->phase != DEMOS_PHASE_LIVE)
		history_wrong(history, "%d is left in migration", me);
	if (process->queued || !list_empty(&process->control))
		history_wrong(history, "%d is left with messages", me);
	puppet_check(process);
	demos_pairs_each(&process->pairs, check_pair, history);
	history->pair[me][me].noticed += 1ULL << 32;
	return 0;
}

/* Each process is on one machine, or dead */
static void check_places(struct lan *lan, struct history *history)
{
	u64 places;
	int i;

	for (i = 0; i < lan->count; i++)
		demos_process_each(&lan->machines[i].machine, check_process,
				   history);
	for (i = 0; i < history->count; i++) {
		places = history->pair[i][i].noticed >> 32;
		history->pair[i][i].noticed &= U32_MAX;
		if (places != !history->dead[i])
			history_wrong(history, "%d is on %llu machines", i,
				      (unsigned long long)places);
	}
}

static u64 total(const struct lan *lan, enum demos_counter counter)
{
	u64 sum = 0;
	int i;

	for (i = 0; i < lan->count; i++)
		sum += atomic64_read(&lan->machines[i].machine
				     .counters[counter]);
	return sum;
}

static void check_counters(struct lan *lan, struct history *history)
{
	u64 in = total(lan, DEMOS_C_MIGRATED_IN);

	if (in != total(lan, DEMOS_C_MIGRATED_OUT))
		history_wrong(history, "more came than left");
	if (total(lan, DEMOS_C_MIGRATION_MOVES) < 3 * in)
		history_wrong(history, "fewer than 3 data moves a migration");
	if (!lan->failures && total(lan, DEMOS_C_MIGRATION_MOVES) != 3 * in)
		history_wrong(history, "not 3 data moves a migration");
	if (total(lan, DEMOS_C_DOUBLES))
		history_wrong(history, "doubles");
}

/* What the runs did altogether, so that one can see that they did something */
struct sums {
	u64 steps;
	u64 received;
	u64 migrated;
	u64 failed;
	u64 forwarded;
	u64 pending;
	u64 held;
};

static void add_up(struct sums *sums, const struct lan *lan)
{
	sums->steps += lan->steps;
	sums->received += total(lan, DEMOS_C_RECEIVED);
	sums->migrated += total(lan, DEMOS_C_MIGRATED_IN);
	sums->failed += total(lan, DEMOS_C_MIGRATIONS_FAILED);
	sums->forwarded += total(lan, DEMOS_C_FORWARDED);
	sums->pending += total(lan, DEMOS_C_PENDING_SENT);
	sums->held += total(lan, DEMOS_C_HELD_BACK);
}

static bool run_seed(u64 seed, struct sums *sums)
{
	static struct history history;
	static struct lan lan;
	bool fine;

	memset(&history, 0, sizeof(history));
	the_history = &history;
	lan_init(&lan, 2 + seed % (LAN_MAX - 1), seed);
	populate(&lan, &history);
	lan.failures = seed % 3 ? 0 : 50;
	lan.preempt = seed % 2 ? 4 : 0;
	while (lan.steps < STEPS_MAX && !history.first_wrong[0] &&
	       lan_step(&lan))
		;
	if (lan.steps == STEPS_MAX)
		history_wrong(&history, "it does not end");
	history_judge(&history);
	check_places(&lan, &history);
	check_counters(&lan, &history);
	add_up(sums, &lan);
	fine = !history.first_wrong[0];
	if (!fine)
		printf("not ok - seed %llu: %s\n", (unsigned long long)seed,
		       history.first_wrong);
	lan_exit(&lan);
	return fine;
}

int main(int argc, char **argv)
{
	struct sums sums = {};
	u64 first = 1;
	u64 count = 1000;
	u64 failed = 0;
	u64 seed;
	int c;

	while ((c = getopt(argc, argv, "s:n:")) != -1) {
		if (c == 's') {
			first = strtoull(optarg, NULL, 0);
			count = 1;
		} else if (c == 'n') {
			count = strtoull(optarg, NULL, 0);
		} else {
			return 2;
		}
	}
	for (seed = first; seed < first + count && failed < 10; seed++)
		failed += !run_seed(seed, &sums);
	printf("# %llu steps, %llu messages received\n",
	       (unsigned long long)sums.steps,
	       (unsigned long long)sums.received);
	printf("# %llu migrations, %llu failed, %llu messages forwarded\n",
	       (unsigned long long)sums.migrated,
	       (unsigned long long)sums.failed,
	       (unsigned long long)sums.forwarded);
	printf("# %llu messages re-sent, %llu held back\n",
	       (unsigned long long)sums.pending,
	       (unsigned long long)sums.held);
	printf("%llu passed, %llu failed\n",
	       (unsigned long long)(seed - first - failed),
	       (unsigned long long)failed);
	return failed != 0;
}
