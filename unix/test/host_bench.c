// SPDX-License-Identifier: GPL-2.0
/*
 * The time from queueing a work item until it runs:
 *
 *	ping-pong	two items queue each other in turn
 *	wake		a thread queues an item
 *	busy		as ping-pong, but each item runs on for some time
 */
#include <linux/completion.h>
#include <linux/ktime.h>
#include <linux/workqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/host.h"

static struct workqueue_struct *queue;

struct player {
	struct work_struct work;
	struct player *other;
	u32 left;
	u64 spin;
	u64 queued;
	u64 sum;
	struct completion done;
};

static void spin(u64 ns)
{
	u64 end = ktime_get_ns() + ns;

	while (ns && ktime_get_ns() < end)
		;
}

static void play(struct work_struct *work)
{
	struct player *player = container_of(work, struct player, work);

	player->sum += ktime_get_ns() - player->queued;
	if (!player->left--) {
		complete(&player->done);
		return;
	}
	player->other->queued = ktime_get_ns();
	queue_work(queue, &player->other->work);
	spin(player->spin);
}

static void ping_pong(const char *name, u32 times, u64 ns)
{
	struct player one = { .left = times, .spin = ns };
	struct player two = { .left = times + 1, .spin = ns };
	u64 begin = ktime_get_ns();

	one.other = &two;
	two.other = &one;
	INIT_WORK(&one.work, play);
	INIT_WORK(&two.work, play);
	one.queued = begin;
	queue_work(queue, &one.work);
	wait_for_completion(&one.done);
	drain_workqueue(queue);
	printf("%-12s %8.2f us until an item runs, %8.2f us a round\n", name,
	       (one.sum + two.sum) / 2000.0 / times,
	       (ktime_get_ns() - begin) / 1000.0 / times);
}

static void ran(struct work_struct *work)
{
	struct player *player = container_of(work, struct player, work);

	player->sum += ktime_get_ns() - player->queued;
	complete(&player->done);
}

static void wake(const char *name, u32 times, u64 pause)
{
	struct player one = { };
	u64 call = 0, begin;
	u32 i;

	INIT_WORK(&one.work, ran);
	for (i = 0; i < times; i++) {
		one.queued = ktime_get_ns();
		begin = one.queued;
		queue_work(queue, &one.work);
		call += ktime_get_ns() - begin;
		wait_for_completion(&one.done);
		spin(pause);
	}
	printf("%-12s %8.2f us until an item runs, %8.2f us to queue it\n",
	       name, one.sum / 1000.0 / times, call / 1000.0 / times);
}

int main(void)
{
	if (unix_host_init())
		return 1;
	queue = alloc_workqueue("bench", WQ_UNBOUND, 0);
	ping_pong("ping-pong", 1000000, 0);
	ping_pong("busy 5 us", 50000, 5000);
	ping_pong("busy 1 ms", 500, 1000000);
	wake("wake", 100000, 0);
	wake("wake, 20 us", 20000, 20000);
	wake("wake, 1 ms", 1000, 1000000);
	destroy_workqueue(queue);
	unix_host_exit();
	return 0;
}
