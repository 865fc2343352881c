// SPDX-License-Identifier: GPL-2.0
/*
 * A host and the machines on it: limits for all of them together, which only
 * the host's administrators may change.
 */
#define _GNU_SOURCE
#include "harness.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PARAMETERS		"/sys/module/demos/parameters/"
#define NO_USER_NAMESPACES	100

FIXTURE(host)
{
	struct machine m;
	struct process p;
};

FIXTURE_SETUP(host)
{
	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(process_attach(&self->p, &self->m, "p"));
}

FIXTURE_TEARDOWN(host)
{
	process_close(&self->p);
	machine_leave(&self->m);
}

static int set_parameter(const char *file, const char *value)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	int error;

	if (fd < 0)
		return -errno;
	error = write(fd, value, strlen(value)) < 0 ? -errno : 0;
	close(fd);
	return error;
}

/* Set the MiB that all guests may have, 0: depends on the host's memory */
static int set_guest_memory(const char *mib)
{
	return set_parameter(PARAMETERS "guest_memory", mib);
}

/* Wait until the guests of a machine have no memory left */
static int until_free(struct machine *machine)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	uint64_t limits[__DEMOS_LIMIT_MAX], used[__DEMOS_LIMIT_MAX];
	int tries, error;

	for (tries = SOON / 5; tries; tries--) {
		error = machine_limits(machine, limits, used);
		if (error || !used[DEMOS_LIMIT_MEMORY])
			return error;
		nanosleep(&pause, NULL);
	}
	return -ETIMEDOUT;
}

/* A guest's memory is the machine's no more, and a moment later the host's */
static int create_soon(struct process *p, int machine,
		       const struct program *program, struct guest *guest)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	int tries, error;

	for (tries = SOON / 5; tries; tries--) {
		error = guest_create(p, machine, program, guest);
		if (error != DEMOS_EROOM)
			return error;
		nanosleep(&pause, NULL);
	}
	return error;
}

TEST_F(host, default_limits_fit_the_host)
{
	uint64_t limits[__DEMOS_LIMIT_MAX], used[__DEMOS_LIMIT_MAX];
	struct sysinfo host;
	uint64_t memory;

	ASSERT_OK(sysinfo(&host));
	memory = (uint64_t)host.totalram * host.mem_unit;
	ASSERT_OK(machine_limits(&self->m, limits, used));
	EXPECT_GE(memory / 2, limits[DEMOS_LIMIT_MEMORY]);
	EXPECT_GE(memory / 8, limits[DEMOS_LIMIT_QUEUES]);
	EXPECT_GE(memory / 8, limits[DEMOS_LIMIT_PROCESSES] << 10);
	EXPECT_GE(memory / 8, limits[DEMOS_LIMIT_LINKS] * 40);
	EXPECT_GE(memory / 8, limits[DEMOS_LIMIT_PAIRS] * 256);
}

/* Whatever limits each of the machines has */
TEST_F(host, limits_the_guest_memory_of_all_machines)
{
	const struct program large = Z8001(spin, .more = 15);
	struct demos_ended ended;
	struct guest guests[2];
	struct machine second;
	struct process q;

	ASSERT_OK(machine_make(&second, 2));
	ASSERT_OK(process_attach(&q, &second, "q"));
	ASSERT_OK(set_guest_memory("1"));
	EXPECT_OK(guest_create(&self->p, 1, &large, &guests[0]));
	EXPECT_EQ(DEMOS_EROOM, guest_create(&q, 2, &large, &guests[1]));
	EXPECT_OK(set_guest_memory("4"));
	EXPECT_OK(guest_create(&q, 2, &large, &guests[1]));
	EXPECT_OK(guest_control(&q, &guests[1], DEMOS_OP_KILL));
	EXPECT_OK(guest_ended(&q, &ended));
	EXPECT_OK(until_free(&second));
	EXPECT_OK(set_guest_memory("2"));
	EXPECT_OK(create_soon(&q, 2, &large, &guests[1]));
	EXPECT_OK(set_guest_memory("0"));
	process_close(&q);
	machine_leave(&second);
}

/* Exit status: 0 if root of a user namespace gets the result @expected */
static int try_in_user_namespace(int expected)
{
	struct machine mine;
	struct process process;

	if (setgid(65534) || setuid(65534) || unshare(CLONE_NEWUSER))
		return NO_USER_NAMESPACES;
	if (machine_namespace(&mine))
		return 1;
	if (machine_up(&mine, 5, 0, NULL) != expected)
		return 2;
	if (expected)
		return mine.admin.text[0] ? 0 : 3;
	if (process_attach(&process, &mine, "mine"))
		return 4;
	/* It may not change its own limits on the host's resources */
	return machine_set_limit(&mine, DEMOS_LIMIT_LINKS, 5) == -EPERM ? 0 : 5;
}

static int user_namespace(int expected)
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(try_in_user_namespace(expected));
	return waitpid(child, &status, 0) == child && WIFEXITED(status) ?
	       WEXITSTATUS(status) : -1;
}

TEST_F(host, allows_machines_in_user_namespaces_on_request)
{
	int status = user_namespace(-EPERM);

	if (status == NO_USER_NAMESPACES)
		SKIP(return, "no user namespaces in this kernel");
	EXPECT_EQ(0, status);
	ASSERT_OK(set_parameter(PARAMETERS "userns", "1"));
	EXPECT_EQ(0, user_namespace(0));
	EXPECT_OK(set_parameter(PARAMETERS "userns", "0"));
}

TEST_HARNESS_MAIN
