// SPDX-License-Identifier: GPL-2.0
/*
 * library [ECHO [MINISYS IMAGE]]: libdemos with a module. Makes this network
 * namespace a machine with servers, and ends it afterwards. ECHO and MINISYS
 * are the examples, IMAGE is a program for MINISYS.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/demos.h"
#include "test/check.h"

#define FREE		(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define RW		(DEMOS_LINK_READ | DEMOS_LINK_WRITE)
#define SOON		20000
#define MESSAGES	20000
#define THREADS		8
#define CALLS		200
#define MEMORY		(1024 * 1024)

static struct demos *process(const char *name)
{
	struct demos *demos;
	bool ok = !demos_open(&demos) && !demos_attach(demos, name);

	CHECK(ok);
	if (ok)
		return demos;
	printf("# %s\n", demos_error(demos));
	exit(done());
}

/* A link to @to for @from, by way of the switchboard */
static __u32 introduce(struct demos *from, struct demos *to, const char *name,
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
	struct demos *demos = process("links");
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
	struct demos *demos = process("channels");
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

/* ---- a receiver with a small buffer and an event loop */

struct flood {
	__u32 next;
	bool wrong;
};

static void flooded(struct demos *demos, const struct demos_incoming *in,
		    void *arg)
{
	struct flood *flood = arg;
	__u32 number;

	memcpy(&number, in->data, sizeof(number));
	if (in->error || number != flood->next++ ||
	    in->length != 4 + number % 4000)
		flood->wrong = true;
	/* Now and then make a request that is answered at once */
	if (in->nlinks && demos_link_destroy(demos, in->links[0]))
		flood->wrong = true;
}

static void *flood_send(void *arg)
{
	static __u32 data[DEMOS_DATA_MAX / 4];
	struct demos_outgoing out = { .data = data };
	const struct demos_link wanted = { .flags = FREE };
	struct demos *demos = arg;
	__u32 link;
	int err;

	err = demos_find(demos, "flood", SOON, &link);
	for (data[0] = 0; data[0] < MESSAGES && !err; data[0]++) {
		out.length = 4 + data[0] % 4000;
		out.nlinks = data[0] % 100 == 0;
		if (out.nlinks)
			err = demos_link_create(demos, &wanted, &out.links[0]);
		if (!err)
			err = demos_send(demos, link, &out);
	}
	if (err)
		printf("# message %u: %s\n", data[0], demos_error(demos));
	return err ? arg : NULL;
}

static void nothing_is_lost_to_a_small_buffer(void)
{
	const struct demos_link wanted = { .flags = FREE };
	struct demos *receiver = process("flood");
	struct demos *sender = process("sender");
	struct pollfd input = { .fd = demos_fd(receiver), .events = POLLIN };
	struct flood flood = { 0 };
	__u32 mine, sb, token;
	int smallest = 1;
	pthread_t thread;
	void *wrong;

	CHECK(!demos_link_create(receiver, &wanted, &mine));
	CHECK(!demos_boot_find(receiver, SOON, &sb));
	CHECK(!demos_sb_register(receiver, sb, "flood", mine, &token));
	CHECK(!setsockopt(demos_fd(receiver), SOL_SOCKET, SO_RCVBUF,
			  &smallest, sizeof(smallest)));
	CHECK(!demos_listen(receiver, 1, flooded, &flood));
	CHECK(!pthread_create(&thread, NULL, flood_send, sender));
	while (flood.next < MESSAGES && !flood.wrong) {
		if (demos_dispatch(receiver) < 0)
			break;
		if (flood.next < MESSAGES && poll(&input, 1, SOON) <= 0)
			break;
	}
	CHECK(flood.next == MESSAGES);
	CHECK(!flood.wrong);
	CHECK(!pthread_join(thread, &wrong) && !wrong);
	demos_close(sender);
	demos_close(receiver);
}

/* ---- threads: each has a handle, all call one another */

struct worker {
	pthread_t thread;
	struct demos *demos;
	__u32 next;		/* link to the next one */
	unsigned int served;
	unsigned int answers;
	bool held_up;
	bool wrong;
};

static void serve(struct demos *demos, const struct demos_incoming *in,
		  void *arg)
{
	const struct demos_outgoing out = { .data = in->data,
					    .length = in->length };
	struct worker *worker = arg;

	if (in->error || !in->nlinks ||
	    demos_send(demos, in->links[0], &out))
		worker->wrong |= in->error != -ECANCELED;
	else
		worker->served++;
}

static void answered(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct worker *worker = arg;

	(void)demos;
	worker->answers += !in->error && in->length == sizeof(unsigned int);
}

static void may_call(struct demos *demos, const struct demos_incoming *in,
		     void *arg)
{
	struct worker *worker = arg;

	(void)demos;
	worker->held_up = false;
	worker->wrong |= in->error && in->error != -ECANCELED;
}

/* Too many calls are on their way: serve others meanwhile */
static void hold_up(struct worker *worker)
{
	worker->held_up = true;
	worker->wrong |= demos_send_wait_post(worker->demos, worker->next,
					      may_call, worker) < 0;
	while (worker->held_up && !worker->wrong)
		worker->wrong |= demos_wait(worker->demos, SOON) <= 0;
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	unsigned int calls = 0;
	const struct demos_outgoing out = { .data = &calls,
					    .length = sizeof(calls) };
	int err;

	while (calls < CALLS && !worker->wrong) {
		err = demos_call_post(worker->demos, worker->next, &out,
				      answered, worker);
		if (err == -EAGAIN)
			hold_up(worker);
		else if (err)
			worker->wrong = true;
		else
			calls++;
	}
	while (!worker->wrong &&
	       (worker->answers < CALLS || worker->served < CALLS))
		worker->wrong |= demos_wait(worker->demos, SOON) <= 0;
	return NULL;
}

static void each_thread_has_a_handle(void)
{
	const struct demos_link wanted = { .flags = FREE };
	struct worker workers[THREADS] = { 0 };
	int i;

	for (i = 0; i < THREADS; i++) {
		workers[i].demos = process("worker");
		CHECK(!demos_listen(workers[i].demos, 1, serve, &workers[i]));
	}
	for (i = 0; i < THREADS; i++)
		workers[i].next = introduce(workers[i].demos,
					    workers[(i + 1) % THREADS].demos,
					    "worker", &wanted);
	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&workers[i].thread, NULL, work,
				      &workers[i]));
	for (i = 0; i < THREADS; i++) {
		CHECK(!pthread_join(workers[i].thread, NULL));
		CHECK(!workers[i].wrong);
	}
	for (i = 0; i < THREADS; i++) {
		demos_close(workers[i].demos);
		CHECK(workers[i].served == CALLS);
	}
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
	struct demos *observer = process("observer");
	struct demos *demos = process("parent");
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
	struct demos *lender = process("lender");
	struct demos *borrower = process("borrower");
	struct demos_memory mine, other;
	unsigned char *bytes = malloc(MEMORY);
	unsigned int seed = 1;
	__u32 link;
	int i;

	CHECK(!demos_memory_create(lender, MEMORY, &mine));
	CHECK(!demos_memory_create(borrower, MEMORY, &other));
	wanted.area = mine.area + 16;
	wanted.length = MEMORY - 16;
	link = introduce(borrower, lender, "memory", &wanted);
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

/* The example of the documentation, built with the installed library */
static pid_t start(const char *program)
{
	pid_t pid = fork();

	if (!pid) {
		execlp(program, program, NULL);
		_exit(127);
	}
	CHECK(pid > 0);
	return pid;
}

static void the_example_answers(const char *program)
{
	const struct demos_outgoing out = { .data = "hello", .length = 6 };
	struct demos *demos = process("caller");
	static struct demos_incoming in;
	pid_t server = start(program);
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
	struct demos *observer = process("observer");
	struct demos *creator = process("creator");
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

static void a_foreign_system_is_served(struct demos *demos,
				       const char *program, const char *image)
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
	switchboard = start("demos-switchboard");
	the_handle_knows_its_process();
	links_have_rights();
	messages_are_received_by_channel_and_in_time();
	nothing_is_lost_to_a_small_buffer();
	each_thread_has_a_handle();
	a_child_inherits_no_process();
	memory_is_lent();
	manager = start("demos-pm");
	a_guest_without_a_creator_is_killed();
	CHECK(!kill(manager, SIGTERM));
	CHECK(waitpid(manager, &status, 0) == manager && !status);
	if (argc > 1)
		the_example_answers(argv[1]);
	if (argc > 3)
		a_foreign_system_is_served(demos, argv[2], argv[3]);
	the_machine_ends(demos, switchboard);
	return done();
}
