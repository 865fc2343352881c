// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that the tests of the host's own files share.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "expect.h"

static unsigned int count;
static unsigned int failed;

void expect_begin(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	alarm(EXPECT_TIME);
	printf("TAP version 13\n");
}

bool expect(bool good, const char *what, ...)
{
	va_list args;

	failed += !good;
	printf("%sok %u ", good ? "" : "not ", ++count);
	va_start(args, what);
	vprintf(what, args);
	va_end(args);
	printf("\n");
	return good;
}

void expect_skip(const char *what)
{
	printf("ok %u # SKIP %s\n", ++count, what);
}

int expect_end(void)
{
	printf("1..%u\n", count);
	return !!failed;
}

static void *run(void *arg)
{
	struct expect_thread *thread = arg;

	__atomic_store_n(&thread->tid, gettid(), __ATOMIC_RELEASE);
	thread->result = thread->call(thread->with);
	return NULL;
}

/* A thread that does not sleep is "running" */
static bool blocks(int tid)
{
	char path[64];
	FILE *file;
	long number = -1;

	snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", tid);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (fscanf(file, "%ld", &number) != 1)
		number = -1;
	fclose(file);
	return number == SYS_recvmsg || number == SYS_sendmsg ||
#ifdef SYS_poll
	       number == SYS_poll ||
#endif
	       number == SYS_ppoll;
}

void expect_blocked(struct expect_thread *thread)
{
	int tid;

	if (pthread_create(&thread->thread, NULL, run, thread))
		abort();
	do {
		sched_yield();
		tid = __atomic_load_n(&thread->tid, __ATOMIC_ACQUIRE);
	} while (!tid || !blocks(tid));
}

long expect_joined(struct expect_thread *thread)
{
	pthread_join(thread->thread, NULL);
	return thread->result;
}
