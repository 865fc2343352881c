// SPDX-License-Identifier: GPL-2.0
/*
 * Feeds arbitrary bytes to the decoder as a stream of frames. Built by clang
 * with -fsanitize=fuzzer it is a libFuzzer target; built with STANDALONE it
 * makes its own inputs from seeds: valid frames, and damaged ones.
 *
 *	wire-fuzz ...		(see files.c)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "core/message.h"
#include "random.h"
#include "core/wire.h"
#include "wire_check.h"

enum { HELLO, MESSAGE, LINKS, DATA, ACK, GOODBYE };

struct files_goal files_goals[] = {
	[HELLO] = { "accepted: HELLO", 20 },
	[MESSAGE] = { "accepted: MESSAGE", 40 },
	[LINKS] = { "accepted: MESSAGE with links", 30 },
	[DATA] = { "accepted: MESSAGE with data", 30 },
	[ACK] = { "accepted: ACK", 20 },
	[GOODBYE] = { "accepted: GOODBYE", 20 },
	{ }
};

static void note_goals(const struct demos_frame *frame)
{
	switch (frame->command) {
	case DEMOS_CMD_HELLO:
		files_goals[HELLO].reached = true;
		break;
	case DEMOS_CMD_MESSAGE:
		files_goals[MESSAGE].reached = true;
		files_goals[LINKS].reached |= frame->nlinks;
		files_goals[DATA].reached |= frame->length;
		break;
	case DEMOS_CMD_ACK:
		files_goals[ACK].reached = true;
		break;
	case DEMOS_CMD_GOODBYE:
		files_goals[GOODBYE].reached = true;
		break;
	}
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
	while (size >= DEMOS_WIRE_HEADER) {
		struct demos_frame frame;
		struct demos_why why;
		int length = demos_wire_length(bytes, &why);
		u8 *copy;
		int err;

		if (length < 0 || (size_t)length > size)
			return 0;
		copy = malloc(length);
		memcpy(copy, bytes, length);
		err = demos_wire_decode(copy, length, &frame, &why);
		if (!err) {
			note_goals(&frame);
			wire_check(&frame, length);
		}
		free(copy);
		if (err)
			return 0;
		bytes += length;
		size -= length;
	}
	return 0;
}

#ifdef STANDALONE
static u32 some_frame(u8 *bytes)
{
	struct demos_message *msg;
	u32 length;

	if (random_chance(8))
		return demos_wire_ack(bytes, random_u64());
	if (random_chance(8))
		return demos_wire_goodbye(bytes, random_u64());
	if (random_chance(8)) {
		struct demos_hello hello = {
			.magic = DEMOS_HELLO_MAGIC,
			.version = DEMOS_GENL_VERSION,
			.least = DEMOS_GENL_VERSION,
			.machine = random_u64(),
			.to = random_u64(),
			.incarnation = random_u64(),
			.to_incarnation = random_u64(),
			.accepted = random_u64(),
		};

		return demos_wire_hello(bytes, &hello);
	}
	msg = random_message(random_chance(10) ? 40000 : 64);
	length = demos_wire_message(bytes, msg, random_u64(), random_u64());
	demos_message_destroy(msg);
	return length;
}

/* Change a byte, a length, or the end */
static void damage(u8 *bytes, u32 *size)
{
	u32 at = random_below(*size);

	switch (random_below(4)) {
	case 0:
		bytes[at] = random_u64();
		break;
	case 1:
		bytes[at] ^= 1U << random_below(8);
		break;
	case 2:
		at &= ~3U;
		bytes[at] = random_below(64);
		bytes[at + 1] = 0;
		break;
	case 3:
		*size = at + 1;
		break;
	}
}

static_assert(4 * (DEMOS_WIRE_MAX + 8192) <= FILES_MAX);

size_t files_make(unsigned long long seed, u8 *bytes)
{
	u32 size = 0, i;

	random_seed(seed);
	for (i = random_below(4) + 1; i; i--)
		size += some_frame(bytes + size);
	for (i = random_below(4); i; i--)
		damage(bytes, &size);
	return size;
}
#endif
