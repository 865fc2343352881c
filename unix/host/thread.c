// SPDX-License-Identifier: GPL-2.0
/*
 * Threads: detached, with signals blocked; the main thread handles signals.
 */
#include <errno.h>
#include <linux/slab.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <pthread.h>
#include <signal.h>

#include "thread.h"

/* A kernel stack has 16 KiB; C libraries and sanitizers need more */
#define STACK	(4 * SZ_64K)

struct start {
	void (*run)(void *arg);
	void *arg;
	char name[16];
};

static void *begin(void *arg)
{
	struct start start = *(struct start *)arg;

	kfree(arg);
	pthread_setname_np(pthread_self(), start.name);
	start.run(start.arg);
	return NULL;
}

static int create(struct start *start)
{
	pthread_attr_t attr;
	pthread_t thread;
	int err;

	err = pthread_attr_init(&attr);
	if (err)
		return -err;
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK);
	err = pthread_create(&thread, &attr, begin, start);
	pthread_attr_destroy(&attr);
	return -err;
}

/**
 * unix_thread_create() - begin a thread
 * @run: its function
 * @arg: argument of @run
 * @name: shown by ps, at most 15 letters of it
 *
 * Return: 0 or a negative errno.
 */
int unix_thread_create(void (*run)(void *arg), void *arg, const char *name)
{
	struct start *start = kzalloc(sizeof(*start), GFP_KERNEL);
	sigset_t all, old;
	int err;

	if (!start)
		return -ENOMEM;
	start->run = run;
	start->arg = arg;
	strscpy(start->name, name, sizeof(start->name));
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = create(start);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err)
		kfree(start);
	return err;
}
