// SPDX-License-Identifier: GPL-2.0
/*
 * Guests whose code and data are in spaces of their own: 64 KiB of each at the
 * same addresses. Links to their memory reach both, and both move.
 */
#include "harness.h"

#include <unistd.h>

#define MACHINES	2
#define SEGMENT		0x10000
#define LOOK		20000	/* us */
#define LOOKS		500

/*
 * The Z8002's words: counts in the word of data at 0, and copies the word of
 * code at 0 to the word of data at 2.
 */
static const uint8_t counter[] = {
	0x61, 0x01, 0x00, 0x00,		/* ld r1,0 */
	0xa9, 0x10,			/* inc r1,#1 */
	0x6f, 0x01, 0x00, 0x00,		/* ld 0,r1 */
	0x31, 0x02, 0xff, 0xf2,		/* ldr r2,0 */
	0x6f, 0x02, 0x00, 0x02,		/* ld 2,r2 */
	0xe8, 0xf6,			/* jr 0 */
};

FIXTURE(spaces)
{
	struct machine m[MACHINES];
	struct process p;	/* the manager, on machine 1 */
	struct guest guest;
	uint8_t code[SEGMENT];
};

FIXTURE_SETUP(spaces)
{
	size_t i;

	for (i = 0; i < sizeof(self->code); i++)
		self->code[i] = i ^ i >> 8;
	memcpy(self->code, counter, sizeof(counter));
	ASSERT_OK(machine_lan(self->m, MACHINES));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
}

FIXTURE_TEARDOWN(spaces)
{
	int i;

	process_close(&self->p);
	for (i = 0; i < MACHINES; i++)
		machine_leave(&self->m[i]);
}

/* Wait until the guest has counted. Return: what, or 0. */
static uint16_t count_on(struct process *p, const struct guest *guest,
			 uint16_t from)
{
	uint16_t word = 0;
	int i;

	for (i = 0; i < LOOKS; i++) {
		if (process_read(p, guest->control, 0, &word, 2))
			return 0;
		if (ntohs(word) != from)
			return ntohs(word);
		usleep(LOOK);
	}
	return 0;
}

/* Are these the bytes at a linear address? */
static bool holds(struct process *p, const struct guest *guest, uint32_t at,
		  const uint8_t *bytes, size_t size)
{
	uint8_t read[DEMOS_PACKET_MAX];
	size_t done, piece;

	for (done = 0; done < size; done += piece) {
		piece = size - done < sizeof(read) ? size - done : sizeof(read);
		if (process_read(p, guest->control, at + done, read, piece) ||
		    memcmp(bytes + done, read, piece))
			return false;
	}
	return true;
}

TEST_F(spaces, hold_64_kib_each_and_move)
{
	const struct program program = {
		.image = self->code,
		.size = sizeof(self->code),
		.model = 2,
		.apart = true,
	};
	static uint8_t data[SEGMENT - 4];
	struct demos_migrated migrated;
	struct demos_process_info info;
	struct demos_status status;
	uint16_t count, word;
	size_t i;

	ASSERT_OK(guest_create(&self->p, 1, &program, &self->guest));
	ASSERT_OK(guest_load(&self->p, &program, &self->guest));
	for (i = 0; i < sizeof(data); i++)
		data[i] = i * 7 ^ i >> 5;
	ASSERT_OK(guest_write(&self->p, &self->guest, 4, data, sizeof(data)));
	ASSERT_OK(guest_status(&self->p, &self->guest, &status));
	EXPECT_EQ(htonl(2 * SEGMENT), status.memory);
	EXPECT_EQ(DEMOS_PROCESS_SUSPENDED | DEMOS_PROCESS_SPACES,
		  status.flags);
	ASSERT_OK(guest_control(&self->p, &self->guest, DEMOS_OP_RESUME));
	count = count_on(&self->p, &self->guest, 0);
	ASSERT_NE(0, count);

	ASSERT_OK(guest_migrate(&self->p, &self->guest, 2, &migrated));
	EXPECT_LT(2 * SEGMENT, ntohl(migrated.bytes));
	ASSERT_OK(process_info(&self->m[1], self->guest.pid, &info));
	EXPECT_EQ(DEMOS_PROCESS_SPACES, info.flags);
	count = count_on(&self->p, &self->guest, count);
	ASSERT_NE(0, count_on(&self->p, &self->guest, count));
	ASSERT_OK(process_read(&self->p, self->guest.control, 2, &word, 2));
	EXPECT_EQ(0x6101, ntohs(word));
	EXPECT_TRUE(holds(&self->p, &self->guest, DEMOS_CODE_SPACE, self->code,
			  sizeof(self->code)));
	EXPECT_TRUE(holds(&self->p, &self->guest, 4, data, sizeof(data)));
}

/* The control link ends with the code space. */
TEST_F(spaces, end_where_their_segments_end)
{
	const struct program program = {
		.image = self->code,
		.size = 0x300,
		.model = 2,
		.apart = true,
	};
	const struct program shared = {
		.image = self->code,
		.size = 0x300,
		.model = 2,
	};
	uint16_t word;

	ASSERT_OK(guest_create(&self->p, 1, &program, &self->guest));
	ASSERT_OK(process_read(&self->p, self->guest.control,
			       DEMOS_CODE_SPACE | 0x2fe, &word, 2));
	EXPECT_EQ(DEMOS_EADDRESS,
		  process_read(&self->p, self->guest.control,
			       DEMOS_CODE_SPACE | 0x2ff, &word, 2));
	EXPECT_EQ(DEMOS_EADDRESS,
		  process_read(&self->p, self->guest.control,
			       DEMOS_CODE_SPACE | 0x10000, &word, 2));
	EXPECT_EQ(DEMOS_EADDRESS,
		  process_read(&self->p, self->guest.control, 0x10000, &word,
			       2));
	ASSERT_OK(guest_create(&self->p, 1, &shared, &self->guest));
	ASSERT_OK(process_read(&self->p, self->guest.control, 0x2fe, &word,
			       2));
	EXPECT_EQ(DEMOS_EADDRESS,
		  process_read(&self->p, self->guest.control,
			       DEMOS_CODE_SPACE | 0, &word, 2));
}

/* There is data at this address, but no code. */
TEST_F(spaces, are_not_mixed_up)
{
	const struct program program = {
		.image = self->code,
		.size = 0x300,
		.model = 2,
		.entry = 0x300,
		.apart = true,
	};
	struct demos_ended ended;

	ASSERT_OK(guest_start(&self->p, 1, &program, &self->guest));
	ASSERT_OK(guest_ended(&self->p, &ended));
	EXPECT_EQ(htons(DEMOS_OP_FAULTED), ended.op);
	EXPECT_EQ(htons(DEMOS_FAULT_SEGMENT), ended.status);
	EXPECT_EQ(htonl(0x300), ended.address);
}

TEST_HARNESS_MAIN
