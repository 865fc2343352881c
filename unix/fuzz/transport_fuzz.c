// SPDX-License-Identifier: GPL-2.0
/*
 * Peers that send anything, over socket pairs, to a machine as it is, with its
 * threads and sockets, its door and some programs and guests to talk to. An
 * input is their actions, one after the other. After each action the machine
 * comes to rest, so that the same input does the same again, nearly.
 *
 *		programs 0, 1	(the door)
 *		     |
 *	1 ------ machine 2 ------ 3, 4	liars, by socket pairs
 *		     |
 *		    250			an honest peer, at the end of an input
 *
 * At the end: the honest peer and a program are served. Then the liars are
 * given up, the processes end, and nothing may be left of any of them.
 */
#include <asm/byteorder.h>
#include <errno.h>
#include <linux/demos.h>
#include <linux/module.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/life.h"
#include "core/message.h"
#include "core/process.h"
#include "core/route.h"
#include "dialogue.h"
#include "door/host.h"
#include "host/host.h"
#include "host/pool.h"
#include "liar.h"
#include "net/family.h"
#include "net/port.h"
#include "program.h"
#include "rest.h"
#include "transport/peer.h"
#include "transport/peers.h"
#include "words.h"

#define LIARS		3
#define HONEST		250
#define PROGRAMS	2
/* Answers to the machine's messages in one step */
#define ANSWERS_MOST	64
/* ns in which the machine ends its connections, processes and so on */
#define END_MOST	(30 * NSEC_PER_SEC)

static const u16 ids[LIARS] = { 1, 3, 4 };
static struct liar liars[LIARS];
static struct liar honest;
static struct program programs[PROGRAMS];
static struct program admin;
static struct demos_host *host;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int err = unix_host_init() ?: unix_module_init() ?: unix_ctrl_init();

	/* Idle workers sleep without limit */
	unix_pool_idle_time = U64_MAX / 4;
	if (!err)
		return 0;
	fprintf(stderr, "the module does not begin: %d\n", err);
	exit(1);
}

static void read_all(void)
{
	u32 i;

	for (i = 0; i < LIARS; i++)
		liar_read(&liars[i]);
	liar_read(&honest);
}

static void rest(void)
{
	if (host)
		rest_await();
}

/* Give the machine a connection to a peer. Return: did it take it? */
static bool dial(struct liar *liar, bool expected)
{
	const struct program_attr attrs[] = {
		{ DEMOS_A_SOCKET, 4, 0 },
		{ DEMOS_A_PEER, expected ? 2 : 0, liar->id },
		{ }
	};
	int fds[2];
	int err;

	if (rest_full() && liar != &honest)
		return false;
	assert(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
	err = program_ask_with(&admin, DEMOS_CMD_PEER_CONNECT, attrs, fds[1]);
	close(fds[1]);
	if (err)
		close(fds[0]);
	else
		liar_took(liar, fds[0]);
	return !err;
}

/* Greet as an honest peer does */
static void greet(struct liar *liar, struct input *input)
{
	rest();
	liar_hello(liar, 0, true, 0, input);
	rest();
	if (liar->id > MACHINE || !liar->hello.to)
		return;
	liar_hello(liar, liar->round + 1, true, 0, input);
	liar->round++;
	liar->up = true;
	rest();
}

/* Connect again; the old connection is cut, or stays, and says no more */
static void connect_liar(struct liar *liar, u8 how, struct input *input)
{
	if (how & 4 && liar->fd >= 0)
		liar_leave(liar);
	else
		liar_close(liar);
	if (how & 8)
		rest();
	if (dial(liar, how & 1) && !(how & 2))
		greet(liar, input);
}

static void hello(struct liar *liar, u8 how, struct input *input)
{
	u8 lie = input_u8(input);
	u32 round = how & 2 ? liar->round + (how >> 2 & 3) : 0;

	liar_hello(liar, round, how & 1, lie, input);
	if (round && liar->id < MACHINE && lie < LIE_FLIP) {
		liar->round = round;
		liar->up = true;
	}
}

static void answer(struct liar *liar, u8 how, struct input *input)
{
	u32 most = how & 0x80 ? ANSWERS_MOST : (how & 7) + 1;
	u8 lie = input_u8(input);

	while (most--) {
		if (!dialogue_answer(liar, most ? 0 : lie, input))
			break;
		rest();
	}
	/* The last one was to be a lie, but there was none before */
	liar_ack(liar, false, 0, input);
}

static void raw(struct liar *liar, u8 length, struct input *input)
{
	u8 bytes[256];

	input_take(input, bytes, length);
	liar_send(liar, bytes, length);
}

static void new_life(struct liar *liar, u8 how)
{
	/* Of another life, or of another session in the same one */
	u64 step = how & 16 ? 1 : 1ULL << DEMOS_LIFE_SHIFT;
	u64 incarnation = liar->incarnation + (how & 8 ? -step : step);
	int fd = liar->fd;
	struct rest_socket *sock = liar->rest;

	liar_init(liar, liar->id);
	liar->fd = fd;
	liar->rest = sock;
	liar->incarnation = incarnation;
}

/* A request of a program, which is the administrator's, too */
static void do_program(u8 how, struct input *input)
{
	static const u8 cmds[] = {
		DEMOS_CMD_SEND, DEMOS_CMD_RECEIVE, DEMOS_CMD_MOVE_READ,
		DEMOS_CMD_MOVE_WRITE, DEMOS_CMD_SEND_WAIT,
		DEMOS_CMD_LINK_CREATE, DEMOS_CMD_LINK_DUP,
		DEMOS_CMD_LINK_DESTROY, DEMOS_CMD_LINK_TO_KERNEL,
		DEMOS_CMD_BOOT_SET, DEMOS_CMD_PEER_RESET, DEMOS_CMD_PEER_DEL,
		DEMOS_CMD_PEER_ADD, DEMOS_CMD_AREA_DESTROY,
		DEMOS_CMD_PEER_GET, DEMOS_CMD_LIMITS_SET,
	};
	struct program *program = &programs[how >> 4 & 1];

	program_request(program, cmds[how & 0xf], input);
	program_read(program);
}

/* Pass so many seconds one by one: the peers are silent */
static void pass_seconds(u32 count)
{
	while (count--) {
		rest_jump(1000);
		rest();
	}
}

static void pass_time(u8 how)
{
	static const u32 ms[] = { 1, 30, 1000, 2000, 4000, 10000, 20000 };

	if ((how & 7) < ARRAY_SIZE(ms))
		rest_jump(ms[how & 7]);
	else
		pass_seconds(17);
}

static void act(struct input *input)
{
	u8 what = input_u8(input);
	u8 how = input_u8(input);
	struct liar *liar = &liars[(what & 3) % LIARS];

	switch (what >> 2 & 0xf) {
	case 0:
		liar_ack(liar, how & 1, input_u8(input), input);
		break;
	case 1:
		hello(liar, how, input);
		break;
	case 2:
		connect_liar(liar, how, input);
		break;
	case 3:
		raw(liar, how, input);
		break;
	case 4:
		if (how & 1)
			liar_flush(liar);
		else
			liar_close(liar);
		break;
	case 5:
		if (liar->fd >= 0)
			liar->rest->stalled = how & 1;
		break;
	case 6:
		new_life(liar, how);
		break;
	case 7:
		do_program(how, input);
		break;
	case 8:
		pass_time(how);
		break;
	case 9:
		dialogue_guest(liar, input);
		break;
	case 10:
		dialogue_ask(liar, how, input);
		break;
	case 11:
		dialogue_damage(input);
		break;
	case 12:
	case 13:
		answer(liar, how, input);
		break;
	default:
		words_send(liar, input);
	}
	if (!(what & 0x80))
		rest();
}

static bool is_up(void *arg)
{
	struct liar *liar = arg;

	return liar->up;
}

static bool is_answered(void *arg)
{
	const struct liar_request *answer;

	while ((answer = liar_request(arg)))
		if (answer->data[0] == DEMOS_OP_ANSWER >> 8 &&
		    answer->data[1] == DEMOS_OP_BOOT)
			return true;
	return false;
}

static void must(bool (*done)(void *arg), void *arg, const char *what)
{
	if (rest_until(done, arg, END_MOST))
		return;
	fprintf(stderr, "the machine does not %s\n", what);
	abort();
}

/* A new peer greets, and the machine's kernel answers it */
static void serve_honest(struct input *input)
{
	const struct demos_control said = {
		.op = cpu_to_be16(DEMOS_OP_BOOT),
	};
	struct demos_message *msg;

	liar_init(&honest, HONEST);
	if (!dial(&honest, true))
		abort();
	liar_hello(&honest, 0, true, 0, input);
	must(is_up, &honest, "greet a peer");
	msg = words_message(&honest, sizeof(said));
	memcpy(msg->data, &said, sizeof(said));
	msg->head.from.pid = DEMOS_PID(HONEST, 1);
	msg->nlinks = 1;
	msg->links[0] = (struct demos_link) {
		.to.pid = DEMOS_PID(HONEST, 1),
		.to.machine = HONEST,
		.flags = DEMOS_LINK_REPLY,
	};
	liar_message(&honest, msg, 0, input);
	must(is_answered, &honest, "answer a peer");
	liar_ack(&honest, false, 0, input);
}

static void serve_all(struct input *input)
{
	u32 i;

	for (i = 0; i < LIARS; i++)
		if (liars[i].fd >= 0)
			liars[i].rest->stalled = false;
	rest();
	serve_honest(input);
	if (program_ask(&admin, DEMOS_CMD_MACHINE_GET, NULL))
		abort();
}

static bool is_zero(void *arg)
{
	u64 (*value)(void) = arg;

	return !value();
}

/* Wait until a number is 0; nothing but the machine's own work is needed */
static void await_zero(u64 (*value)(void), const char *what)
{
	if (rest_until(is_zero, value, END_MOST))
		return;
	fprintf(stderr, "left: %s: %llu\n", what, (unsigned long long)value());
	abort();
}

#define LEFT(name, expression)						\
	static u64 name##_left(void) { return expression; }

LEFT(processes, atomic_read(&host->machine.processes))
LEFT(connections, READ_ONCE(host->peers->count))
LEFT(queues, atomic64_read(&host->machine.account.bytes))
LEFT(links, atomic64_read(&host->machine.links.total))
LEFT(pairs, atomic64_read(&host->machine.pairs.total))
LEFT(memory, atomic64_read(&host->machine.memory))
LEFT(arrivals, host->machine.arriving)
LEFT(waiting, atomic_read(&host->machine.waiting))

static int end_process(struct demos_process *process, void *arg)
{
	demos_process_end(process, 0);
	return 0;
}

/* No machine will ever say where a process is that is unsure */
static int keep_unsure(struct demos_process *process, void *arg)
{
	const struct demos_address to = demos_kernel_address(MACHINE);
	const struct demos_op_resolve decision = {
		.op = cpu_to_be16(DEMOS_OP_RESOLVE),
		.keep = cpu_to_be16(1),
		.pid = cpu_to_be64(process->entry.pid),
	};

	if (READ_ONCE(process->unsure))
		demos_message_by_kernel(MACHINE, &to, 0, &decision,
					sizeof(decision), arg);
	return 0;
}

static void resolve_all(void)
{
	LIST_HEAD(out);

	demos_process_each(&host->machine, keep_unsure, &out);
	demos_route_all(&host->machine, &out);
	rest();
}

/* Nothing may be kept for machines that the administrator has given up */
static void give_up_peers(void)
{
	struct demos_peer_info info;
	int err;

	while (!demos_peer_info(host->peers, 0, &info)) {
		err = demos_peer_del(host->peers, info.machine);
		assert(!err);
		rest();
	}
}

static void close_all(void)
{
	u32 i;

	for (i = 0; i < LIARS; i++)
		liar_close(&liars[i]);
	liar_close(&honest);
	liar_close_left();
}

static void end_all(void)
{
	u32 i;

	close_all();
	await_zero(connections_left, "connections");
	give_up_peers();
	resolve_all();
	for (i = 0; i < PROGRAMS; i++) {
		program_end(&programs[i]);
		programs[i].fd = -1;
	}
	demos_process_each(&host->machine, end_process, NULL);
	await_zero(processes_left, "processes");
	await_zero(queues_left, "bytes in queues");
	await_zero(links_left, "links");
	await_zero(pairs_left, "pair records");
	await_zero(memory_left, "guests' memory");
	await_zero(arrivals_left, "arrivals");
	await_zero(waiting_left, "waiting");
}

static void begin(void)
{
	const struct program_attr up[] = {
		{ DEMOS_A_MACHINE, 2, MACHINE },
		{ DEMOS_A_NEXT_LOCAL, 8, WORDS_FIRST },
		{ }
	};
	u32 i;

	rest_begin();
	dialogue_begin();
	for (i = 0; i < PROGRAMS; i++)
		program_begin(&programs[i]);
	program_begin(&admin);
	for (i = 0; i < LIARS; i++)
		liar_init(&liars[i], ids[i]);
	liar_init(&honest, HONEST);
	if (program_ask(&admin, DEMOS_CMD_MACHINE_UP, up))
		abort();
	host = demos_host_get(&init_net);
	rest_watch(host, read_all);
	program_rest = rest;
	program_prepare(&programs[0], &programs[1], MACHINE);
	words_area = programs[0].known[1];
}

static void end(void)
{
	u32 i;

	program_rest = NULL;
	for (i = 0; i < PROGRAMS; i++)
		if (programs[i].fd >= 0)
			program_end(&programs[i]);
	demos_host_put(host);
	host = NULL;
	if (program_ask(&admin, DEMOS_CMD_MACHINE_DOWN, NULL))
		abort();
	program_end(&admin);
	close_all();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input input = { data, size };
	u8 how = input_u8(&input);
	u32 i;

	begin();
	for (i = 0; i < LIARS; i++)
		if (how & 1 << i && dial(&liars[i], how & 8))
			greet(&liars[i], &input);
	if (how & 16)
		dialogue_guest(&liars[0], &input);
	rest();
	while (input.left)
		act(&input);
	serve_all(&input);
	if (!(how & 0x80))
		end_all();
	end();
	return 0;
}
