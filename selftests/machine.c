// SPDX-License-Identifier: GPL-2.0
/*
 * A network namespace becomes a machine, is shown, and ceases to be one.
 */
#define _GNU_SOURCE
#include "harness.h"

#include <poll.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

FIXTURE(machine)
{
	struct machine m;
};

FIXTURE_SETUP(machine)
{
	ASSERT_OK(machine_namespace(&self->m));
}

FIXTURE_TEARDOWN(machine)
{
	machine_leave(&self->m);
}

TEST_F(machine, a_namespace_is_not_one_at_first)
{
	struct process process;
	uint64_t value;

	EXPECT_GT(0, machine_show(&self->m, DEMOS_A_MACHINE, &value));
	EXPECT_GT(0, machine_down(&self->m));
	EXPECT_GT(0, process_attach(&process, &self->m, "early"));
}

TEST_F(machine, up_is_answered_like_get)
{
	struct answer *answer;
	uint32_t id, count;
	uint64_t value;

	ASSERT_OK(machine_up(&self->m, 3, 0, &answer));
	ASSERT_NE(NULL, answer);
	EXPECT_EQ(0, answer_u32(answer, DEMOS_A_MACHINE, &id));
	EXPECT_EQ(3, id);
	EXPECT_EQ(0, answer_u64(answer, DEMOS_A_INCARNATION, &value));
	EXPECT_NE(0, value);
	EXPECT_EQ(0, answer_u64(answer, DEMOS_A_NEXT_LOCAL, &value));
	EXPECT_NE(0, value);
	EXPECT_EQ(0, answer_u32(answer, DEMOS_A_PROCESSES, &count));
	EXPECT_EQ(0, count);
	EXPECT_EQ(0, answer_u32(answer, DEMOS_A_FORWARDS, &count));
	EXPECT_EQ(0, count);
	free(answer);

	EXPECT_EQ(0, machine_show(&self->m, DEMOS_A_MACHINE, &value));
	EXPECT_EQ(3, value);
}

TEST_F(machine, a_second_up_is_refused)
{
	uint64_t value;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	EXPECT_EQ(-EEXIST, machine_up(&self->m, 4, 0, NULL));
	EXPECT_NE(NULL, strstr(self->m.admin.text, "is machine 3 already"));
	EXPECT_STRNE("", self->m.admin.text);
	EXPECT_GT(0, machine_up(&self->m, 3, 0, NULL));
	EXPECT_EQ(0, machine_show(&self->m, DEMOS_A_MACHINE, &value));
	EXPECT_EQ(3, value);
}

TEST_F(machine, bad_ids_are_refused)
{
	uint64_t value;

	EXPECT_GT(0, machine_up(&self->m, 0, 0, NULL));
	EXPECT_GT(0, machine_up(&self->m, DEMOS_MACHINE_MAX + 1, 0, NULL));
	EXPECT_GT(0, machine_show(&self->m, DEMOS_A_MACHINE, &value));
	EXPECT_EQ(0, machine_up(&self->m, DEMOS_MACHINE_MAX, 0, NULL));
}

TEST_F(machine, a_missing_id_is_refused)
{
	struct nl_msg *msg;

	msg = client_request(&self->m.admin, DEMOS_CMD_MACHINE_UP, 0);
	EXPECT_GT(0, client_ask(&self->m.admin, msg, NULL));
}

TEST_F(machine, down_ends_its_processes)
{
	struct process process;
	struct message message;
	uint32_t credit;
	uint32_t link;
	uint64_t value;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	ASSERT_OK(process_attach(&process, &self->m, "doomed"));
	ASSERT_OK(link_create(&process, 1, 0, DEMOS_LINK_DUP, &link));
	ASSERT_OK(process_post(&process, ALL_CHANNELS, -1, &credit));
	ASSERT_OK(machine_down(&self->m));
	EXPECT_GT(0, machine_show(&self->m, DEMOS_A_MACHINE, &value));
	EXPECT_GT(0, process_say(&process, link, "x", 1));
	EXPECT_GT(0, machine_down(&self->m));
	/* The wait must end, but its result is not specified. */
	process_await(&process, credit, NEVER, &message);
	process_close(&process);
}

TEST_F(machine, comes_back_with_a_new_incarnation)
{
	uint64_t first, second;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	ASSERT_OK(machine_show(&self->m, DEMOS_A_INCARNATION, &first));
	ASSERT_OK(machine_down(&self->m));
	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	ASSERT_OK(machine_show(&self->m, DEMOS_A_INCARNATION, &second));
	EXPECT_NE(first, second);
}

/* As after a reboot with a clock that is a day behind */
TEST_F(machine, new_life_is_later_than_the_one_given)
{
	const uint64_t day = 86400000000000ULL;
	uint64_t first, second, third;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	ASSERT_OK(machine_show(&self->m, DEMOS_A_INCARNATION, &first));
	ASSERT_OK(machine_down(&self->m));
	ASSERT_OK(machine_up_after(&self->m, 3, first + day));
	ASSERT_OK(machine_show(&self->m, DEMOS_A_INCARNATION, &second));
	EXPECT_LT(first + day, second);
	EXPECT_GT(first + day + day, second);
	ASSERT_OK(machine_down(&self->m));
	/* It holds for that machine only; and an old life changes nothing */
	ASSERT_OK(machine_up_after(&self->m, 4, 1));
	ASSERT_OK(machine_show(&self->m, DEMOS_A_INCARNATION, &third));
	EXPECT_LT(first, third);
	EXPECT_GT(first + day, third);
	ASSERT_OK(machine_down(&self->m));
	EXPECT_EQ(-ERANGE, machine_up_after(&self->m, 3, 0));
	EXPECT_EQ(-ERANGE, machine_up_after(&self->m, 3, UINT64_MAX));
}

/* Two machines are handed a connection; the first hangs up. */
static bool refuses(struct machine *machine, struct machine *other)
{
	struct pollfd hung_up = { .events = POLLRDHUP };
	int error, fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		return false;
	hung_up.fd = dup(fd[1]);
	error = peer_hand_in(machine, fd[0], other->id);
	if (!error)
		error = peer_hand_in(other, fd[1], machine->id);
	if (!error && poll(&hung_up, 1, SOON) != 1)
		error = -ETIMEDOUT;
	close(hung_up.fd);
	close(fd[0]);
	close(fd[1]);
	return !error && machine_counter(machine, DEMOS_C_REFUSED_LIFE);
}

TEST_F(machine, reconnects_after_its_clock_was_set_back)
{
	const uint64_t day = 86400000000000ULL;
	struct machine other;
	uint64_t life;

	ASSERT_OK(machine_make(&other, 4));
	ASSERT_OK(machine_show(&other, DEMOS_A_INCARNATION, &life));
	ASSERT_OK(machine_up_after(&self->m, 3, life + day));
	ASSERT_OK(machine_show(&self->m, DEMOS_A_INCARNATION, &life));
	ASSERT_OK(peer_join(&self->m, &other));
	ASSERT_OK(machine_down(&self->m));
	/* A machine without its last incarnation seems to be an earlier life */
	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	EXPECT_TRUE(refuses(&other, &self->m));
	ASSERT_OK(machine_down(&self->m));
	ASSERT_OK(machine_up_after(&self->m, 3, life));
	EXPECT_OK(peer_join(&self->m, &other));
	ASSERT_OK(machine_down(&self->m));
	machine_leave(&other);
}

TEST_F(machine, local_numbers_are_not_reused)
{
	struct process first, second;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	ASSERT_OK(process_attach(&first, &self->m, "first"));
	ASSERT_OK(machine_down(&self->m));
	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	ASSERT_OK(process_attach(&second, &self->m, "second"));
	EXPECT_EQ(3, DEMOS_PID_MACHINE(second.pid));
	EXPECT_LT(first.pid, second.pid);
	process_close(&first);
	process_close(&second);
}

TEST_F(machine, begins_at_the_local_number_it_is_given)
{
	const uint64_t next = 0x123456789aULL;
	struct process process;
	uint64_t value;

	ASSERT_OK(machine_up(&self->m, 3, next, NULL));
	ASSERT_OK(process_attach(&process, &self->m, "numbered"));
	EXPECT_EQ(DEMOS_PID(3, next), process.pid);
	ASSERT_OK(machine_show(&self->m, DEMOS_A_NEXT_LOCAL, &value));
	EXPECT_EQ(next + 1, value);
	process_close(&process);
}

TEST_F(machine, shows_its_processes)
{
	struct demos_process_info info;
	struct process process;
	struct watch watch;
	uint64_t count;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	ASSERT_OK(watch_open(&watch, &self->m));
	ASSERT_OK(process_attach(&process, &self->m, "visible"));
	ASSERT_OK(machine_show(&self->m, DEMOS_A_PROCESSES, &count));
	EXPECT_EQ(1, count);
	ASSERT_OK(process_info(&self->m, process.pid, &info));
	EXPECT_EQ(process.pid, info.pid);
	EXPECT_EQ(DEMOS_STATE_NATIVE, info.state);
	EXPECT_STREQ("visible", info.name);
	EXPECT_EQ(0, info.moves);
	EXPECT_EQ(0, info.model);
	EXPECT_GT(0, process_info(&self->m, process.pid + 1, &info));

	process_close(&process);
	ASSERT_OK(watch_for(&watch, DEMOS_EVENT_EXITED, process.pid, 0, NULL));
	EXPECT_GT(0, process_info(&self->m, process.pid, &info));
	/* It is counted until all others have been told */
	EXPECT_OK(machine_until(&self->m, DEMOS_A_PROCESSES, 0));

	ASSERT_OK(machine_down(&self->m));
	EXPECT_OK(watch_for(&watch, DEMOS_EVENT_MACHINE_DOWN, 0, 0, NULL));
}

static int see_pid(const struct answer *answer, void *arg)
{
	struct demos_process_info info;
	uint64_t *want = arg;
	int error;

	error = answer_copy(answer, DEMOS_A_PROCESS, &info, sizeof(info));
	if (!error && info.pid == want[0])
		want[1]++;
	return error;
}

TEST_F(machine, lists_its_processes)
{
	struct process many[40];
	struct nl_msg *msg;
	uint64_t seen[2];
	int i;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	for (i = 0; i < 40; i++)
		ASSERT_OK(process_attach(&many[i], &self->m, "one of many"));
	for (i = 0; i < 40; i += 13) {
		seen[0] = many[i].pid;
		seen[1] = 0;
		msg = client_request(&self->m.admin, DEMOS_CMD_PROCESS_GET,
				     NLM_F_DUMP);
		EXPECT_LE(40, client_dump(&self->m.admin, msg, see_pid, seen));
		EXPECT_EQ(1, seen[1]);
	}
	for (i = 0; i < 40; i++)
		process_close(&many[i]);
}

TEST_F(machine, a_socket_is_one_process)
{
	struct process process;
	struct nl_msg *msg;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	ASSERT_OK(process_attach(&process, &self->m, "once"));
	msg = client_request(&process.client, DEMOS_CMD_ATTACH, 0);
	nla_put_string(msg, DEMOS_A_NAME, "twice");
	EXPECT_GT(0, client_ask(&process.client, msg, NULL));
	process_close(&process);
}

TEST_F(machine, kernel_calls_need_a_process)
{
	struct process nobody = { .client = self->m.admin };
	uint32_t link;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	EXPECT_GT(0, link_create(&nobody, 1, 0, DEMOS_LINK_DUP, &link));
	EXPECT_STRNE("", nobody.client.text);
	EXPECT_GT(0, process_say(&nobody, 1, "x", 1));
}

TEST_F(machine, a_name_that_is_too_long_is_refused)
{
	char name[DEMOS_NAME_MAX + 1] = "";
	struct process process;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	memset(name, 'n', DEMOS_NAME_MAX);
	EXPECT_GT(0, process_attach(&process, &self->m, name));
	name[DEMOS_NAME_MAX - 1] = '\0';
	EXPECT_EQ(0, process_attach(&process, &self->m, name));
	process_close(&process);
}

TEST_F(machine, is_confined_to_its_namespace)
{
	struct machine other;
	uint64_t value;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	ASSERT_OK(machine_make(&other, 3));
	ASSERT_OK(machine_down(&self->m));
	EXPECT_EQ(0, machine_show(&other, DEMOS_A_MACHINE, &value));
	machine_leave(&other);
}

/* Commands for administrators are refused to others. */
static int try_unprivileged(struct machine *machine)
{
	struct process process;
	int wrong = 0;

	if (setgid(65534) || setuid(65534))
		return 100;
	wrong += machine_down(machine) >= 0;
	wrong += peer_command(machine, DEMOS_CMD_PEER_ADD, 9) >= 0;
	wrong += process_attach(&process, machine, "nobody") >= 0;
	return wrong;
}

TEST_F(machine, takes_orders_from_administrators_only)
{
	uint64_t value;
	int status;
	pid_t pid;

	ASSERT_OK(machine_up(&self->m, 3, 0, NULL));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(try_unprivileged(&self->m));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, machine_show(&self->m, DEMOS_A_MACHINE, &value));
}

TEST_HARNESS_MAIN
