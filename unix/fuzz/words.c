// SPDX-License-Identifier: GPL-2.0
/*
 * Messages that liars send. A table describes the data of each operation;
 * each field takes a byte of the input: most values of it choose something that
 * exists, or is small; the last ones, any value, which follows.
 */
#include <asm/byteorder.h>

#include "core/image.h"
#include "core/message.h"
#include "words.h"

#define ANY	0xf0	/* from here on: any value follows */

/* The message before its data: header, addresses */
enum {
	PLAIN, TO_PROCESS, NEWS, REQUEST, TO_KERNEL, BULK, BULK_TO_KERNEL,
	LAST, VOID, NOTICE, PENDING
};

/**
 * struct word - a kind of message
 * @head: PLAIN and so on
 * @op: its operation, 0: no control message
 * @fields: the rest of its data; see put_field()
 */
struct word {
	u8 head;
	u16 op;
	const char *fields;
};

static const struct word words[] = {
	{ PLAIN, 0, "X" },
	{ TO_PROCESS, DEMOS_OP_STATUS, "0" },
	{ TO_PROCESS, DEMOS_OP_LINKS, "0w" },
	{ TO_PROCESS, DEMOS_OP_SUSPEND, "0" },
	{ TO_PROCESS, DEMOS_OP_RESUME, "0" },
	{ TO_PROCESS, DEMOS_OP_KILL, "0" },
	{ TO_PROCESS, DEMOS_OP_MIGRATE, "m" },
	{ TO_PROCESS, DEMOS_OP_SET_REGS, "hw########" },
	{ TO_PROCESS, DEMOS_OP_PAIRS, "bbp" },
	{ TO_PROCESS, DEMOS_OP_PRIORITY, "h" },
	{ TO_PROCESS, DEMOS_OP_PERSONALITY, "0" },
	{ TO_PROCESS, DEMOS_OP_GIVE, "0" },
	{ TO_PROCESS, DEMOS_OP_LINK, "hwh" },
	{ REQUEST, DEMOS_OP_CREATE, "C" },
	{ REQUEST, DEMOS_OP_BOOT, "0" },
	{ REQUEST, DEMOS_OP_CAPACITY, "0" },
	{ NEWS, DEMOS_OP_LINK_UPDATE, "mpn" },
	{ NEWS, DEMOS_OP_CREDIT, "hpqq" },
	{ NEWS, DEMOS_OP_HOLE, "bbwpq" },
	{ TO_KERNEL, DEMOS_OP_FOLD, "mpn" },
	{ TO_KERNEL, DEMOS_OP_FORGET, "mpn" },
	{ BULK, DEMOS_OP_PULL, "htalp" },
	{ BULK, DEMOS_OP_PUSH, "htaD" },
	{ BULK, DEMOS_OP_DATA, "htaD" },
	{ BULK, DEMOS_OP_PUSHED, "htal" },
	{ BULK_TO_KERNEL, DEMOS_OP_PULL, "htalp" },
	{ BULK_TO_KERNEL, DEMOS_OP_DATA, "htaD" },
	{ TO_KERNEL, DEMOS_OP_ASK, "vpnlll" },
	{ TO_KERNEL, DEMOS_OP_REFUSE, "hpnhhq" },
	{ TO_KERNEL, DEMOS_OP_ESTABLISHED, "hpnhhq" },
	{ TO_KERNEL, DEMOS_OP_CLEANED, "hpnhhq" },
	{ TO_KERNEL, DEMOS_OP_LOST, "m" },
	{ LAST, 0, "" },
	{ VOID, 0, "" },
	{ NOTICE, 0, "hhwp" },
	{ PENDING, 0, "X" },
	{ TO_PROCESS, 0, "hX" },
	{ REQUEST, 0, "hX" },
	{ PLAIN, DEMOS_OP_FOREIGN, "hpwh0########" },
	{ PLAIN, 0, "hhwh0########" },
	{ TO_KERNEL, DEMOS_OP_SEEK, "hwp" },
	{ TO_KERNEL, DEMOS_OP_FOUND, "hwpmhnq" },
	{ NEWS, DEMOS_OP_PROBE, "bbpww" },
	{ NEWS, DEMOS_OP_REPORT, "bbpwwn" },
	{ NEWS, DEMOS_OP_HOLDS, "bbwpqn" },
	{ TO_KERNEL, DEMOS_OP_PROBE, "bbpww" },
	{ TO_KERNEL, DEMOS_OP_MOVED, "1pLnm0" },
	{ TO_KERNEL, DEMOS_OP_MOVED, "hpLnm0pLnm0" },
};

u32 words_area;

static u64 any(struct input *input, u32 size)
{
	u64 value = 0;

	input_take(input, &value, size);
	return value;
}

/**
 * words_pid() - a process
 * @liar: the sender
 * @which: which one
 * @input: if it is any one
 *
 * Return: its identifier.
 */
u64 words_pid(const struct liar *liar, u8 which, struct input *input)
{
	switch (which & 0xf) {
	case 0 ... 5:
		return DEMOS_PID(MACHINE, WORDS_FIRST + (which & 0xf));
	case 6:
		return DEMOS_PID(1, WORDS_VISITOR);
	case 7:
		return DEMOS_PID(3, WORDS_VISITOR);
	case 8:
	case 9:
		return DEMOS_PID(liar->id, (which & 1) + 1);
	case 10:
		return DEMOS_PID(1, 1);
	case 11:
		return DEMOS_PID(3, 1);
	case 12:
		return DEMOS_PID(4, 1);
	case 13:
		return DEMOS_PID_KERNEL(liar->id);
	case 14:
		return DEMOS_PID_KERNEL(MACHINE);
	default:
		return any(input, 8);
	}
}

static u16 machine(const struct liar *liar, u8 which, struct input *input)
{
	static const u16 ids[] = { 1, 2, 3, 4, 5, 0 };

	which &= 7;
	if (which < ARRAY_SIZE(ids))
		return ids[which];
	return which == 6 ? liar->id : any(input, 2);
}

static u32 length(u8 how, struct input *input)
{
	if (how < 0x80)
		return how;
	if (how < ANY)
		return (how & 0x7f) * 512;
	return any(input, 4);
}

static u32 address(u8 how, struct input *input)
{
	if (how < 0x80)
		return how * 4;
	if (how < ANY)
		return words_area + (how & 0x7f) * 64;
	return any(input, 4);
}

static u64 small(u8 value, u32 size, struct input *input)
{
	return value < ANY ? value : any(input, size);
}

/* Some bytes of the input, the rest from the number of each */
static void put_bytes(struct demos_image *image, u32 count, struct input *input)
{
	u32 i;

	for (i = 0; i < count; i++)
		demos_image_put8(image, i < 16 ? input_u8(input) : i);
}

static void put_create(struct demos_image *image, u8 how, struct input *input)
{
	char name[DEMOS_NAME_MAX] = "guest";
	u32 count = how >> 1 & 7;

	demos_image_put8(image, (how & 1) + 1);
	demos_image_put8(image, count);
	demos_image_put32(image, small(input_u8(input), 4, input));
	demos_image_put32(image, small(input_u8(input), 4, input));
	if (how & 0x80)
		memset(name, 'a', sizeof(name));
	demos_image_put(image, name, sizeof(name));
	for (; count; count--) {
		demos_image_put8(image, input_u8(input));
		demos_image_put8(image, input_u8(input));
		demos_image_put16(image, input_u8(input) + 1);
	}
}

static void put_field(struct demos_image *image, const struct liar *liar,
		      char field, struct input *input)
{
	u8 how = field == '0' || field == '1' ? field - '0' : input_u8(input);

	switch (field) {
	case '0':
	case '1':
	case 'h':
		demos_image_put16(image, small(how, 2, input));
		break;
	case 'b':
		demos_image_put8(image, how);
		break;
	case '#':
	case 'w':
	case 'n':
		demos_image_put32(image, small(how, 4, input));
		break;
	case 'q':
		demos_image_put64(image, small(how, 8, input));
		break;
	case 'L':	/* life of a liar, about: see liar.c */
		demos_image_put64(image, how < ANY ?
				  1000 + (how & 3) : any(input, 8));
		break;
	case 'v':	/* version of the state */
		demos_image_put16(image, how < ANY ? 5 : any(input, 2));
		break;
	case 'm':
		demos_image_put16(image, machine(liar, how, input));
		break;
	case 'p':
		demos_image_put64(image, words_pid(liar, how, input));
		break;
	case 'a':
		demos_image_put32(image, address(how, input));
		break;
	case 'l':
		demos_image_put32(image, length(how, input));
		break;
	case 't':	/* the machine's transfers: see demos_life_begin() */
		demos_image_put32(image, how < ANY ?
				  MACHINE * 0x9e3779b1U + how : any(input, 4));
		break;
	case 'D':	/* a length, and as many bytes */
		demos_image_put32(image, length(how, input));
		put_bytes(image, length(min_t(u8, how, 0xc0), input), input);
		break;
	case 'X':
		put_bytes(image, length(min_t(u8, how, 0x88), input), input);
		break;
	case 'C':
		put_create(image, how, input);
		break;
	}
}

static void put_link(struct demos_link *link, const struct liar *liar, u8 how,
		     struct input *input)
{
	static const struct {
		u8 pid;
		u16 flags;
	} kinds[] = {
		{ 8, DEMOS_LINK_REPLY },
		{ 8, DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY },
		{ 2, DEMOS_LINK_KERNEL | DEMOS_LINK_DUP | DEMOS_LINK_PASS |
		     DEMOS_LINK_READ | DEMOS_LINK_WRITE },
		{ 0, DEMOS_LINK_DUP | DEMOS_LINK_PASS | DEMOS_LINK_READ |
		     DEMOS_LINK_WRITE },
		{ 2, DEMOS_LINK_MEMORY | DEMOS_LINK_READ | DEMOS_LINK_PASS },
		{ 1, DEMOS_LINK_DUP | DEMOS_LINK_PASS },
		{ 8, DEMOS_LINK_READ | DEMOS_LINK_WRITE | DEMOS_LINK_DUP },
		{ 14, DEMOS_LINK_DUP | DEMOS_LINK_PASS },
		{ 11, DEMOS_LINK_DUP | DEMOS_LINK_PASS },
		{ 0, DEMOS_LINK_REPLY },
		{ 2, DEMOS_LINK_DUP | DEMOS_LINK_PASS },
		{ 7, DEMOS_LINK_KERNEL | DEMOS_LINK_PASS },
		{ 12, DEMOS_LINK_REPLY },
	};
	u8 kind = how & 0xf;
	u8 pid = kind < ARRAY_SIZE(kinds) ? kinds[kind].pid : input_u8(input);

	*link = (struct demos_link) {
		.to.pid = words_pid(liar, pid, input),
		.code = how,
		.flags = kind < ARRAY_SIZE(kinds) ? kinds[kind].flags :
			 input_u8(input),
		.channel = how >> 4,
	};
	link->to.machine = DEMOS_PID_MACHINE(link->to.pid);
	if (link->flags & (DEMOS_LINK_READ | DEMOS_LINK_WRITE)) {
		link->area = kinds[kind % ARRAY_SIZE(kinds)].pid ? 0 :
			     words_area;
		link->length = 6000;
	}
	if (how >= 0xe0)
		link->to.machine = machine(liar, input_u8(input), input);
}

/**
 * words_message() - make a message without an address
 * @liar: the sender
 * @length: bytes of data
 *
 * Return: the message.
 */
struct demos_message *words_message(struct liar *liar, u32 length)
{
	struct demos_message *msg = demos_message_create(length);

	memset(&msg->head, 0, sizeof(msg->head));
	msg->head.to = demos_kernel_address(MACHINE);
	msg->head.from = demos_kernel_address(liar->id);
	return msg;
}

static void address_to(struct demos_header *head, struct liar *liar, u8 who,
		       struct input *input)
{
	head->to.pid = words_pid(liar, who, input);
	if (who & 0x40)
		head->to.moves = input_u8(input);
	if (who & 0x80)
		head->from.moves = input_u8(input);
}

/* Give it the next number from that process of the liar's */
static void number(struct demos_header *head, struct liar *liar, u8 who)
{
	static const u8 senders[] = { 8, 9, 6, 11 };
	u8 from = who >> 4 & 3;

	head->from.pid = words_pid(liar, senders[from], NULL);
	head->number = ++liar->sent[from][who & 0xf]
				   [!!(head->flags & DEMOS_F_KERNEL)];
}

static void put_head(struct demos_header *head, struct liar *liar, u8 kind,
		     u8 who, struct input *input)
{
	static const u32 flags[] = {
		[TO_PROCESS] = DEMOS_F_KERNEL,
		[NEWS] = DEMOS_F_KERNEL,
		[BULK] = DEMOS_F_KERNEL | DEMOS_F_BULK,
		[BULK_TO_KERNEL] = DEMOS_F_BULK,
		[LAST] = DEMOS_F_LAST,
		[VOID] = DEMOS_F_VOID,
		[NOTICE] = DEMOS_F_NOTICE,
		[PENDING] = DEMOS_F_PENDING,
	};

	head->flags = flags[kind];
	if (kind == PENDING)
		head->via = liar->id;
	if (kind != TO_KERNEL && kind != REQUEST && kind != BULK_TO_KERNEL)
		address_to(head, liar, who, input);
	switch (kind) {
	case PLAIN:
	case TO_PROCESS:
	case LAST:
	case VOID:
	case PENDING:
		number(head, liar, who);
		break;
	case REQUEST:
		head->from.pid = words_pid(liar, 8, NULL);
		break;
	case BULK:
		if (who & 0x10)
			head->from.pid = words_pid(liar, 8, NULL);
		break;
	}
}

/**
 * words_send() - send a message that the input chooses
 * @liar: the sender
 * @input: the input
 */
void words_send(struct liar *liar, struct input *input)
{
	static u8 data[DEMOS_WIRE_MAX];
	struct demos_image image = { .data = data, .size = sizeof(data) };
	const struct word *word = &words[input_u8(input) % ARRAY_SIZE(words)];
	u8 who = input_u8(input);
	u8 lie = input_u8(input);
	struct demos_header head = {
		.to = demos_kernel_address(MACHINE),
		.from = demos_kernel_address(liar->id),
	};
	struct demos_message *msg;
	const char *field;

	put_head(&head, liar, word->head, who, input);
	if (word->op)
		demos_image_put16(&image, word->op);
	for (field = word->fields; *field; field++)
		put_field(&image, liar, *field, input);
	msg = words_message(liar, min(image.at, image.size));
	msg->head = head;
	memcpy(msg->data, data, msg->length);
	msg->nlinks = (lie < LIE_FLIP ? lie : 0) % (DEMOS_LINKS_MAX + 1);
	if (word->head >= BULK && word->head <= NOTICE)
		msg->nlinks = 0;
	for (u32 i = 0; i < msg->nlinks; i++)
		put_link(&msg->links[i], liar, input_u8(input), input);
	liar_message(liar, msg, lie, input);
}
