// SPDX-License-Identifier: GPL-2.0
/*
 * The examples of libdemos, built with the installed library.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/check.h"
#include "test/library.h"

void the_example_answers(const char *program)
{
	const struct demos_outgoing out = { .data = "hello", .length = 6 };
	struct demos *demos = library_process("caller");
	static struct demos_incoming in;
	pid_t server = library_start(program);
	__u32 link = 0;
	int status;
	int err;

	CHECK(!demos_find(demos, "echo", SOON, &link));
	CHECK(!demos_call(demos, link, &out, SOON, &in));
	CHECK(in.length == 6 && !memcmp(in.data, "hello", 6));
	CHECK(!kill(server, SIGKILL));
	CHECK(waitpid(server, &status, 0) == server);
	err = demos_call(demos, link, &out, SOON, &in);
	/* Its queue ends with it */
	CHECK(err == -ESRCH || err == -EPIPE);
	demos_close(demos);
}

/* ---- personality: a guest of a small foreign system, on two machines */

#define LINES	60

/* Another machine, in another namespace, joined with this one; its socket */
static struct demos *second_machine(struct demos *first, int ours)
{
	struct demos_machine_info info;
	struct demos *second;
	int ends[2];

	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	CHECK(!unshare(CLONE_NEWNET));
	CHECK(!demos_open(&second));
	CHECK(!demos_machine_up(second, 2, 1, 0, &info));
	CHECK(!setns(ours, CLONE_NEWNET));
	CHECK(!demos_peer_connect(second, ends[1], 1));
	CHECK(!demos_peer_connect(first, ends[0], 2));
	close(ends[0]);
	close(ends[1]);
	return second;
}

/* Start a personality that reads and writes pipes, and moves its guest */
static pid_t start_system(const char *program, const char *image, int in,
			  int out)
{
	pid_t pid = fork();

	if (!pid) {
		dup2(in, STDIN_FILENO);
		dup2(out, STDOUT_FILENO);
		execlp(program, program, image, "2", "1", NULL);
		_exit(127);
	}
	CHECK(pid > 0);
	return pid;
}

static bool say_and_hear(int to, int from, int line)
{
	char said[32], heard[32], wanted[32];
	int length = snprintf(said, sizeof(said), "this is line %d\n", line);
	ssize_t got;

	snprintf(wanted, sizeof(wanted), "THIS IS LINE %d\n", line);
	if (write(to, said, length) != length)
		return false;
	got = read(from, heard, sizeof(heard));
	return got == length && !memcmp(heard, wanted, length);
}

void a_foreign_system_is_served(struct demos *demos, const char *program,
				const char *image)
{
	int ours = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct demos *second = second_machine(demos, ours);
	struct demos_machine_info info;
	int in[2], out[2];
	int status;
	pid_t pid;
	int i;

	CHECK(!pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC));
	pid = start_system(program, image, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	for (i = 0; i < LINES; i++)
		CHECK(say_and_hear(in[1], out[0], i));
	close(in[1]);
	close(out[0]);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && !WEXITSTATUS(status));
	CHECK(!demos_machine_get(second, &info));
	CHECK(info.counters[DEMOS_C_MIGRATED_IN] > 1);
	CHECK(info.counters[DEMOS_C_MIGRATED_OUT] > 1);
	CHECK(info.counters[DEMOS_C_FOREIGN] > 1);
	CHECK(!demos_machine_down(second));
	demos_close(second);
	CHECK(!demos_peer_del(demos, 2));
	close(ours);
}
