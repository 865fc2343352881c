// SPDX-License-Identifier: GPL-2.0
/*
 * stage [-l N] [-d N] [-s N] [-e NAME=VALUE]... PROGRAM... [then PROGRAM...]...
 *
 * Runs guest programs together, to test them and their detection of mishaps. Of
 * every N messages between guests that neither request an answer nor are one,
 * -l loses one, -d doubles one, -s swaps one with the next. Programs after
 * "then" begin when all before have ended or wait forever. A PROGRAM is a word,
 * the path of a file and arguments behind it; -e is for all programs.
 *
 * At the end the stage shows how each program ended. The exit status is the
 * highest of theirs, 255 if one has faulted.
 *
 * Time is simulated: if all programs wait, the clock jumps to the first time
 * limit. So a run is the same every time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stage.h"

#define SLICE		1000		/* instructions */
#define NS_PER_SLICE	100000

struct stage stage;
static struct z8k_cache *cache;

static void fault(struct guest *guest, const struct z8k_stop *stop)
{
	printf("%s: %s %u at %06x, instruction %04x\n", guest->path, __func__,
	       stop->fault, stop->pc, stop->word);
	guest_end(guest, 255);
}

static void run(struct guest *guest)
{
	struct z8k_stop stop;

	stage.now += NS_PER_SLICE;
	switch (z8k_run(&guest->cpu, &guest->memory, cache, NULL, SLICE,
			&stop)) {
	case Z8K_EXIT_SC:
		if (stop.sc >= DEMOS_SC_EXIT && stop.sc <= DEMOS_SC_TIME)
			call(guest, stop.sc);
		else
			fault(guest, &stop);
		break;
	case Z8K_EXIT_BUDGET:
		break;
	default:
		fault(guest, &stop);
	}
}

static bool run_ready(void)
{
	bool any = false;
	int i;

	for (i = 0; i < stage.nguests; i++) {
		if (stage.guests[i].state == GUEST_READY) {
			run(&stage.guests[i]);
			any = true;
		}
	}
	return any;
}

/* All wait: advance the clock to the first limit; false: none has one */
static bool pass_time(void)
{
	struct guest *first = NULL;
	int i;

	for (i = 0; i < stage.nguests; i++) {
		if (stage.guests[i].state == GUEST_WAITING &&
		    stage.guests[i].deadline != STAGE_FOREVER &&
		    (!first || stage.guests[i].deadline < first->deadline))
			first = &stage.guests[i];
	}
	if (!first)
		return false;
	if (first->deadline > stage.now)
		stage.now = first->deadline;
	first->cpu.r[0] = DEMOS_ETIME;
	first->state = GUEST_READY;
	return true;
}

static void run_all(void)
{
	do {
		while (run_ready())
			;
		if (stage.held)
			message_release_held();
		else if (!pass_time())
			return;
	} while (true);
}

static int fates(void)
{
	int worst = 0;
	int i;

	for (i = 0; i < stage.nguests; i++) {
		if (stage.guests[i].state != GUEST_ENDED) {
			printf("%s: waits\n", stage.guests[i].path);
			continue;
		}
		printf("%s: status %d after %llu instructions\n",
		       stage.guests[i].path, stage.guests[i].status,
		       (unsigned long long)stage.guests[i].cpu.count);
		if (stage.guests[i].status > worst)
			worst = stage.guests[i].status;
	}
	return worst;
}

int main(int argc, char **argv)
{
	unsigned int *rates[128] = { ['l'] = &stage.lose,
				     ['d'] = &stage.twice,
				     ['s'] = &stage.swap };
	int option, variables = 0;

	while ((option = getopt(argc, argv, "l:d:s:e:")) != -1) {
		if (option == '?' || variables == STAGE_ARGUMENTS)
			return 254;
		if (option == 'e')
			stage.environ[variables++] = optarg;
		else
			*rates[option] = atoi(optarg);
	}
	cache = z8k_cache_init(malloc(z8k_cache_size(8)), 8);
	for (; optind < argc; optind++) {
		if (!strcmp(argv[optind], "then"))
			run_all();
		else
			guest_add(argv[optind]);
	}
	run_all();
	return fates();
}
