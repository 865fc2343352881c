// SPDX-License-Identifier: GPL-2.0
/*
 * A machine that goes down slowly, for whatever reason, does not hold up
 * any other machine.
 *
 * A program that lends memory can keep its process from ending: it writes to
 * its memfd from a page that does not come. Until then the write holds the
 * file's lock, and the process's actor, which writes there for a borrower,
 * waits for that lock.
 */
#define _GNU_SOURCE
#include "harness.h"
#include "frame.h"
#include "memory.h"

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* There if the kernel has it */
#define USERFAULTFD	"/proc/sys/vm/unprivileged_userfaultfd"
#define NOT_HELD	"no userfaultfd in this kernel"

#define PAGE	4096
#define SIZE	(16 * PAGE)

/* Milliseconds that a data move needs to get as far as it can */
#define A_WHILE	500

/**
 * struct holder - a thread that holds the lock of a file
 * @uffd: userfaultfd that @page is registered with
 * @page: does not come before it is released
 * @file: the file
 * @thread: writes @page to the file
 */
struct holder {
	int uffd;
	void *page;
	int file;
	pthread_t thread;
};

static void *hold(void *arg)
{
	struct holder *holder = arg;

	return pwrite(holder->file, holder->page, PAGE, 0) == PAGE ? NULL : arg;
}

static int missing_page(struct holder *holder)
{
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_api api = { .api = UFFD_API };

	holder->uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	if (holder->uffd < 0)
		return -errno;
	holder->page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	range.range.start = (uintptr_t)holder->page;
	range.range.len = PAGE;
	if (holder->page == MAP_FAILED ||
	    ioctl(holder->uffd, UFFDIO_API, &api) ||
	    ioctl(holder->uffd, UFFDIO_REGISTER, &range))
		return -errno;
	return 0;
}

/* When it returns the lock of @file is held */
static int hold_file(struct holder *holder, int file)
{
	struct pollfd fault = { .events = POLLIN };
	int error = missing_page(holder);

	if (error)
		return error;
	holder->file = file;
	error = -pthread_create(&holder->thread, NULL, hold, holder);
	if (error)
		return error;
	fault.fd = holder->uffd;
	return poll(&fault, 1, SOON) == 1 ? 0 : -ETIMEDOUT;
}

static int release_file(struct holder *holder)
{
	struct uffdio_zeropage zero = {
		.range = { .start = (uintptr_t)holder->page, .len = PAGE },
	};
	void *failed;

	if (ioctl(holder->uffd, UFFDIO_ZEROPAGE, &zero))
		return -errno;
	if (pthread_join(holder->thread, &failed) || failed)
		return -EIO;
	close(holder->uffd);
	return 0;
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

static int come_up(struct machine *machine)
{
	return machine_up(machine, machine->id, 0, NULL);
}

static int come_back(struct machine *machine)
{
	int error = machine_down(machine);

	return error ? error : come_up(machine);
}

/* Have a process of its own do something with a machine */
static pid_t start(int (*what)(struct machine *machine),
		   const struct machine *machine)
{
	struct machine own = *machine;
	pid_t pid = fork();

	if (pid)
		return pid;
	if (machine_enter(&own) || client_open(&own.admin))
		_exit(255);
	_exit(-what(&own));
}

/* Return: as what was started did; -ETIMEDOUT, -EINTR: it was killed */
static int finish(pid_t pid, int ms)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	uint64_t end = now_ms() + ms;
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		if (now_ms() > end)
			return -ETIMEDOUT;
		nanosleep(&pause, NULL);
	}
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

FIXTURE(slow_down)
{
	struct machine slow, other;
	struct process lender, borrower;
	struct memory memory;
	struct holder holder;
	bool held;
};

/* If @held, the lender's actor waits for the lock of its memory */
FIXTURE_SETUP(slow_down)
{
	const struct timespec pause = { .tv_nsec = A_WHILE * 1000000 };
	uint32_t own, link, seq;
	struct nl_msg *msg;

	ASSERT_OK(machine_make(&self->other, 2));
	ASSERT_OK(machine_make(&self->slow, 1));
	ASSERT_OK(process_attach(&self->lender, &self->slow, "lender"));
	ASSERT_OK(process_attach(&self->borrower, &self->slow, "borrower"));
	ASSERT_OK(memory_make(&self->lender, &self->memory, SIZE));
	ASSERT_OK(link_create_area(&self->lender,
				   DEMOS_LINK_WRITE | DEMOS_LINK_PASS,
				   self->memory.area, SIZE, &own));
	ASSERT_OK(link_exchange(&self->lender, &self->borrower, own, &link));
	self->held = !access(USERFAULTFD, F_OK);
	if (!self->held)
		return;
	ASSERT_OK(hold_file(&self->holder, self->memory.fd));
	msg = client_request(&self->borrower.client, DEMOS_CMD_MOVE_WRITE, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	nla_put_u32(msg, DEMOS_A_OFFSET, PAGE);
	nla_put(msg, DEMOS_A_DATA, 4, "held");
	ASSERT_OK(client_send(&self->borrower.client, msg, &seq));
	nanosleep(&pause, NULL);
}

FIXTURE_TEARDOWN(slow_down)
{
	machine_leave(&self->slow);
	machine_leave(&self->other);
}

TEST_F(slow_down, leaves_other_machines_alone)
{
	pid_t slow;

	if (!self->held)
		SKIP(return, NOT_HELD);
	slow = start(machine_down, &self->slow);
	ASSERT_EQ(-ETIMEDOUT, finish(slow, A_WHILE));
	EXPECT_EQ(0, finish(start(come_back, &self->other), SOON / 4));
	ASSERT_OK(release_file(&self->holder));
	EXPECT_EQ(0, finish(slow, SOON));
}

TEST_F(slow_down, comes_up_only_after_its_end)
{
	uint64_t first, second;
	pid_t down, up;

	if (!self->held)
		SKIP(return, NOT_HELD);
	ASSERT_OK(machine_show(&self->slow, DEMOS_A_INCARNATION, &first));
	down = start(machine_down, &self->slow);
	ASSERT_EQ(-ETIMEDOUT, finish(down, A_WHILE));
	EXPECT_EQ(-ENONET, machine_show(&self->slow, DEMOS_A_MACHINE,
					&second));
	up = start(come_up, &self->slow);
	EXPECT_EQ(-ETIMEDOUT, finish(up, NEVER));
	ASSERT_OK(release_file(&self->holder));
	EXPECT_EQ(0, finish(down, SOON));
	EXPECT_EQ(0, finish(up, SOON));
	ASSERT_OK(machine_show(&self->slow, DEMOS_A_INCARNATION, &second));
	EXPECT_LT(first, second);
}

TEST_F(slow_down, can_be_left_to_itself)
{
	pid_t first, second;

	if (!self->held)
		SKIP(return, NOT_HELD);
	first = start(machine_down, &self->slow);
	ASSERT_EQ(-ETIMEDOUT, finish(first, A_WHILE));
	ASSERT_EQ(0, kill(first, SIGKILL));
	EXPECT_EQ(-EINTR, finish(first, SOON / 4));
	/* It goes down all the same, and once only */
	second = start(machine_down, &self->slow);
	EXPECT_EQ(-ETIMEDOUT, finish(second, NEVER));
	ASSERT_OK(release_file(&self->holder));
	EXPECT_EQ(-ENONET, finish(second, SOON));
	EXPECT_OK(machine_up(&self->slow, 1, 0, NULL));
}

/* How many namespaces end at once */
#define TOGETHER	16

/*
 * A machine whose peer, played by the test, does not acknowledge: it has a
 * second's time to do so when the machine goes down. Nothing but @machine
 * holds the namespace.
 */
static int make_slow(struct machine *machine, struct liar *liar, int home)
{
	struct process process;
	struct demos_hello hello;
	struct frame frame;
	uint32_t link;
	int error;

	error = machine_make(machine, 1);
	if (!error)
		error = process_attach(&process, machine, "talker");
	if (!error && setns(home, CLONE_NEWNET))
		error = -errno;
	if (!error)
		error = liar_meet(liar, machine, 2);
	if (error)
		return error;
	liar_hello(liar, &hello);
	error = liar_say_hello(liar, &hello);
	if (!error)
		error = link_to_kernel(&process, 2, &link);
	if (!error)
		error = process_say(&process, link, "unheard", 7);
	do {
		error = error ? error : frame_read(liar->fd, &frame);
	} while (!error && frame.genl.cmd != DEMOS_CMD_MESSAGE);
	process_close(&process);
	return error;
}

FIXTURE(namespaces)
{
	struct machine machines[TOGETHER];
	struct liar liars[TOGETHER];
};

FIXTURE_SETUP(namespaces)
{
	int home, i;

	ASSERT_EQ(0, unshare(CLONE_NEWNET));
	home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, home);
	for (i = 0; i < TOGETHER; i++)
		ASSERT_OK(make_slow(&self->machines[i], &self->liars[i],
				    home));
	close(home);
}

FIXTURE_TEARDOWN(namespaces)
{
	int i;

	for (i = 0; i < TOGETHER; i++)
		close(self->liars[i].fd);
}

static bool hangs_up(const struct liar *liar)
{
	struct pollfd hung_up = { .fd = liar->fd, .events = POLLRDHUP };

	return poll(&hung_up, 1, 2 * SOON) == 1;
}

TEST_F_TIMEOUT(namespaces, end_beside_each_other, LONG_TEST)
{
	uint64_t begun = now_ms();
	int i;

	for (i = 0; i < TOGETHER; i++)
		machine_leave(&self->machines[i]);
	for (i = 0; i < TOGETHER; i++)
		ASSERT_TRUE(hangs_up(&self->liars[i]));
	EXPECT_GT(TOGETHER * 1000 / 2, now_ms() - begun)
		TH_LOG("%llu ms", (unsigned long long)(now_ms() - begun));
}

/* Nothing but the namespaces waits for machines that go down already */
TEST_F_TIMEOUT(namespaces, wait_for_their_machines, LONG_TEST)
{
	pid_t down;
	int i;

	for (i = 0; i < TOGETHER; i++) {
		down = start(machine_down, &self->machines[i]);
		if (finish(down, NEVER) == -ETIMEDOUT) {
			kill(down, SIGKILL);
			EXPECT_EQ(-EINTR, finish(down, SOON / 4));
		}
		machine_leave(&self->machines[i]);
	}
	for (i = 0; i < TOGETHER; i++)
		ASSERT_TRUE(hangs_up(&self->liars[i]));
}

TEST_HARNESS_MAIN
