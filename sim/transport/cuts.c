// SPDX-License-Identifier: GPL-2.0
/*
 * A short exchange between two machines, cut at each byte: both greet, both
 * send messages of every class, both acknowledge. A first run counts the bytes
 * that each side sends. Each later run cuts the first connection after a number
 * of one side's bytes. The other side's bytes that had arrived by then arrive,
 * and perhaps some of those in flight. Then the machines connect again, and
 * that connection is cut too, at some of its bytes. Each message must arrive
 * once and in order, and none may be reported as lost.
 *
 *	cuts [STRIDE]	the second connection is cut at each STRIDE-th byte,
 *			with the first cut at each STRIDE-th; 0: never
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lan.h"
#include "core/message.h"
#include "random.h"
#include "steps.h"

#define ROUNDS		1000	/* some dozens are normal */
#define SENT		10	/* messages, from each side in turn */
#define WAYS		4	/* orders in which the ends take their steps */
#define UNCUT		0x10000000

/* Where a connection is cut: which end's output, after how many bytes */
struct cut {
	u32 end;
	u32 after;
};

static const struct cut uncut = { 0, UNCUT };
static u64 runs;

static void begin(u64 way)
{
	u32 i;

	messages = 0;
	memset(latest, 0, sizeof(latest));
	random_seed(way);
	for (i = 0; i < 2; i++) {
		machines[i].id = i + 1;
		machines[i].incarnation = (1000ULL + i) << DEMOS_LIFE_SHIFT;
	}
}

static void send_one(void)
{
	u32 from = messages % 2;

	message_send(from + 1, 2 - from, messages / 2 % DEMOS_CLASSES,
		     messages * 3 % 7);
}

static bool all_told(void)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		const struct peer *peer = machines[i].peers[1 - i];

		if (!peer || peer->session.count || peer->session.due)
			return false;
	}
	return true;
}

static void dial(const struct cut *cut)
{
	dial_up(&machines[0], &machines[1], true);
	end_limit(ends[cut->end], cut->after);
	end_limit(ends[!cut->end], UNCUT);
}

static void get_on(void)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		if (random_chance(2))
			step_receive(ends[i], true);
		if (random_chance(2))
			step_send(ends[i]);
	}
	end_reap();
}

static void exchange(const struct cut *first, const struct cut *second)
{
	const struct cut *cuts[] = { first, second, &uncut };
	u32 round, dialled = 0;

	for (round = 0; messages < SENT || !all_told(); round++) {
		if (round > ROUNDS)
			broken("the machines do not finish", round);
		steps_begin();
		if (!ends[0])
			dial(cuts[dialled++]);
		if (messages < SENT && round % 2)
			send_one();
		get_on();
	}
}

static void judge(const struct cut *first, const struct cut *second)
{
	u32 i;

	for (i = 0; i < SENT; i++) {
		if (fates[i].arrived == 1 && !fates[i].reported)
			continue;
		printf("end %u cut after %u, then end %u after %u\n",
		       first->end, first->after, second->end, second->after);
		broken("is lost", i);
	}
}

static void clear(void)
{
	u32 i;

	end_destroy_all();
	for (i = 0; i < 2; i++) {
		struct peer **peer = &machines[i].peers[1 - i];
		LIST_HEAD(lost);

		demos_session_exit(&(*peer)->session, &lost);
		free_list(&lost, false, true);
		free(*peer);
		*peer = NULL;
	}
}

/* Store in @said the bytes that each end sent over the last connection */
static void run(u64 way, const struct cut *first, const struct cut *second,
		u32 *said)
{
	u32 i;

	seed_now = way;
	begin(way);
	exchange(first, second);
	judge(first, second);
	for (i = 0; i < 2 && said; i++)
		said[i] = ends[i] ? UNCUT - ends[i]->out->left : 0;
	clear();
	runs++;
}

static void cut_again(u64 way, const struct cut *first, const u32 *said,
		      u32 stride)
{
	struct cut second;

	for (second.end = 0; second.end < 2; second.end++)
		for (second.after = first->after / stride % stride;
		     second.after <= said[second.end];
		     second.after += stride)
			run(way, first, &second, NULL);
}

static void one_way(u64 way, u32 stride)
{
	struct cut cut;
	u32 said[2];

	run(way, &uncut, &uncut, said);
	printf("# way %llu: %u and %u bytes\n", way, said[0], said[1]);
	for (cut.end = 0; cut.end < 2; cut.end++)
		for (cut.after = 0; cut.after <= said[cut.end]; cut.after++) {
			run(way, &cut, &uncut, NULL);
			if (stride && !(cut.after % stride))
				cut_again(way, &cut, said, stride);
		}
}

int main(int argc, char **argv)
{
	u32 stride = argc > 1 ? strtoul(argv[1], NULL, 0) : 0;
	u64 way;

	for (way = 1; way <= WAYS; way++)
		one_way(way, stride);
	printf("# sent again: %llu\n", total.again);
	printf("# doubles dropped: %llu\n", total.doubles);
	printf("%llu passed, 0 failed\n", runs);
	return 0;
}
