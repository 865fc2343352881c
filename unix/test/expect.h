/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the tests of the host's own files: TAP, and calls that block in a thread.
 */
#ifndef UNIX_EXPECT_H
#define UNIX_EXPECT_H

#include <linux/types.h>

/* A test that hangs fails after so many seconds */
#define EXPECT_TIME	120

/**
 * expect_begin() - begin a program of tests
 */
void expect_begin(void);

/**
 * expect() - report one result
 * @good: the test has passed
 * @what: the name of the test, as for printf()
 *
 * Return: @good.
 */
bool expect(bool good, const char *what, ...)
	__printf(2, 3);

/**
 * expect_skip() - report a test that cannot run here
 * @what: the name of the test, and the reason
 */
void expect_skip(const char *what);

/**
 * expect_end() - end a program of tests
 *
 * Return: its exit status.
 */
int expect_end(void);

/**
 * struct expect_thread - a call that another thread makes
 * @call: returns the result
 * @with: its argument
 * @result: valid once expect_joined() has returned
 * @tid: of the thread, 0: it has not begun
 * @thread: the thread
 */
struct expect_thread {
	long (*call)(void *with);
	void *with;
	long result;
	int tid;
	unsigned long thread;
};

/**
 * expect_blocked() - make a call in a thread, and wait until it blocks
 * @thread: with @call and @with, else zeros
 *
 * Waits until the thread sleeps in recvmsg(), sendmsg() or poll().
 */
void expect_blocked(struct expect_thread *thread);

/**
 * expect_joined() - wait until the call has returned
 * @thread: the thread
 *
 * Return: the call's result.
 */
long expect_joined(struct expect_thread *thread);

#endif
