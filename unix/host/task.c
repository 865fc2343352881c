// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel threads, and the task of every thread.
 */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/resource.h>

#include "futex.h"
#include "thread.h"

enum { WAITING, BEGUN, UNWANTED };

/**
 * struct task_struct - a thread
 * @refs: references: one is the thread's own
 * @id: its number in the kernel, 0: not known yet (its own thread only)
 * @told: whether it may begin: enum above (it sleeps on this word)
 * @stop: it must end
 * @run: its function (invariant)
 * @arg: of @run (invariant)
 * @result: of @run (set before @ended)
 * @ended: it has ended
 */
struct task_struct {
	refcount_t refs;
	pid_t id;
	u32 told;
	bool stop;
	int (*run)(void *arg);
	void *arg;
	int result;
	struct completion ended;
};

/* Of a thread that kthread_create() has made, and of another */
static __thread struct task_struct *own;
static __thread struct task_struct other = {
	.refs = REFCOUNT_INIT(1),
	.told = BEGUN,
};

/**
 * unix_current() - the calling thread
 *
 * Return: its task, which lives as long as the thread.
 */
struct task_struct *unix_current(void)
{
	return own ?: &other;
}

/**
 * get_task_struct() - get a reference
 * @task: the caller holds one, or it cannot have ended
 */
void get_task_struct(struct task_struct *task)
{
	refcount_inc(&task->refs);
}

/**
 * put_task_struct() - give a reference back
 * @task: the caller must not use it any more
 */
void put_task_struct(struct task_struct *task)
{
	if (refcount_dec_and_test(&task->refs))
		kfree(task);
}

static void task_thread(void *arg)
{
	struct task_struct *task = arg;

	own = task;
	while (__atomic_load_n(&task->told, __ATOMIC_ACQUIRE) == WAITING)
		unix_futex_wait(&task->told, WAITING, U64_MAX);
	if (__atomic_load_n(&task->told, __ATOMIC_RELAXED) == BEGUN)
		task->result = task->run(task->arg);
	complete_all(&task->ended);
	put_task_struct(task);
}

/**
 * kthread_create() - make a thread, which does not begin yet
 * @run: its function
 * @arg: argument of @run
 * @name: its name, as for printf()
 *
 * Return: its task, for wake_up_process() or kthread_stop(); or ERR_PTR.
 */
struct task_struct *kthread_create(int (*run)(void *arg), void *arg,
				   const char *name, ...)
{
	struct task_struct *task = kzalloc(sizeof(*task), GFP_KERNEL);
	char text[16];
	va_list args;
	int err;

	if (!task)
		return ERR_PTR(-ENOMEM);
	refcount_set(&task->refs, 1);
	task->told = WAITING;
	task->run = run;
	task->arg = arg;
	task->result = -EINTR;
	init_completion(&task->ended);
	va_start(args, name);
	vsnprintf(text, sizeof(text), name, args);
	va_end(args);
	err = unix_thread_create(task_thread, task, text);
	if (!err)
		return task;
	kfree(task);
	return ERR_PTR(err);
}

static bool tell(struct task_struct *task, u32 what)
{
	u32 old = WAITING;

	if (!__atomic_compare_exchange_n(&task->told, &old, what, false,
					 __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		return false;
	unix_futex_wake(&task->told, 1);
	return true;
}

/**
 * wake_up_process() - let a thread begin
 * @task: from kthread_create()
 *
 * Return: 0 if it has begun already, else 1.
 */
int wake_up_process(struct task_struct *task)
{
	return tell(task, BEGUN);
}

/**
 * kthread_stop() - wait for the end of a thread
 * @task: if it has begun, the caller holds a reference
 *
 * If it has not begun its function is not called. May sleep.
 *
 * Return: what its function has returned, or -EINTR.
 */
int kthread_stop(struct task_struct *task)
{
	int result;

	get_task_struct(task);
	__atomic_store_n(&task->stop, true, __ATOMIC_RELEASE);
	tell(task, UNWANTED);
	wait_for_completion(&task->ended);
	result = task->result;
	put_task_struct(task);
	return result;
}

/**
 * kthread_should_stop() - is the calling thread to end?
 *
 * Return: true: kthread_stop() waits for it.
 */
bool kthread_should_stop(void)
{
	return __atomic_load_n(&unix_current()->stop, __ATOMIC_ACQUIRE);
}

/* May an unprivileged program raise its threads from any nice value to 0? */
static bool may_return(void)
{
	struct rlimit limit;

	return !getrlimit(RLIMIT_NICE, &limit) &&
	       (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= 20);
}

/**
 * set_user_nice() - set a thread's share of the processors
 * @task: the calling thread
 * @nice: -20 to 19
 *
 * Any user may lower a thread's share, but only some may raise it again. A user
 * who may not changes nothing: else a worker would keep the low share of one
 * guest when it serves another. Nor does a
 * thread that is no worker but helps workers: it has other things to do.
 */
void set_user_nice(struct task_struct *task, long nice)
{
	if (own)
		return;
	if (!task->id)
		task->id = gettid();
	if (nice <= 0 || may_return())
		setpriority(PRIO_PROCESS, task->id, nice);
}
