// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers that follow from a seed, and messages made of them.
 */
#include "message.h"
#include "process.h"
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
	if (link->flags & (DEMOS_LINK_READ | DEMOS_LINK_WRITE))
		link->length = random_u64() & ~link->area;
}

static u32 random_length(u32 longest)
{
	u32 bits = random_below(17);
	u32 length = random_below((1U << bits) + 1);

	return length > longest ? longest : length;
}

/* A message as could come from a kernel, of up to longest bytes of data */
struct demos_message *random_message(u32 longest)
{
	u32 i, length = random_length(longest);
	struct demos_message *msg = demos_message_create(length);

	random_address(&msg->head.to);
	random_address(&msg->head.from);
	msg->head.number = random_u64();
	msg->head.flags = random_below(64);
	if (length > DEMOS_DATA_MAX)
		msg->head.flags |= DEMOS_F_BULK;
	msg->head.code = random_u64();
	msg->head.channel = random_channel();
	msg->head.hops = random_u64();
	msg->head.via = random_chance(2) ? random_machine() : 0;
	msg->nlinks = random_below(DEMOS_LINKS_MAX + 1);
	for (i = 0; i < msg->nlinks; i++)
		random_link(&msg->links[i]);
	for (i = 0; i < length; i++)
		msg->data[i] = random_u64();
	return msg;
}
