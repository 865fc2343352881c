// SPDX-License-Identifier: GPL-2.0
/*
 * Random numbers from a seed, and messages made of them.
 */
#include "core/message.h"
#include "core/process.h"
#include "random.h"

static u64 state;

bool shim_alloc_fails(void)
{
	return false;
}

void random_seed(u64 seed)
{
	state = seed * 0x9e3779b97f4a7c15ULL + 1;
}

u64 random_u64(void)
{
	u64 z = state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

u32 random_below(u32 limit)
{
	return random_u64() % limit;
}

bool random_chance(u32 one_in)
{
	return !random_below(one_in);
}

static u16 random_machine(void)
{
	return 1 + random_below(DEMOS_MACHINE_MAX);
}

static void random_address(struct demos_address *address)
{
	*address = (struct demos_address) {
		.pid = DEMOS_PID(random_machine(), random_u64()),
		.machine = random_machine(),
		.moves = random_u64(),
	};
}

static u8 random_channel(void)
{
	return random_chance(8) ? DEMOS_CHANNEL_CALL :
				  random_below(DEMOS_CHANNELS);
}

void random_link(struct demos_link *link)
{
	*link = (struct demos_link) {
		.code = random_u64(),
		.flags = random_below(DEMOS_LINK_FLAGS + 1),
		.channel = random_channel(),
		.area = random_u64(),
	};
	random_address(&link->to);
	if (link->flags & DEMOS_LINK_REPLY)
		link->flags &= ~DEMOS_LINK_DUP;
	if (link->flags & (DEMOS_LINK_REPLY | DEMOS_LINK_KERNEL))
		link->flags &= ~DEMOS_LINK_MEMORY;
	if (link->flags & (DEMOS_LINK_READ | DEMOS_LINK_WRITE))
		link->length = random_u64() & ~link->area;
}

static u32 random_length(u32 longest)
{
	u32 bits = random_below(17);
	u32 length = random_below((1U << bits) + 1);

	return length > longest ? longest : length;
}

/* A message's kind decides its fields other than links and data */
enum kind { PLAIN, BULK, LAST, NOTICE, KINDS };

static void random_header(struct demos_header *head, enum kind kind)
{
	static const u32 always[KINDS] = {
		[BULK] = DEMOS_F_KERNEL | DEMOS_F_BULK,
		[LAST] = DEMOS_F_LAST,
		[NOTICE] = DEMOS_F_NOTICE,
	};
	static const u32 maybe[KINDS] = {
		[PLAIN] = DEMOS_F_KERNEL | DEMOS_F_REPLY | DEMOS_F_PENDING,
		[LAST] = DEMOS_F_KERNEL | DEMOS_F_PENDING,
		[NOTICE] = DEMOS_F_REPLY | DEMOS_F_PENDING,
	};

	random_address(&head->to);
	random_address(&head->from);
	if (kind == NOTICE)
		head->from.pid = DEMOS_PID_KERNEL(head->from.machine);
	if (kind == PLAIN || kind == LAST)
		head->number = random_u64();
	head->flags = always[kind] | (random_u64() & maybe[kind]);
	head->code = random_u64();
	head->channel = random_channel();
	head->hops = random_u64();
	head->via = random_chance(2) ? random_machine() : 0;
}

/* A message as a kernel could send it, of up to longest bytes of data */
struct demos_message *random_message(u32 longest)
{
	enum kind kind = random_chance(4) ? random_below(KINDS) : PLAIN;
	u32 i, length = random_length(longest);
	struct demos_message *msg;

	if (length > DEMOS_DATA_MAX)
		kind = BULK;
	if (kind == LAST)
		length = 0;
	if (kind == NOTICE)
		length = sizeof(struct demos_notice);
	msg = demos_message_create(length);
	random_header(&msg->head, kind);
	if (kind == PLAIN)
		msg->nlinks = random_below(DEMOS_LINKS_MAX + 1);
	for (i = 0; i < msg->nlinks; i++)
		random_link(&msg->links[i]);
	for (i = 0; i < length; i++)
		msg->data[i] = random_u64();
	return msg;
}
