/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kselftest_harness.h, for tests that need the module: without it, or without
 * the right to make network namespaces, they skip as a whole and say why.
 *
 * Each TEST() runs in a process of its own, with time limit. The machines
 * that it made go with it.
 */
#ifndef SELFTEST_HARNESS_H
#define SELFTEST_HARNESS_H

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest_harness.h"

#include "guest.h"
#include "machine.h"
#include "process.h"

/* Seconds for a test that does much, on a slow virtual machine */
#define LONG_TEST	240

static void __attribute__((constructor)) skip_if_impossible(void)
{
	struct machine machine;
	int error = machine_namespace(&machine);

	if (error == -EPERM)
		ksft_exit_skip("may not make network namespaces\n");
	if (error == -ENOENT)
		ksft_exit_skip("the module demos is not loaded\n");
	if (error)
		ksft_exit_skip("cannot make network namespaces: %s\n",
			       strerror(-error));
	machine_leave(&machine);
}

/* Succeeds, or ends the test; says what the kernel said. */
#define ASSERT_OK(call) do { \
	int result_ = (call); \
	ASSERT_EQ(0, result_) \
		TH_LOG("%s: %d", #call, result_); \
} while (0)

/* Succeeds; if not the test goes on, and fails. */
#define EXPECT_OK(call) EXPECT_EQ(0, call)

/* Is refused at once, for this reason (enum demos_result). */
#define EXPECT_REFUSED(reason, call) EXPECT_EQ(refusal(reason), call)

#endif
