/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kselftest_harness.h for tests that need machines. Without the module, or the
 * right to make network namespaces, the whole program is skipped and says why.
 * A single test is skipped if the bed cannot run it (bed.h).
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

#include "bed.h"
#include "guest.h"
#include "machine.h"
#include "process.h"

/* Seconds for a long test on a slow virtual machine */
#define LONG_TEST	240

static void __attribute__((constructor)) skip_if_impossible(void)
{
	struct machine machine;
	char reason[128];
	int error;

	if (bed_lacks("*", reason, sizeof(reason)))
		ksft_exit_skip("%s\n", reason);
	error = machine_namespace(&machine);
	if (error && bed() == &bed_of_processes)
		ksft_exit_fail_msg("cannot start demos-machine: %s\n",
				   strerror(-error));
	if (error == -EPERM)
		ksft_exit_skip("no permission to make network namespaces\n");
	if (error == -ENOENT)
		ksft_exit_skip("the module demos is not loaded\n");
	if (error)
		ksft_exit_skip("cannot make network namespaces: %s\n",
			       strerror(-error));
	machine_leave(&machine);
}

/* Replaces a test that this bed cannot run */
static void skip_test(struct __test_metadata *_metadata,
		      struct __fixture_variant_metadata *variant)
{
	char reason[128];

	(void)variant;
	bed_lacks(_metadata->name, reason, sizeof(reason));
	SKIP(return, "%s", reason);
}

static int run_tests(int argc, char **argv)
{
	struct __fixture_metadata *fixture;
	struct __test_metadata *test;
	char reason[128];

	for (fixture = __fixture_list; fixture; fixture = fixture->next)
		for (test = fixture->tests; test; test = test->next)
			if (bed_lacks(test->name, reason, sizeof(reason)))
				test->fn = skip_test;
	return test_harness_run(argc, argv);
}

/* TEST_HARNESS_MAIN calls run_tests() */
#define test_harness_run	run_tests

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
