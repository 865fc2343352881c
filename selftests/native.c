// SPDX-License-Identifier: GPL-2.0
/*
 * Native processes: a program that reads slowly, has little room or forks loses
 * no message, and one that is killed leaves nothing behind.
 */
#define _GNU_SOURCE
#include "harness.h"
#include "memory.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FREE		(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define RW		(DEMOS_LINK_READ | DEMOS_LINK_WRITE)
#define CREDITS		32
#define CREDITS_MAX	1024	/* most that the module keeps for a process */

/* The full number if DEMOS_LONG is set, else as many as take a minute */
#define MESSAGES	(getenv("DEMOS_LONG") ? 100000 : 20000)
#define KILLS		(getenv("DEMOS_LONG") ? 500 : 100)

FIXTURE(native)
{
	struct machine m[2];
	struct process a;	/* on machine 1 */
	struct process b;	/* on machine 1 or 2 */
	uint32_t link;		/* from a to b */
};

FIXTURE_VARIANT(native)
{
	int machines;
};

FIXTURE_VARIANT_ADD(native, local)
{
	.machines = 1,
};

FIXTURE_VARIANT_ADD(native, remote)
{
	.machines = 2,
};

FIXTURE_SETUP(native)
{
	uint32_t link;

	ASSERT_OK(machine_lan(self->m, variant->machines));
	ASSERT_OK(process_attach(&self->a, &self->m[0], "a"));
	ASSERT_OK(process_attach(&self->b, &self->m[variant->machines - 1],
				 "b"));
	ASSERT_OK(link_create(&self->b, 7, 0, FREE, &link));
	ASSERT_OK(link_exchange(&self->b, &self->a, link, &self->link));
}

FIXTURE_TEARDOWN(native)
{
	int i;

	process_close(&self->a);
	process_close(&self->b);
	for (i = 0; i < variant->machines; i++)
		machine_leave(&self->m[i]);
}

static int shrink(const struct client *client)
{
	int size = 1;

	return setsockopt(client_fd(client), SOL_SOCKET, SO_RCVBUF, &size,
			  sizeof(size));
}

/* Send, and wait if flow control requires it */
static int say(struct process *process, uint32_t link, const void *data,
	       size_t length)
{
	const struct letter letter = {
		.link = link,
		.data = data,
		.length = length,
	};

	return process_send_patiently(process, &letter);
}

/* Send numbered messages of all lengths, while nobody reads them */
static int send_round(struct process *from, uint32_t link, uint32_t first)
{
	static uint32_t data[DEMOS_DATA_MAX / 4];
	uint32_t number;
	int error = 0;

	for (number = first; number < first + CREDITS && !error; number++) {
		data[0] = number;
		error = say(from, link, data,
			    4 + number * 61 % (DEMOS_DATA_MAX - 4));
	}
	return error;
}

static int post_round(struct process *to, uint32_t *credits)
{
	int error = 0;
	int i;

	for (i = 0; i < CREDITS && !error; i++)
		error = process_post(to, 1, -1, &credits[i]);
	return error;
}

static int read_round(struct process *to, const uint32_t *credits,
		      uint32_t first)
{
	static struct message message;
	uint32_t got;
	int error;
	int i;

	for (i = 0; i < CREDITS; i++) {
		error = process_await(to, credits[i], SOON, &message);
		if (error)
			return error;
		memcpy(&got, message.data, sizeof(got));
		if (got != first + i || message.head.code != 7 ||
		    message.length != 4 + got * 61 % (DEMOS_DATA_MAX - 4))
			return -EBADMSG;
	}
	return 0;
}

TEST_F_TIMEOUT(native, a_small_buffer_loses_nothing, 2 * LONG_TEST)
{
	const uint32_t messages = MESSAGES / variant->machines;
	uint32_t credits[CREDITS];
	struct demos_link body;
	uint32_t first;
	uint32_t own;

	ASSERT_EQ(0, shrink(&self->b.client));
	ASSERT_OK(link_create(&self->b, 1, 1, FREE, &own));
	for (first = 0; first < messages; first += CREDITS) {
		ASSERT_OK(post_round(&self->b, credits));
		ASSERT_OK(send_round(&self->a, self->link, first));
		/* Its answer comes at once, past the unread messages */
		ASSERT_OK(link_inspect(&self->b, own, &body));
		ASSERT_EQ(0, read_round(&self->b, credits, first))
			TH_LOG("from %u on", first);
		if (first % 1000 < CREDITS)
			ASSERT_EQ(0, shrink(&self->b.client));
	}
}

TEST_F(native, too_many_credits_are_refused)
{
	uint32_t credits[CREDITS_MAX + 1];
	struct message message;
	int i;

	for (i = 0; i <= CREDITS_MAX; i++)
		ASSERT_OK(process_post(&self->b, 1, -1, &credits[i]));
	EXPECT_REFUSED(DEMOS_EROOM,
		       process_await(&self->b, credits[CREDITS_MAX], SOON,
				     &message));
	for (i = 0; i < CREDITS_MAX; i++) {
		ASSERT_OK(say(&self->a, self->link, &i, sizeof(i)));
		ASSERT_OK(process_await(&self->b, credits[i], SOON,
					&message));
		ASSERT_EQ(0, memcmp(message.data, &i, sizeof(i)));
	}
}

/* Send until flow control refuses. Return: how many were sent */
static int fill(struct process *process, uint32_t link)
{
	static char data[DEMOS_DATA_MAX];
	int count = 0;

	while (!process_say(process, link, data, sizeof(data)) &&
	       count < MESSAGES)
		count++;
	return count;
}

TEST_F(native, a_blocked_sender_is_told_when_there_is_room)
{
	static struct message message;
	uint32_t seq, own;
	int sent;
	int i;

	ASSERT_OK(process_ask_to_send(&self->a, self->link, &seq));
	EXPECT_EQ(0, process_may_send(&self->a, seq, SOON));
	sent = fill(&self->a, self->link);
	EXPECT_LT(0, sent);
	EXPECT_REFUSED(DEMOS_EFULL,
		       process_say(&self->a, self->link, "x", 1));
	ASSERT_OK(process_ask_to_send(&self->a, self->link, &seq));
	EXPECT_EQ(-ETIMEDOUT, process_may_send(&self->a, seq, NEVER));
	/* Other receivers are not affected */
	ASSERT_OK(link_create(&self->a, 1, 1, FREE, &own));
	ASSERT_OK(process_say(&self->a, own, "x", 1));
	for (i = 0; i < sent; i++)
		ASSERT_OK(process_receive(&self->b, 1, SOON, &message));
	EXPECT_EQ(0, process_may_send(&self->a, seq, SOON));
	ASSERT_OK(process_say(&self->a, self->link, "x", 1));
	EXPECT_EQ(0, process_receive(&self->b, 1, SOON, &message));

	/* Waiting over a link that is gone is refused */
	fill(&self->a, self->link);
	ASSERT_OK(process_ask_to_send(&self->a, self->link, &seq));
	ASSERT_OK(link_destroy(&self->a, self->link));
	ASSERT_OK(process_ask_to_send(&self->a, self->link, &seq));
	EXPECT_EQ(DEMOS_ENOLINK, process_may_send(&self->a, seq, SOON));
}

TEST_F(native, a_dead_receiver_blocks_nobody)
{
	uint32_t seq;

	fill(&self->a, self->link);
	ASSERT_OK(process_ask_to_send(&self->a, self->link, &seq));
	EXPECT_EQ(-ETIMEDOUT, process_may_send(&self->a, seq, NEVER));
	process_close(&self->b);
	EXPECT_LE(0, process_may_send(&self->a, seq, SOON));
	ASSERT_OK(process_attach(&self->b, &self->m[0], "another"));
}

/* A socket with a buffer of any size becomes a process */
TEST_F(native, a_small_socket_attaches)
{
	struct answer *answer;
	struct client client;
	struct nl_msg *msg;

	ASSERT_EQ(0, machine_enter(&self->m[0]));
	ASSERT_OK(client_open(&client));
	ASSERT_EQ(0, shrink(&client));
	msg = client_request(&client, DEMOS_CMD_ATTACH, 0);
	nla_put_string(msg, DEMOS_A_NAME, "small");
	ASSERT_OK(client_ask(&client, msg, &answer));
	free(answer);
	msg = client_request(&client, DEMOS_CMD_ATTACH, 0);
	nla_put_string(msg, DEMOS_A_NAME, "again");
	EXPECT_EQ(-EBUSY, client_ask(&client, msg, NULL));
	client_close(&client);
}

/* Wait until there are at most @most processes. Return: how many there are */
static uint64_t processes(struct machine *machine, uint64_t most)
{
	uint64_t count = UINT64_MAX;
	int i;

	for (i = 0; i < SOON / 10; i++) {
		if (machine_show(machine, DEMOS_A_PROCESSES, &count) ||
		    count <= most)
			break;
		usleep(10000);
	}
	return count;
}

/* The process lives as long as any program has its socket open */
TEST_F(native, a_process_ends_with_its_sockets_last_user)
{
	struct machine *m = &self->m[0];
	uint64_t before = processes(m, UINT64_MAX);
	struct process third;
	int status;
	pid_t child;

	ASSERT_OK(process_attach(&third, m, "third"));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		pause();
		_exit(0);
	}
	process_close(&third);
	usleep(NEVER * 1000);
	EXPECT_EQ(before + 1, processes(m, before + 1));
	ASSERT_EQ(0, kill(child, SIGKILL));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(before, processes(m, before));
}

/* ---- Killed at any moment */

/* A program that does anything, for ever, until it is killed */
struct victim {
	struct process process;
	struct memory memory;
	uint32_t survivor;	/* link to the survivor */
	uint32_t lent;		/* its memory */
	unsigned int seed;
};

static void victim_send(struct victim *victim)
{
	struct process *p = &victim->process;
	struct demos_reply reply = { .code = 1, .channel = 2 };
	uint32_t links[2] = { 0 };
	struct letter letter = {
		.link = victim->survivor,
		.data = victim->memory.bytes,
		.length = rand_r(&victim->seed) % DEMOS_DATA_MAX,
		.links = links,
		.nlinks = rand_r(&victim->seed) % 3,
		.reply = rand_r(&victim->seed) % 2 ? &reply : NULL,
	};

	if (letter.nlinks)
		link_create_area(p, FREE | RW | DEMOS_LINK_NOTIFY,
				 victim->memory.area, 4096, &links[0]);
	if (letter.nlinks > 1)
		link_create(p, 5, 3, FREE, &links[1]);
	process_send(p, &letter);
}

static void victim_move(struct victim *victim)
{
	static uint8_t bytes[DEMOS_PACKET_MAX];
	struct process *p = &victim->process;
	uint32_t seq;
	int command = rand_r(&victim->seed) % 2 ? DEMOS_CMD_MOVE_READ :
						  DEMOS_CMD_MOVE_WRITE;

	if (rand_r(&victim->seed) % 2)
		memory_move_begin(p, command, victim->lent, 0,
				  victim->memory.area, victim->memory.size,
				  &seq);
	else
		process_read(p, victim->lent, 0, bytes, sizeof(bytes));
}

static void victim_receive(struct victim *victim)
{
	static struct message message;
	uint32_t credit;

	process_post(&victim->process, 0xff, -1, &credit);
	process_receive(&victim->process, 0xff, 0, &message);
}

static void victim_memory(struct victim *victim)
{
	uint32_t area, link;

	if (area_create(&victim->process, victim->memory.fd, 0, 4096, &area))
		return;
	link_create_area(&victim->process, RW, area, 100, &link);
	if (rand_r(&victim->seed) % 2)
		area_destroy(&victim->process, area);
}

static void victim_live(struct victim *victim)
{
	for (;;) {
		switch (rand_r(&victim->seed) % 4) {
		case 0:
			victim_send(victim);
			break;
		case 1:
			victim_move(victim);
			break;
		case 2:
			victim_receive(victim);
			break;
		case 3:
			victim_memory(victim);
			break;
		}
	}
}

/* The boot link leads to the survivor; a first message requests memory */
static void victim_run(const struct machine *machine, uint16_t survivor,
		       unsigned int seed)
{
	const struct demos_control boot = { .op = htons(DEMOS_OP_BOOT) };
	static struct victim victim;
	struct letter letter = { 0 };
	static struct message answer;
	struct process *p = &victim.process;
	uint32_t kernel;

	victim.seed = seed;
	if (process_attach(p, machine, "victim") ||
	    memory_make(p, &victim.memory, 1 << 19) ||
	    link_to_kernel(p, survivor, &kernel) ||
	    process_control(p, kernel, &boot, sizeof(boot), &answer) ||
	    answer.nlinks != 1)
		_exit(1);
	victim.survivor = answer.links[0];
	letter.link = victim.survivor;
	if (process_call(p, &letter, &answer) || answer.nlinks != 1)
		_exit(1);
	victim.lent = answer.links[0];
	victim_live(&victim);
}

/* Take all messages; lend memory to a victim that asks for it */
static int survive(struct process *p, const struct memory *memory, int ms)
{
	static struct message message;
	struct letter letter = { .nlinks = 1 };
	uint32_t link;
	unsigned int i;
	int error;

	error = process_receive(p, 1, ms, &message);
	if (error)
		return error;
	if (message.nlinks == 1 && !message.length) {
		error = link_create_area(p, FREE | RW, memory->area,
					 memory->size, &link);
		letter.link = message.links[0];
		letter.links = &link;
		if (!error && process_send(p, &letter))
			error = link_destroy(p, link);
		/* A reply link is used up; any other is destroyed here */
		link_destroy(p, message.links[0]);
		return error;
	}
	for (i = 0; i < message.nlinks && !error; i++)
		error = link_destroy(p, message.links[i]);
	return error;
}

static int kill_one(struct process *p, const struct memory *memory,
		    const struct machine *machine, unsigned int *seed)
{
	unsigned int us = rand_r(seed) % 40000;
	pid_t child = fork();
	int status;
	int error;

	if (child < 0)
		return -errno;
	if (!child)
		victim_run(machine, DEMOS_PID_MACHINE(p->pid), *seed);
	error = survive(p, memory, us / 1000);
	usleep(us % 1000);
	kill(child, SIGKILL);
	if (waitpid(child, &status, 0) != child || WIFEXITED(status))
		return -ECHILD;
	while (!error)
		error = survive(p, memory, 0);
	return error == DEMOS_ETIME ? 0 : error;
}

static int set_boot(struct process *p)
{
	struct nl_msg *msg;
	uint32_t link;
	int error;

	error = link_create(p, 0, 0, FREE, &link);
	if (error)
		return error;
	msg = client_request(&p->client, DEMOS_CMD_BOOT_SET, 0);
	nla_put_u32(msg, DEMOS_A_LINK, link);
	return client_ask(&p->client, msg, NULL);
}

/* Is nothing left of the dead? */
static bool is_clean(struct machine *machine, const struct process *p,
		     struct demos_process_info *info)
{
	return !process_info(machine, p->pid, info) && !info->pairs &&
	       !info->queued && !info->held && !info->links;
}

TEST_F_TIMEOUT(native, a_killed_program_leaves_nothing_behind, 2 * LONG_TEST)
{
	struct machine *there = &self->m[variant->machines - 1];
	struct machine *here = &self->m[0];
	struct demos_process_info info;
	struct memory memory;
	unsigned int seed = 5;
	struct process p;
	uint64_t count;
	int error;
	int i;

	process_close(&self->a);
	process_close(&self->b);
	ASSERT_OK(process_attach(&p, here, "survivor"));
	ASSERT_OK(memory_make(&p, &memory, 1 << 19));
	ASSERT_OK(set_boot(&p));
	for (i = 0; i < KILLS; i++)
		ASSERT_EQ(0, kill_one(&p, &memory, there, &seed))
			TH_LOG("victim %d", i);
	for (i = 0; i < SOON / 10 && !is_clean(here, &p, &info); i++) {
		error = survive(&p, &memory, 10);
		ASSERT_TRUE(!error || error == DEMOS_ETIME);
	}
	EXPECT_EQ(0, info.pairs);
	EXPECT_EQ(0, info.queued);
	EXPECT_EQ(0, info.held);
	EXPECT_EQ(0, info.links);
	EXPECT_EQ(1, processes(here, 1));
	EXPECT_EQ(variant->machines == 1, processes(there, 0));
	for (i = 0; i < variant->machines; i++) {
		ASSERT_OK(machine_show(&self->m[i], DEMOS_A_FORWARDS,
				       &count));
		EXPECT_EQ(0, count);
	}
	memory_free(&memory);
	process_close(&p);
	ASSERT_OK(process_attach(&self->a, here, "a"));
	ASSERT_OK(process_attach(&self->b, there, "b"));
}

TEST_HARNESS_MAIN
