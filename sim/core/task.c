// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks: coroutines that the address sanitizer knows of, if there is one.
 */
#include <assert.h>
#include <stdlib.h>
#include <ucontext.h>
#include <linux/slab.h>

#include "lan.h"
#include "task.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#else
static void __sanitizer_start_switch_fiber(void **fake, const void *stack,
					   size_t size)
{
	*fake = NULL;
}

static void __sanitizer_finish_switch_fiber(void *fake, const void **stack,
					    size_t *size)
{
}
#endif

#define STACK		(256 * 1024)

/**
 * struct task - a task, or a free place for one
 * @context: where it continues
 * @stack: its stack, kept for the next one
 * @fake: the sanitizer's fake stack
 * @busy: it is under way
 * @machine: index of its machine
 * @run: its function
 * @arg: passed to @run
 */
struct task {
	ucontext_t context;
	void *stack;
	void *fake;
	bool busy;
	int machine;
	void (*run)(struct lan *lan, void *arg);
	void *arg;
};

static struct task tasks[TASKS];
static struct task *current;
static ucontext_t scheduler;
static const void *scheduler_stack;
static size_t scheduler_size;
static void **dying;
static int ndying;

/* Switch from a task back to task_resume() */
static void leave(struct task *task)
{
	__sanitizer_start_switch_fiber(&task->fake, scheduler_stack,
				       scheduler_size);
	swapcontext(&task->context, &scheduler);
	__sanitizer_finish_switch_fiber(task->fake, &scheduler_stack,
					&scheduler_size);
}

static void task_main(void)
{
	struct task *task = current;

	__sanitizer_finish_switch_fiber(NULL, &scheduler_stack,
					&scheduler_size);
	for (;;) {
		task->run(the_lan, task->arg);
		task->busy = false;
		leave(task);
	}
}

/**
 * shim_preempt() - perhaps let another task run
 */
void shim_preempt(void)
{
	if (current && the_lan->preempt && !shim_locks_held &&
	    !lan_random(the_lan, the_lan->preempt))
		leave(current);
}

/**
 * shim_free_later() - free memory once no reader can still use it
 * @ptr: the memory
 */
void shim_free_later(void *ptr)
{
	if (!current) {
		kfree(ptr);
		return;
	}
	dying = realloc(dying, (ndying + 1) * sizeof(*dying));
	dying[ndying++] = ptr;
}

/**
 * task_busy() - count the tasks under way
 *
 * Return: the number of tasks.
 */
int task_busy(void)
{
	int busy = 0;
	int i;

	for (i = 0; i < TASKS; i++)
		busy += tasks[i].busy;
	return busy;
}

/**
 * task_idle() - is there room for another task?
 *
 * Return: whether there is.
 */
bool task_idle(void)
{
	return task_busy() < TASKS;
}

static void resume(struct task *task)
{
	void *fake;

	current = task;
	__sanitizer_start_switch_fiber(&fake, task->stack, STACK);
	swapcontext(&scheduler, &task->context);
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
	current = NULL;
	/* With no task under way a grace period has passed */
	while (!task_busy() && ndying)
		kfree(dying[--ndying]);
}

static void make_stack(struct task *task)
{
	task->stack = malloc(STACK);
	getcontext(&task->context);
	task->context.uc_stack.ss_sp = task->stack;
	task->context.uc_stack.ss_size = STACK;
	task->context.uc_link = NULL;
	makecontext(&task->context, task_main, 0);
}

/**
 * task_begin() - run a new task until it ends or loses the processor
 * @lan: the LAN
 * @machine: index of its machine
 * @run: its function
 * @arg: passed to @run
 */
void task_begin(struct lan *lan, int machine,
		void (*run)(struct lan *lan, void *arg), void *arg)
{
	struct task *task = tasks;

	assert(task_idle() && lan == the_lan);
	while (task->busy)
		task++;
	task->busy = true;
	task->machine = machine;
	task->run = run;
	task->arg = arg;
	if (!task->stack)
		make_stack(task);
	resume(task);
}

/**
 * task_resume() - continue a task that lost the processor
 * @lan: the LAN
 * @which: which of those under way, from 0
 */
void task_resume(struct lan *lan, int which)
{
	struct task *task = tasks;

	while (!task->busy || which--)
		task++;
	resume(task);
}

/**
 * task_of() - find a task of a machine
 * @machine: index of the machine
 *
 * It picks one at random, since one may be waiting for another.
 *
 * Return: its number among those under way, for task_resume(), or -1.
 */
int task_of(int machine)
{
	int found[TASKS];
	int which = 0;
	int n = 0;
	int i;

	for (i = 0; i < TASKS; i++) {
		if (tasks[i].busy && tasks[i].machine == machine)
			found[n++] = which;
		which += tasks[i].busy;
	}
	return n ? found[lan_random(the_lan, n)] : -1;
}

/**
 * task_exit() - free the stacks; no task is under way
 */
void task_exit(void)
{
	int i;

	for (i = 0; i < TASKS; i++) {
		free(tasks[i].stack);
		tasks[i].stack = NULL;
	}
	free(dying);
	dying = NULL;
}
