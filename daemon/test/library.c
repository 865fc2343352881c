// SPDX-License-Identifier: GPL-2.0
/*
 * library [ECHO [MINISYS IMAGE]]: libdemos with a module. Makes this network
 * namespace a machine with servers, and ends it afterwards. ECHO and MINISYS
 * are the examples, IMAGE is a program for MINISYS.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/check.h"
#include "test/library.h"

#define RW		(DEMOS_LINK_READ | DEMOS_LINK_WRITE)
#define MEMORY		(1024 * 1024)

/**
 * library_process() - begin a process of the machine
 * @name: its name
 *
 * Return: its handle; ends the program on failure.
 */
struct demos *library_process(const char *name)
{
	struct demos *demos;
	bool ok = !demos_open(&demos) && !demos_attach(demos, name);

	CHECK(ok);
	if (ok)
		return demos;
	printf("# %s\n", demos_error(demos));
	exit(done());
}

/**
 * library_start() - start a program
 * @program: its name, to be found in $PATH
 *
 * Return: its process id.
 */
pid_t library_start(const char *program)
{
	pid_t pid = fork();

	if (!pid) {
		execlp(program, program, NULL);
		_exit(127);
	}
	CHECK(pid > 0);
	return pid;
}

/**
 * library_introduce() - give a process a link, by way of the switchboard
 * @from: handle of the process
 * @to: handle of the process that the link leads to
 * @name: under which @to registers
 * @wanted: the link
 *
 * Return: the link's name at @from.
 */
__u32 library_introduce(struct demos *from, struct demos *to, const char *name,
			const struct demos_link *wanted)
{
	__u32 link = 0, mine, sb, token;

	CHECK(!demos_link_create(to, wanted, &mine));
	CHECK(!demos_boot_find(to, SOON, &sb));
	CHECK(!demos_sb_register(to, sb, name, mine, &token));
	CHECK(!demos_find(from, name, SOON, &link));
	CHECK(!demos_link_destroy(to, token));
	CHECK(!demos_link_destroy(to, sb));
	return link;
}

static void the_handle_knows_its_process(void)
{
	struct demos *demos;
	__u64 now = demos_time();

	CHECK(!demos_open(&demos));
	CHECK(demos_self(demos) == 0 && demos_here(demos) == 0);
	CHECK(demos_attach(demos, "a-name-that-is-longer-than-allowed") ==
	      -ENAMETOOLONG);
	CHECK(!demos_attach(demos, "self"));
	CHECK(DEMOS_PID_MACHINE(demos_self(demos)) == demos_here(demos));
	CHECK(demos_attach(demos, "again") == -EBUSY);
	CHECK(demos_time() > now && now > 1000000000ULL * 1000000000);
	demos_close(demos);
	demos_close(NULL);
}

static void links_have_rights(void)
{
	const struct demos_link wanted = { .code = 3, .channel = 4,
					   .flags = FREE };
	struct demos *demos = library_process("links");
	struct demos_link body;
	__u32 link, copy;

	CHECK(!demos_link_create(demos, &wanted, &link));
	CHECK(!demos_link_dup(demos, link, DEMOS_LINK_PASS, &copy));
	CHECK(!demos_link_inspect(demos, copy, &body));
	CHECK(body.code == 3 && body.channel == 4 &&
	      body.flags == DEMOS_LINK_PASS &&
	      body.to.pid == demos_self(demos));
	CHECK(demos_link_dup(demos, copy, 0, &link) == -EACCES);
	CHECK(demos_error_result(demos) == DEMOS_OK);
	CHECK(!demos_link_destroy(demos, copy));
	CHECK(demos_link_destroy(demos, copy) == -ENOENT);
	CHECK(demos_link_inspect(demos, copy, &body) == -ENOENT);
	demos_close(demos);
}

static void messages_are_received_by_channel_and_in_time(void)
{
	struct demos_link wanted = { .code = 1, .channel = 1, .flags = FREE };
	const struct demos_outgoing out = { .data = "text", .length = 5 };
	struct demos *demos = library_process("channels");
	static struct demos_incoming in;
	__u32 one, two;

	CHECK(!demos_link_create(demos, &wanted, &one));
	wanted.channel = 2;
	CHECK(!demos_link_create(demos, &wanted, &two));
	CHECK(demos_receive(demos, ~0U, 0, &in) == -ETIME);
	CHECK(!demos_send(demos, one, &out));
	CHECK(demos_receive(demos, 1 << 2, 20, &in) == -ETIME);
	CHECK(!demos_send(demos, two, &out));
	CHECK(!demos_receive(demos, 1 << 2, SOON, &in) && in.channel == 2);
	CHECK(!demos_receive(demos, ~0U, SOON, &in) && in.channel == 1);
	CHECK(in.length == 5 && !strcmp((char *)in.data, "text"));
	demos_close(demos);
}

/* ---- forks */

static bool is_there(struct demos *demos, __u64 pid)
{
	struct demos_process_info info;

	return !demos_process_get(demos, pid, &info);
}

static void count(struct demos *demos, const struct demos_incoming *in,
		  void *arg)
{
	(void)demos;
	(void)in;
	++*(int *)arg;
}

static void child(struct demos *demos)
{
	const struct demos_link wanted = { .flags = FREE };
	struct demos_incoming in;
	int canceled = 0;
	__u32 link;

	if (demos_link_create(demos, &wanted, &link) != -EBADF ||
	    demos_receive(demos, 1, 0, &in) != -EBADF ||
	    demos_dispatch(demos) != -EBADF || demos_fd(demos) != -1)
		_exit(1);
	demos_close(demos);
	if (demos_open(&demos) || demos_attach(demos, "child") ||
	    demos_listen(demos, 1, count, &canceled))
		_exit(2);
	demos_close(demos);
	if (canceled != 1)
		_exit(3);
	pause();
}

static void a_child_inherits_no_process(void)
{
	const struct demos_link wanted = { .flags = FREE };
	struct demos *observer = library_process("observer");
	struct demos *demos = library_process("parent");
	__u64 pid = demos_self(demos);
	struct demos_incoming in;
	__u32 link;
	pid_t pid_of_child = fork();
	int status;
	int i;

	if (!pid_of_child)
		child(demos);
	CHECK(pid_of_child > 0);
	usleep(100000);
	CHECK(!waitpid(pid_of_child, &status, WNOHANG));
	CHECK(!demos_link_create(demos, &wanted, &link));
	CHECK(demos_receive(demos, 1, 0, &in) == -ETIME);
	CHECK(is_there(observer, pid));
	demos_close(demos);
	for (i = 0; i < 500 && is_there(observer, pid); i++)
		usleep(10000);
	CHECK(!is_there(observer, pid));
	CHECK(!kill(pid_of_child, SIGTERM));
	CHECK(waitpid(pid_of_child, &status, 0) == pid_of_child);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	demos_close(observer);
}

/* ---- move data */

static void memory_is_lent(void)
{
	struct demos_link wanted = { .flags = FREE | RW };
	struct demos *lender = library_process("lender");
	struct demos *borrower = library_process("borrower");
	struct demos_memory mine, other;
	unsigned char *bytes = malloc(MEMORY);
	unsigned int seed = 1;
	__u32 link;
	int i;

	CHECK(!demos_memory_create(lender, MEMORY, &mine));
	CHECK(!demos_memory_create(borrower, MEMORY, &other));
	wanted.area = mine.area + 16;
	wanted.length = MEMORY - 16;
	link = library_introduce(borrower, lender, "memory", &wanted);
	for (i = 0; i < MEMORY; i++)
		bytes[i] = rand_r(&seed);

	CHECK(!demos_move_write(borrower, link, 0, bytes, MEMORY - 16));
	CHECK(demos_moved(borrower) == MEMORY - 16);
	CHECK(!memcmp((char *)mine.bytes + 16, bytes, MEMORY - 16));
	memset(bytes, 0, MEMORY);
	CHECK(!demos_move_read(borrower, link, 5, bytes, MEMORY - 21));
	CHECK(!memcmp((char *)mine.bytes + 21, bytes, MEMORY - 21));
	CHECK(!demos_move_read_area(borrower, link, 0, other.area,
				    MEMORY - 16));
	CHECK(!memcmp((char *)mine.bytes + 16, other.bytes, MEMORY - 16));
	memset(other.bytes, 7, MEMORY);
	CHECK(!demos_move_write_area(borrower, link, 3, other.area, 100000));
	CHECK(!memcmp((char *)mine.bytes + 19, other.bytes, 100000));

	/* Past the end: the packets before it are moved, and counted */
	CHECK(demos_move_write(borrower, link, 0, bytes, MEMORY) == -EFAULT);
	CHECK(demos_moved(borrower) == MEMORY - DEMOS_PACKET_MAX);
	CHECK(!memcmp((char *)mine.bytes + 16, bytes,
		      MEMORY - DEMOS_PACKET_MAX));
	CHECK(demos_move_read(borrower, link, ~0U, bytes, 2) == -EFAULT);
	CHECK(demos_moved(borrower) == 0);

	demos_memory_destroy(lender, &mine);
	CHECK(demos_move_read(borrower, link, 0, bytes, 1) == -EFAULT);
	CHECK(demos_error_result(borrower) == DEMOS_EADDRESS);
	demos_close(lender);
	/* A machine that is a process hears of it a little later */
	for (i = 0; i < SOON / 10 && demos_move_read(borrower, link, 0, bytes,
						     1) != -ESRCH; i++)
		usleep(10000);
	CHECK(demos_move_read(borrower, link, 0, bytes, 1) == -ESRCH);
	CHECK(demos_memory_create(borrower, 0, &mine) < 0);
	demos_memory_destroy(borrower, &mine);
	demos_close(borrower);
	munmap(other.bytes, other.size);
	close(other.fd);
	free(bytes);
}

/* ---- guests that are never started */

/* Is a guest listed as exited? If @wanted, waits for that */
static bool has_exited(struct demos *demos, __u32 pm, __u64 pid, bool wanted)
{
	struct demos_managed *guests;
	bool exited = false;
	int tries;
	int count;
	int i;

	for (tries = 0; tries < 100; tries++) {
		count = demos_pm_list(demos, pm, &guests);
		for (i = 0; i < count; i++) {
			if (guests[i].pid == pid)
				exited = guests[i].ended;
		}
		if (count > 0)
			free(guests);
		if (exited || !wanted)
			break;
		usleep(50000);
	}
	return exited;
}

static void a_guest_without_a_creator_is_killed(void)
{
	const struct demos_program program = {
		.model = 2, .name = "waits", .nsegments = 1,
		.segments = { { .pages = 1 } },
	};
	struct demos *observer = library_process("observer");
	struct demos *creator = library_process("creator");
	__u32 pm = 0, own = 0, memory;
	__u64 forgotten, started;

	CHECK(!demos_find(observer, DEMOS_PM_NAME, SOON, &pm));
	CHECK(!demos_find(creator, DEMOS_PM_NAME, SOON, &own));
	CHECK(!demos_pm_create(creator, own, 0, &program, 0, &forgotten,
			       &memory));
	CHECK(!demos_pm_create(creator, own, 0, &program, 0, &started,
			       &memory));
	/* An instruction that jumps to itself */
	CHECK(!demos_move_write(creator, memory, 0, "\xe8\xff", 2));
	CHECK(!demos_pm_start(creator, own, started));
	usleep(100000);
	CHECK(!has_exited(observer, pm, forgotten, false));
	demos_close(creator);
	CHECK(has_exited(observer, pm, forgotten, true));
	CHECK(!has_exited(observer, pm, started, false));
	CHECK(!demos_pm_kill(observer, pm, started));
	CHECK(has_exited(observer, pm, started, true));
	demos_close(observer);
}

static void the_machine_ends(struct demos *demos, pid_t switchboard)
{
	struct demos_machine_info info;
	int status;
	int i;

	/* Only the switchboard is left, once the last one killed has ended */
	for (i = 0; i < SOON / 10; i++) {
		CHECK(!demos_machine_get(demos, &info));
		if (info.processes == 1)
			break;
		usleep(10000);
	}
	CHECK(info.processes == 1 && info.forwards == 0);
	CHECK(!demos_machine_down(demos));
	CHECK(waitpid(switchboard, &status, 0) == switchboard);
	CHECK(WIFEXITED(status));
	demos_close(demos);
}

int main(int argc, char **argv)
{
	struct demos_machine_info info;
	struct demos *demos;
	pid_t switchboard;
	pid_t manager;
	int status;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (demos_open(&demos) || demos_machine_up(demos, 1, 1, 0, &info)) {
		printf("# %s\n", demos_error(demos));
		return 1;
	}
	switchboard = library_start("demos-switchboard");
	the_handle_knows_its_process();
	links_have_rights();
	messages_are_received_by_channel_and_in_time();
	nothing_is_lost_to_a_small_buffer();
	each_thread_has_a_handle();
	a_child_inherits_no_process();
	memory_is_lent();
	wrong_files_are_refused();
	a_name_is_waited_for();
	a_name_is_shared();
	manager = library_start("demos-pm");
	a_guest_without_a_creator_is_killed();
	streams_are_given();
	groups_are_one();
	CHECK(!kill(manager, SIGTERM));
	CHECK(waitpid(manager, &status, 0) == manager && !status);
	if (argc > 1)
		the_example_answers(argv[1]);
	if (argc > 3)
		a_foreign_system_is_served(demos, argv[2], argv[3]);
	the_machine_ends(demos, switchboard);
	return done();
}
