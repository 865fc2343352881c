// SPDX-License-Identifier: GPL-2.0
/*
 * Dialogues of liars with the machine under test. A liar takes a guest that the
 * machine sends to it, and keeps its state; and it sends that state back, as it
 * is, or damaged.
 */
#include <asm/byteorder.h>

#include "core/message.h"
#include "core/move.h"
#include "dialogue.h"
#include "program.h"
#include "words.h"

#define PART_MOST	0x10000

/**
 * struct state - a guest that a liar has, or takes
 * @pid: its identifier
 * @moves: how often it has moved, this time included
 * @sizes: bytes of each part, by enum demos_region
 * @parts: the parts
 */
static struct state {
	u64 pid;
	u32 moves;
	u32 sizes[__DEMOS_REGION_MAX];
	u8 parts[__DEMOS_REGION_MAX][PART_MOST];
} state;

/* Where the count of moves is in the resident state */
#define AT_MOVES	2

/* A packet of a part: pull() gave it the part's number as its name */
static void keep(const u8 *data, u32 length)
{
	const struct demos_op_data *said = (const void *)data;
	u32 region = be32_to_cpu(said->transfer);
	u32 at = be32_to_cpu(said->address);

	if (length <= sizeof(*said) || region >= __DEMOS_REGION_MAX)
		return;
	length -= sizeof(*said);
	if (at < PART_MOST && length <= PART_MOST - at)
		memcpy(state.parts[region] + at, said + 1, length);
}

/**
 * dialogue_begin() - forget the guest of the last input
 */
void dialogue_begin(void)
{
	memset(&state, 0, sizeof(state));
	liar_packet = keep;
}

static void to_kernel(struct liar *liar, const void *data, u32 length,
		      u32 flags, u8 lie, struct input *input)
{
	struct demos_message *msg = words_message(liar, length);

	msg->head.flags = flags;
	memcpy(msg->data, data, length);
	liar_message(liar, msg, lie, input);
}

static void migration(struct liar *liar, u16 op, u16 result, u8 lie,
		      struct input *input)
{
	const struct demos_op_migration said = {
		.op = cpu_to_be16(op),
		.result = cpu_to_be16(result),
		.pid = cpu_to_be64(state.pid),
		.moves = cpu_to_be32(state.moves),
		.control = cpu_to_be16(3),
	};

	to_kernel(liar, &said, sizeof(said), 0, lie, input);
}

/* Request the next packet of a part, or the next part; then: it is here */
static void pull(struct liar *liar, u32 region, u32 at, u8 lie,
		 struct input *input)
{
	struct demos_op_pull said = {
		.op = cpu_to_be16(DEMOS_OP_PULL),
		.pid = cpu_to_be64(state.pid),
	};
	u32 size;

	if (region < __DEMOS_REGION_MAX && at >= state.sizes[region]) {
		region++;
		at = 0;
	}
	if (region >= __DEMOS_REGION_MAX) {
		migration(liar, DEMOS_OP_ESTABLISHED, 0, lie, input);
		return;
	}
	size = min_t(u32, state.sizes[region] - at, DEMOS_MOVE_PACKET);
	said.region = cpu_to_be16(region);
	said.transfer = cpu_to_be32(region);
	said.address = cpu_to_be32(at);
	said.length = cpu_to_be32(size);
	to_kernel(liar, &said, sizeof(said), DEMOS_F_BULK, lie, input);
}

static u32 part_size(__be32 size)
{
	return min_t(u32, be32_to_cpu(size), PART_MOST);
}

/* The machine asks whether a guest may come */
static void hear_ask(struct liar *liar, const struct liar_request *request,
		     u8 lie, struct input *input)
{
	const struct demos_op_ask *asked = (const void *)request->data;

	state.pid = be64_to_cpu(asked->pid);
	state.moves = be32_to_cpu(asked->moves);
	state.sizes[DEMOS_REGION_RESIDENT] = part_size(asked->resident);
	state.sizes[DEMOS_REGION_SWAPPABLE] = part_size(asked->swappable);
	state.sizes[DEMOS_REGION_PROGRAM] = part_size(asked->program);
	if (lie >= 0x80 && lie < LIE_FLIP)
		migration(liar, DEMOS_OP_REFUSE, lie & 0x1f, 0, input);
	else
		pull(liar, DEMOS_REGION_RESIDENT, 0, lie, input);
}

/* A packet, as pull() has requested it */
static void hear_data(struct liar *liar, const struct liar_request *request,
		      u8 lie, struct input *input)
{
	const struct demos_op_data *said = (const void *)request->data;

	pull(liar, be32_to_cpu(said->transfer), be32_to_cpu(said->address) +
	     be32_to_cpu(said->length), lie, input);
}

/* Answer a packet: the same name and address */
static void answer_packet(struct liar *liar, const struct liar_request *request,
			  u16 op, const u8 *bytes, u32 length, u8 lie,
			  struct input *input)
{
	const struct demos_op_pull *asked = (const void *)request->data;
	struct demos_op_data said = {
		.op = cpu_to_be16(op),
		.result = cpu_to_be16(lie >= 0x80 && lie < LIE_FLIP ?
				      lie & 0xf : 0),
		.transfer = asked->transfer,
		.address = asked->address,
		.length = cpu_to_be32(length),
	};
	struct demos_message *msg;

	if (op == DEMOS_OP_PUSHED)
		bytes = NULL;
	msg = words_message(liar, sizeof(said) + (bytes ? length : 0));
	memcpy(msg->data, &said, sizeof(said));
	if (bytes)
		memcpy(msg->data + sizeof(said), bytes, length);
	msg->head.flags = request->head.flags & ~DEMOS_F_KERNEL;
	msg->head.to = request->head.from;
	if (!demos_pid_is_kernel(msg->head.to.pid))
		msg->head.flags |= DEMOS_F_KERNEL;
	liar_message(liar, msg, lie, input);
}

static void hear_pull(struct liar *liar, const struct liar_request *request,
		      u8 lie, struct input *input)
{
	const struct demos_op_pull *asked = (const void *)request->data;
	u32 region = be16_to_cpu(asked->region) % __DEMOS_REGION_MAX;
	u32 at = be32_to_cpu(asked->address) % PART_MOST;
	u32 length = min_t(u32, be32_to_cpu(asked->length), PART_MOST - at);

	answer_packet(liar, request, DEMOS_OP_DATA, state.parts[region] + at,
		      min_t(u32, length, DEMOS_PACKET_MAX), lie, input);
}

/* The machine has it: send a message that waited, and let it go */
static void hear_established(struct liar *liar, u8 lie, struct input *input)
{
	struct demos_message *msg = words_message(liar, 8);

	memset(msg->data, 1, 8);
	msg->head.to.pid = state.pid;
	msg->head.to.moves = state.moves;
	msg->head.from.pid = words_pid(liar, 8, NULL);
	msg->head.flags = DEMOS_F_PENDING;
	msg->head.via = liar->id;
	msg->head.number = 1;
	liar_message(liar, msg, lie, input);
	migration(liar, DEMOS_OP_CLEANED, 0, 0, input);
}

/* Say that all messages of a process so far were read, or answer */
static void hear_process(struct liar *liar, const struct liar_request *request,
			 u8 lie, struct input *input)
{
	const struct demos_op_credit said = {
		.op = cpu_to_be16(DEMOS_OP_CREDIT),
		.kernel = cpu_to_be16(!!(request->head.flags & DEMOS_F_KERNEL)),
		.pid = cpu_to_be64(request->head.to.pid),
		.read = cpu_to_be64(request->head.number),
		.bytes = cpu_to_be64(request->head.number * 16),
	};
	struct demos_message *msg;

	if (!request->nlinks) {
		msg = words_message(liar, sizeof(said));
		memcpy(msg->data, &said, sizeof(said));
		msg->head.to = request->head.from;
		msg->head.flags = DEMOS_F_KERNEL;
	} else {
		msg = words_message(liar, 44);
		memset(msg->data, 0, 44);
		demos_message_address(msg, &request->link);
		msg->head.from.pid = request->head.to.pid;
		if (lie >= 0x80 && lie < LIE_FLIP)
			msg->data[1] = lie & 3;
	}
	msg->head.to.machine = MACHINE;
	liar_message(liar, msg, lie, input);
}

/**
 * dialogue_answer() - answer the oldest message of the machine
 * @liar: the peer
 * @lie: as for liar_frame(); 0x80 to LIE_FLIP - 1: refuse
 * @input: details of the lie
 *
 * Return: false: there was none.
 */
bool dialogue_answer(struct liar *liar, u8 lie, struct input *input)
{
	const struct liar_request *request = liar_request(liar);

	if (!request)
		return false;
	if (demos_pid_is_kernel(request->head.from.pid) ||
	    request->head.flags & DEMOS_F_BULK) {
		switch (request->data[0] << 8 | request->data[1]) {
		case DEMOS_OP_ASK:
			hear_ask(liar, request, lie, input);
			break;
		case DEMOS_OP_DATA:
			hear_data(liar, request, lie, input);
			break;
		case DEMOS_OP_PULL:
			hear_pull(liar, request, lie, input);
			break;
		case DEMOS_OP_PUSH:
			answer_packet(liar, request, DEMOS_OP_PUSHED, NULL,
				      request->length -
				      sizeof(struct demos_op_data), lie, input);
			break;
		case DEMOS_OP_ESTABLISHED:
			hear_established(liar, lie, input);
			break;
		}
	} else if (request->head.number) {
		hear_process(liar, request, lie, input);
	}
	return true;
}

static void patch(u32 at, u64 value, u32 size)
{
	u8 *bytes = state.parts[DEMOS_REGION_RESIDENT] + at;

	for (; size; size--, value >>= 8)
		bytes[size - 1] = value;
}

/* The guest left that machine last: the trail is at the end of its state */
static void add_to_trail(u16 machine)
{
	u32 size = state.sizes[DEMOS_REGION_SWAPPABLE];
	__be16 last = cpu_to_be16(machine);

	if (size >= sizeof(last))
		memcpy(state.parts[DEMOS_REGION_SWAPPABLE] + size -
		       sizeof(last), &last, sizeof(last));
}

/**
 * dialogue_ask() - ask the machine to take a guest
 * @liar: the peer
 * @how: 0: the one that was taken from the machine; bits: 0, 1: it has another
 *       identifier; 2: it was here
 * @input: the lie in the request
 */
void dialogue_ask(struct liar *liar, u8 how, struct input *input)
{
	struct demos_op_ask said = {
		.op = cpu_to_be16(DEMOS_OP_ASK),
		.version = cpu_to_be16(5),
	};

	state.moves++;
	if (how & 1)
		state.pid = words_pid(liar, 6 + (how >> 1 & 1), NULL);
	if (how & 4)
		add_to_trail(liar->id);
	patch(AT_MOVES, state.moves, 4);
	patch(AT_MOVES + 4, state.pid, 8);
	said.pid = cpu_to_be64(state.pid);
	said.moves = cpu_to_be32(state.moves);
	said.resident = cpu_to_be32(state.sizes[DEMOS_REGION_RESIDENT]);
	said.swappable = cpu_to_be32(state.sizes[DEMOS_REGION_SWAPPABLE]);
	said.program = cpu_to_be32(state.sizes[DEMOS_REGION_PROGRAM]);
	to_kernel(liar, &said, sizeof(said), 0, input_u8(input), input);
}

/**
 * dialogue_damage() - change the state of the guest that was taken
 * @input: how
 */
void dialogue_damage(struct input *input)
{
	u32 region = input_u8(input) % __DEMOS_REGION_MAX;
	u32 at = input_u8(input);

	at |= input_u8(input) << 8;
	if (!region) {
		state.sizes[1 + at % 3] += (s8)input_u8(input);
		state.sizes[1 + at % 3] %= PART_MOST;
	} else {
		state.parts[region][at] = input_u8(input);
	}
}

/* Register and immediate value; a system call */
static u8 *load(u8 *at, u8 reg, u16 value)
{
	const u8 code[] = { 0x21, reg, value >> 8, value };

	memcpy(at, code, sizeof(code));
	return at + sizeof(code);
}

static u8 *call(u8 *at, u8 number)
{
	const u8 code[] = { 0x7f, number };

	memcpy(at, code, sizeof(code));
	return at + sizeof(code);
}

static u8 *some_call(u8 *at, struct input *input)
{
	u8 number = DEMOS_SC_EXIT + input_u8(input) % 15;
	u8 how = input_u8(input);
	u8 value = input_u8(input);

	at = load(at, 0, 0);
	at = load(at, 1, how & 7);
	at = load(at, 2, number == DEMOS_SC_LINK_CREATE ? how >> 4 : 0);
	at = load(at, 3, number >= DEMOS_SC_LINK_CREATE &&
		  number < DEMOS_SC_MOVE_READ ? value : 0x400);
	at = load(at, 4, number == DEMOS_SC_SEND ? value * 8 : 0);
	at = load(at, 5, number >= DEMOS_SC_MOVE_READ ? value :
		  how >> 3 & 3);
	at = load(at, 6, number == DEMOS_SC_RECEIVE ? 0xffff : 0);
	at = load(at, 7, number >= DEMOS_SC_MOVE_READ ? value * 4 :
		  how >> 5);
	at = load(at, 9, value);
	at = load(at, 11, 0x400);
	at = load(at, 12, 256);
	at = load(at, 13, how >> 5);
	return call(at, number == DEMOS_SC_EXIT + 13 ? value : number);
}

/* Some calls; then, for ever: receive, and send over the link that came */
static u32 make_program(u8 *program, struct input *input)
{
	static const u8 answer[] = {
		0x94, 0x60,	/* LDL RR0,RR6 */
	};
	u8 calls = input_u8(input) & 3;
	u8 *at = program;
	u8 *loop;

	while (calls--)
		at = some_call(at, input);
	loop = at;
	at = load(load(at, 3, 0x400), 4, 256);
	at = load(load(at, 6, 0xffff), 7, 0xffff);
	at = load(load(at, 8, 0xffff), 9, 0xffff);
	at = call(at, DEMOS_SC_RECEIVE);
	memcpy(at, answer, sizeof(answer));
	at = load(load(at + sizeof(answer), 3, 0x400), 4, 16);
	at = call(load(at, 5, DEMOS_SC_NOWAIT), DEMOS_SC_SEND);
	at[0] = 0xe8;	/* JR loop */
	at[1] = (loop - at - 2) / 2;
	return at + 2 - program;
}

static void put_guest_link(struct demos_link *link, u64 pid, u16 flags,
			   u32 length)
{
	*link = (struct demos_link) {
		.to.pid = pid,
		.to.machine = DEMOS_PID_MACHINE(pid),
		.flags = flags,
		.length = length,
	};
}

static void create(struct liar *liar, struct input *input)
{
	struct {
		struct demos_op_create create;
		struct demos_op_segment segment;
	} __packed said = {
		.create.op = cpu_to_be16(DEMOS_OP_CREATE),
		.create.model = 2,
		.create.segments = 1,
		.create.sp = cpu_to_be32(0x7fe),
		.create.name = "guest",
		.segment.pages = cpu_to_be16(8),
	};
	struct demos_message *msg = words_message(liar, sizeof(said));
	u64 own = words_pid(liar, 8, NULL);

	memcpy(msg->data, &said, sizeof(said));
	msg->head.from.pid = own;
	msg->nlinks = 4;
	put_guest_link(&msg->links[0], own, DEMOS_LINK_REPLY, 0);
	put_guest_link(&msg->links[1], own, DEMOS_LINK_PASS, 0);
	put_guest_link(&msg->links[2], own, DEMOS_LINK_DUP | DEMOS_LINK_PASS |
		       DEMOS_LINK_READ | DEMOS_LINK_WRITE, 0x10000);
	put_guest_link(&msg->links[3], words_pid(liar, 0, NULL),
		       DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_READ |
		       DEMOS_LINK_WRITE, 6000);
	msg->links[3].area = words_area;
	liar_message(liar, msg, 0, input);
}

static void push(struct liar *liar, u64 pid, const u8 *program, u32 length)
{
	const struct demos_op_data said = {
		.op = cpu_to_be16(DEMOS_OP_PUSH),
		.length = cpu_to_be32(length),
	};
	struct demos_message *msg = words_message(liar, sizeof(said) + length);

	memcpy(msg->data, &said, sizeof(said));
	memcpy(msg->data + sizeof(said), program, length);
	msg->head.to.pid = pid;
	msg->head.flags = DEMOS_F_BULK | DEMOS_F_KERNEL;
	liar_message(liar, msg, 0, NULL);
}

/**
 * dialogue_guest() - make a guest, and let it run
 * @liar: the peer, which is up
 * @input: which of the guests it becomes, and its program
 */
void dialogue_guest(struct liar *liar, struct input *input)
{
	const struct demos_control resume = {
		.op = cpu_to_be16(DEMOS_OP_RESUME),
	};
	u8 which = 2 + input_u8(input) % 4;
	u8 program[4 * 50 + 50];
	struct demos_message *msg;
	u32 length = make_program(program, input);

	create(liar, input);
	program_rest();		/* until there is a process to talk to */
	push(liar, words_pid(liar, which, NULL), program, length);
	msg = words_message(liar, sizeof(resume));
	memcpy(msg->data, &resume, sizeof(resume));
	msg->head.to.pid = words_pid(liar, which, NULL);
	msg->head.from.pid = words_pid(liar, 8, NULL);
	msg->head.flags = DEMOS_F_KERNEL;
	msg->head.number = ++liar->sent[0][which][1];
	liar_message(liar, msg, 0, input);
}
