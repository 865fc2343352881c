// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the host: host_test [FIRST [COUNT]] runs all with each of COUNT
 * seeds.
 */
#include <errno.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "host/host.h"
#include "test/host_test.h"

#define THREADS_MAX	16

static u64 seed;
static __thread u64 state;
static u32 threads;

void host_test_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: seed %llu: %s does not hold\n", file, line,
		seed, what);
	abort();
}

u32 host_test_random(u32 below)
{
	if (!state)
		state = (seed * 64 + __atomic_add_fetch(&threads, 1,
							__ATOMIC_RELAXED)) *
			0x9E3779B97F4A7C15ULL;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 32) % below;
}

void host_test_pause(u64 ns)
{
	const struct timespec time = { .tv_nsec = ns };

	nanosleep(&time, NULL);
}

struct runner {
	void (*run)(u32 number);
	u32 number;
};

static int run_one(void *arg)
{
	struct runner *runner = arg;

	runner->run(runner->number);
	return runner->number;
}

void host_test_threads(u32 count, void (*run)(u32 number))
{
	struct task_struct *tasks[THREADS_MAX];
	struct runner runners[THREADS_MAX];
	u32 i;

	for (i = 0; i < count; i++) {
		runners[i] = (struct runner) { .run = run, .number = i };
		tasks[i] = kthread_create(run_one, &runners[i], "test%u", i);
		CHECK(!IS_ERR(tasks[i]));
		get_task_struct(tasks[i]);
	}
	for (i = 0; i < count; i++)
		wake_up_process(tasks[i]);
	for (i = 0; i < count; i++) {
		/* A thread that has not begun would end without its function */
		CHECK(kthread_stop(tasks[i]) == (int)i);
		put_task_struct(tasks[i]);
	}
}

static int never(void *arg)
{
	*(bool *)arg = true;
	return 0;
}

static void test_unstarted(void)
{
	struct task_struct *task;
	bool ran = false;

	task = kthread_create(never, &ran, "never");
	CHECK(!IS_ERR(task));
	CHECK(kthread_stop(task) == -EINTR);
	CHECK(!ran);
}

/* The module's parameters and ends, as in kmod/ */
static unsigned int number = 15;
module_param(number, uint, 0644);
MODULE_PARM_DESC(number, "a number");
static bool flag;
module_param(flag, bool, 0644);
static unsigned long bytes;
module_param(bytes, ulong, 0644);

static int begin(void)
{
	return number == 15 ? 0 : -EINVAL;
}

static void end(void)
{
	number = 0;
}

module_init(begin);
module_exit(end);

MODULE_LICENSE("GPL");

static void see(const char *name, const char *value, const char *about,
		void *arg)
{
	u32 *seen = arg;

	if (!strcmp(name, "number"))
		*seen += !strcmp(value, "15") && !strcmp(about, "a number");
	if (!strcmp(name, "flag") || !strcmp(name, "bytes"))
		*seen += 10;
}

static void test_module(void)
{
	u32 seen = 0;

	CHECK(!unix_module_init());
	unix_param_each(see, &seen);
	CHECK(seen == 21);
	CHECK(unix_param_set("nothing", "1") == -ENOENT);
	CHECK(unix_param_set("number", "4294967296") == -ERANGE);
	CHECK(unix_param_set("number", "-1") == -EINVAL);
	CHECK(unix_param_set("number", " 1") == -EINVAL);
	CHECK(unix_param_set("number", "1s") == -EINVAL);
	CHECK(unix_param_set("number", "") == -EINVAL);
	CHECK(number == 15);
	CHECK(!unix_param_set("number", "0x10") && number == 16);
	CHECK(!unix_param_set("bytes", "4294967296") && bytes == 1UL << 32);
	CHECK(unix_param_set("flag", "2") == -EINVAL && !flag);
	CHECK(!unix_param_set("flag", "Y") && flag);
	CHECK(!unix_param_set("flag", "0") && !flag);
	unix_module_exit();
	CHECK(!number);
	CHECK(unix_module_init() == -EINVAL);
}

static void run_all(void)
{
	state = 0;
	threads = 0;
	test_unstarted();
	host_test_work();
	host_test_delayed();
	host_test_time();
	host_test_rcu();
	host_test_xarray();
}

int main(int argc, char **argv)
{
	u64 first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	u64 count = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;

	CHECK(!unix_host_init());
	test_module();
	for (seed = first; seed < first + count; seed++)
		run_all();
	unix_host_exit();
	/* The host can start again */
	CHECK(!unix_host_init());
	run_all();
	unix_host_exit();
	printf("ok: %llu seeds from %llu on\n", count, first);
	return 0;
}
