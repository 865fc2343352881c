/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kselftest_harness.h for tests that need the module. Without the module, or
 * the right to make network namespaces, the whole program is skipped and says
 * why.
 *
 * Each TEST() runs in a process of its own, with a time limit. The machines
 * that it made end with it.
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

/* Seconds for a long test on a slow virtual machine */
#define LONG_TEST	240

static void __attribute__((constructor)) skip_if_impossible(void)
{
	struct machine machine;
	int error = machine_namespace(&machine);

	if (error == -EPERM)
		ksft_exit_skip("no permission to make network namespaces\n");
	if (error == -ENOENT)
		ksft_exit_skip("the module demos is not loaded\n");
	if (error)
		ksft_exit_skip("cannot make network namespaces: %s\n",
			       strerror(-error));
	machine_leave(&machine);
}

/* Expect success, else end the test; prints the kernel's text. */
#define ASSERT_OK(call) do { \
	int result_ = (call); \
	ASSERT_EQ(0, result_) \
		TH_LOG("%s: %d", #call, result_); \
} while (0)

/* Expect success; if not, the test continues, and fails. */
#define EXPECT_OK(call) EXPECT_EQ(0, call)

/* Expect an immediate refusal, for this reason (enum demos_result). */
#define EXPECT_REFUSED(reason, call) EXPECT_EQ(refusal(reason), call)

#endif
