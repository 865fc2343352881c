// SPDX-License-Identifier: GPL-2.0
/*
 * Timers, wait queues, completions.
 */
#include <linux/completion.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/wait.h>

#include "test/host_test.h"

#define THREADS	4
#define ROUNDS	200

struct alarm {
	struct timer_list timer;
	unsigned long expires;
	u32 calls;
	bool repeat;
	struct completion called;
};

static void ring(struct timer_list *timer)
{
	struct alarm *alarm = container_of(timer, struct alarm, timer);

	CHECK(time_after_eq(jiffies, READ_ONCE(alarm->expires)));
	alarm->calls++;
	if (alarm->repeat && alarm->calls < 3) {
		mod_timer(timer, jiffies);
		return;
	}
	complete(&alarm->called);
}

static struct alarm *alarm_create(void)
{
	struct alarm *alarm = kzalloc(sizeof(*alarm), GFP_KERNEL);

	timer_setup(&alarm->timer, ring, 0);
	init_completion(&alarm->called);
	return alarm;
}

/* Only a timer that is set once can be checked for being early */
static void set(struct alarm *alarm, unsigned long expires, bool once)
{
	if (once)
		WRITE_ONCE(alarm->expires, expires);
	mod_timer(&alarm->timer, expires);
}

static void use_timers(u32 number)
{
	struct alarm *alarm;
	u32 i, j, sets;

	(void)number;
	for (i = 0; i < ROUNDS; i++) {
		alarm = alarm_create();
		alarm->repeat = host_test_random(2);
		sets = host_test_random(3);
		for (j = 0; j < sets; j++) {
			set(alarm, jiffies + host_test_random(4), sets == 1);
			if (host_test_random(2))
				host_test_pause(host_test_random(2000000));
		}
		timer_delete_sync(&alarm->timer);
		CHECK(!timer_pending(&alarm->timer));
		kfree(alarm);
	}
}

/* All timers expire, in whatever order they are set and changed */
static void test_all_expire(void)
{
	struct alarm *alarms[64];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(alarms); i++) {
		alarms[i] = alarm_create();
		alarms[i]->expires = jiffies;
		CHECK(!mod_timer(&alarms[i]->timer, jiffies + 100000 +
				 host_test_random(100)));
	}
	for (i = 0; i < ARRAY_SIZE(alarms); i++)
		CHECK(mod_timer(&alarms[i]->timer,
				jiffies + host_test_random(20)) ||
		      alarms[i]->calls);
	for (i = 0; i < ARRAY_SIZE(alarms); i++) {
		wait_for_completion(&alarms[i]->called);
		CHECK(!timer_delete_sync(&alarms[i]->timer));
		CHECK(alarms[i]->calls == 1);
		kfree(alarms[i]);
	}
}

/* Starts its timer again while it is being stopped */
static void snooze(struct timer_list *timer)
{
	struct alarm *alarm = container_of(timer, struct alarm, timer);

	complete(&alarm->called);
	host_test_pause(2000000);
	mod_timer(timer, jiffies + 100000);
}

static void test_stop_snoozing(void)
{
	struct alarm *alarm = alarm_create();

	timer_setup(&alarm->timer, snooze, 0);
	mod_timer(&alarm->timer, jiffies);
	wait_for_completion(&alarm->called);
	timer_delete_sync(&alarm->timer);
	CHECK(!timer_pending(&alarm->timer));
	kfree(alarm);
}

#define ALARMS	64

static u32 calls;

static void count_call(struct timer_list *timer)
{
	struct alarm *alarm = container_of(timer, struct alarm, timer);

	alarm->calls = ++calls;
	complete(&alarm->called);
}

/* Set some timers, change some and stop some, before the first can expire */
static bool set_alarms(struct alarm *alarms, unsigned long begin)
{
	struct alarm *alarm;
	u32 i;

	for (i = 0; i < 3 * ALARMS; i++) {
		alarm = &alarms[host_test_random(ALARMS)];
		if (i < 2 * ALARMS)
			mod_timer(&alarm->timer,
				  begin + host_test_random(20));
		else if (host_test_random(2))
			timer_delete_sync(&alarm->timer);
	}
	return time_before(jiffies, begin);
}

static void check_order(struct alarm *alarms)
{
	u32 i, j;

	for (i = 0; i < ALARMS; i++) {
		for (j = 0; alarms[i].calls && j < ALARMS; j++)
			CHECK(!alarms[j].calls || alarms[j].calls <=
			      alarms[i].calls || alarms[j].timer.expires >=
			      alarms[i].timer.expires);
	}
}

/*
 * Timers expire in the order of their times. Return: false: one may have
 * expired before all were set, so try again.
 */
static bool test_order(unsigned long delay)
{
	struct alarm alarms[ALARMS] = { };
	bool in_time;
	u32 i;

	calls = 0;
	for (i = 0; i < ALARMS; i++)
		timer_setup(&alarms[i].timer, count_call, 0);
	in_time = set_alarms(alarms, jiffies + delay);
	for (i = 0; i < ALARMS; i++) {
		if (timer_pending(&alarms[i].timer))
			wait_for_completion(&alarms[i].called);
		timer_delete_sync(&alarms[i].timer);
	}
	if (in_time)
		check_order(alarms);
	return in_time;
}

static void test_far(void)
{
	struct alarm *far = alarm_create();
	struct alarm *near = alarm_create();
	u64 used;

	CHECK(!mod_timer(&far->timer, jiffies + MAX_JIFFY_OFFSET));
	near->expires = jiffies + 2;
	mod_timer(&near->timer, near->expires);
	wait_for_completion(&near->called);
	timer_delete_sync(&near->timer);
	/* Meanwhile the timers' thread goes to sleep */
	used = unix_clock(CLOCK_PROCESS_CPUTIME_ID);
	host_test_pause(30 * NSEC_PER_MSEC);
	used = unix_clock(CLOCK_PROCESS_CPUTIME_ID) - used;
	CHECK(used < 5 * NSEC_PER_MSEC);
	CHECK(timer_delete_sync(&far->timer) == 1);
	CHECK(!far->calls);
	kfree(far);
	kfree(near);
}

static DECLARE_WAIT_QUEUE_HEAD(queue);
static u32 turn;
static u32 passed;

/* Each thread waits for its turn, and gives the turn to the next thread */
static void take_turns(u32 number)
{
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		/* Pairs with the release of whoever had the turn before */
		wait_event(queue, smp_load_acquire(&turn) % THREADS == number);
		passed++;	/* whose turn it is owns it */
		__atomic_store_n(&turn, turn + 1, __ATOMIC_RELEASE);
		wake_up_all(&queue);
	}
}

static DECLARE_WAIT_QUEUE_HEAD(tokens_queue);
static u32 tokens;

static bool take_token(void)
{
	u32 left = __atomic_load_n(&tokens, __ATOMIC_ACQUIRE);

	while (left) {
		if (__atomic_compare_exchange_n(&tokens, &left, left - 1,
						false, __ATOMIC_ACQ_REL,
						__ATOMIC_ACQUIRE))
			return true;
	}
	return false;
}

/* One wake-up for each token: half of the threads make some, half take them */
static void pass_tokens(u32 number)
{
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		if (number % 2) {
			CHECK(!wait_event_killable(tokens_queue, take_token()));
			continue;
		}
		__atomic_add_fetch(&tokens, 1, __ATOMIC_RELEASE);
		wake_up(&tokens_queue);
	}
}

static void test_timeout(void)
{
	struct wait_queue_head nobody;
	u64 begin = ktime_get_ns();

	init_waitqueue_head(&nobody);
	CHECK(!wait_event_timeout(nobody, false, 3));
	CHECK(ktime_get_ns() - begin >= 3000000);
	CHECK(wait_event_timeout(nobody, true, 0) >= 1);
	CHECK(wait_event_timeout(nobody, true, 100 * HZ) > 50 * HZ);
	CHECK(!wq_has_sleeper(&nobody));
	wake_up(&nobody);
}

static struct completion *mailbox;

/* The waiter's stack is gone as soon as it is done */
static void complete_on_stack(u32 number)
{
	struct completion *other;
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		if (number % 2) {
			while (!(other = __atomic_exchange_n(&mailbox, NULL,
							     __ATOMIC_ACQUIRE)))
				host_test_pause(1);
			complete(other);
		} else {
			DECLARE_COMPLETION_ONSTACK(done);

			__atomic_store_n(&mailbox, &done, __ATOMIC_RELEASE);
			wait_for_completion(&done);
		}
	}
}

void host_test_time(void)
{
	unsigned long delay = 5;

	while (!test_order(delay))
		delay *= 2;
	host_test_threads(THREADS, use_timers);
	test_all_expire();
	test_stop_snoozing();
	test_far();
	turn = 0;
	passed = 0;
	host_test_threads(THREADS, take_turns);
	CHECK(passed == THREADS * ROUNDS);
	tokens = 0;
	host_test_threads(THREADS, pass_tokens);
	CHECK(!tokens);
	test_timeout();
	host_test_threads(2, complete_on_stack);
}
