// SPDX-License-Identifier: GPL-2.0
/*
 * Move data: the holder of a link with a data area reads and writes the area,
 * within its bounds and rights, on this machine and from another.
 */
#include "harness.h"

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define PAGES	256
#define LIMIT	(PAGES * 256)
#define AREA	0x1000
#define BIG	20000

FIXTURE(move)
{
	struct machine m[2];
	struct process p;	/* on machine 1 */
	struct guest guest;	/* on machine 1 or 2 */
	uint32_t puppet;
	uint16_t where;
};

FIXTURE_VARIANT(move)
{
	int machines;
};

FIXTURE_VARIANT_ADD(move, local)
{
	.machines = 1,
};

FIXTURE_VARIANT_ADD(move, remote)
{
	.machines = 2,
};

FIXTURE_SETUP(move)
{
	const struct program program = Z8002(puppet, .pages = PAGES);

	self->where = variant->machines;
	ASSERT_OK(machine_lan(self->m, variant->machines));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "mover"));
	ASSERT_OK(guest_start(&self->p, self->where, &program, &self->guest));
	ASSERT_OK(guest_hello(&self->p, &self->puppet));
}

FIXTURE_TEARDOWN(move)
{
	int i;

	process_close(&self->p);
	for (i = 0; i < variant->machines; i++)
		machine_leave(&self->m[i]);
}

static void fill(uint8_t *data, size_t size, unsigned int seed)
{
	size_t i;

	for (i = 0; i < size; i++)
		data[i] = rand_r(&seed);
}

static void pair(uint16_t *r, int first, uint32_t value)
{
	r[first] = value >> 16;
	r[first + 1] = value;
}

static uint32_t value_of(const uint16_t *r, int first)
{
	return (uint32_t)r[first] << 16 | r[first + 1];
}

TEST_F(move, written_data_is_read_back)
{
	const uint32_t sizes[] = { 1, 2, 3, 255, 256, 257, 4095, 4096, 4097,
				   DEMOS_PACKET_MAX };
	static uint8_t data[DEMOS_PACKET_MAX], back[DEMOS_PACKET_MAX];
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		fill(data, sizes[i], i);
		ASSERT_OK(process_write(&self->p, self->guest.control,
					AREA + i, data, sizes[i]));
		memset(back, 0, sizeof(back));
		ASSERT_OK(process_read(&self->p, self->guest.control, AREA + i,
				       back, sizes[i]));
		ASSERT_EQ(0, memcmp(data, back, sizes[i]));
	}
	/* The last bytes of the area. */
	ASSERT_OK(process_write(&self->p, self->guest.control,
				LIMIT - DEMOS_PACKET_MAX, data,
				DEMOS_PACKET_MAX));
	ASSERT_OK(process_read(&self->p, self->guest.control, LIMIT - 16,
			       back, 16));
	ASSERT_EQ(0, memcmp(data + DEMOS_PACKET_MAX - 16, back, 16));
}

/* Is this a refusal for this reason, at once or later? */
static bool is(int result, enum demos_result reason)
{
	return result == (int)reason || result == refusal(reason);
}

TEST_F(move, bounds_are_enforced)
{
	const struct { uint32_t at, size; } wrong[] = {
		{ LIMIT, 1 }, { LIMIT - 1, 2 }, { LIMIT + 4096, 16 },
		{ 0x10000000, 16 }, { UINT32_MAX, 1 }, { UINT32_MAX, 2 },
		{ UINT32_MAX - 15, 17 }, { 0x80000000, 4096 },
	};
	static uint8_t data[DEMOS_PACKET_MAX + 1];
	struct process *p = &self->p;
	uint8_t before[16], after[16];
	size_t i;

	ASSERT_OK(process_read(p, self->guest.control, LIMIT - 16, before,
			       16));
	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		EXPECT_TRUE(is(process_read(p, self->guest.control,
					    wrong[i].at, data, wrong[i].size),
			       DEMOS_EADDRESS))
			TH_LOG("read %#x", wrong[i].at);
		EXPECT_TRUE(is(process_write(p, self->guest.control,
					     wrong[i].at, data, wrong[i].size),
			       DEMOS_EADDRESS))
			TH_LOG("write %#x", wrong[i].at);
	}
	EXPECT_NE(0, process_read(p, self->guest.control, 0, data,
				  DEMOS_PACKET_MAX + 1));
	EXPECT_NE(0, process_write(p, self->guest.control, 0, data,
				   DEMOS_PACKET_MAX + 1));
	ASSERT_OK(process_read(p, self->guest.control, LIMIT - 16, after, 16));
	EXPECT_EQ(0, memcmp(before, after, 16));
}

TEST_F(move, rights_are_enforced)
{
	uint32_t reader, writer, neither;
	struct process *p = &self->p;
	uint8_t byte = 7;

	ASSERT_OK(link_dup(p, self->guest.control,
			   DEMOS_LINK_KERNEL | DEMOS_LINK_READ, &reader));
	ASSERT_OK(link_dup(p, self->guest.control,
			   DEMOS_LINK_KERNEL | DEMOS_LINK_WRITE, &writer));
	ASSERT_OK(link_dup(p, self->guest.control, DEMOS_LINK_KERNEL,
			   &neither));
	EXPECT_EQ(0, process_read(p, reader, AREA, &byte, 1));
	EXPECT_TRUE(is(process_write(p, reader, AREA, &byte, 1),
		       DEMOS_ERIGHTS));
	EXPECT_EQ(0, process_write(p, writer, AREA, &byte, 1));
	EXPECT_TRUE(is(process_read(p, writer, AREA, &byte, 1),
		       DEMOS_ERIGHTS));
	EXPECT_TRUE(is(process_read(p, neither, AREA, &byte, 1),
		       DEMOS_ERIGHTS));
	EXPECT_TRUE(is(process_write(p, neither, AREA, &byte, 1),
		       DEMOS_ERIGHTS));
}

TEST_F(move, a_link_without_an_area_moves_nothing)
{
	uint8_t byte = 7;

	EXPECT_NE(0, process_read(&self->p, self->puppet, 0, &byte, 1));
	EXPECT_NE(0, process_write(&self->p, self->puppet, 0, &byte, 1));
	EXPECT_TRUE(is(process_read(&self->p, 999, 0, &byte, 1),
		       DEMOS_ENOLINK));
}

/* The puppet lends part of its memory to the test. */
static int lend(struct process *p, uint32_t puppet, uint16_t flags,
		uint32_t area, uint32_t length, uint32_t *link)
{
	uint16_t r[14] = { 0, 0, 0, flags };
	int error;

	pair(r, 4, area);
	pair(r, 6, length);
	error = puppet_do(p, puppet, DEMOS_SC_LINK_CREATE, r);
	if (error || r[0])
		return error ? error : r[0];
	pair(r, 6, value_of(r, 2));
	pair(r, 0, 1);
	pair(r, 2, 0);
	r[4] = 0;
	r[5] = 1;
	error = puppet_do(p, puppet, DEMOS_SC_SEND, r);
	if (error || r[0])
		return error ? error : r[0];
	return guest_hello(p, link);
}

TEST_F(move, a_guest_lends_part_of_its_memory)
{
	struct process *p = &self->p;
	uint8_t data[64], back[64];
	uint32_t link;

	fill(data, 64, 1);
	ASSERT_OK(process_write(p, self->guest.control, AREA, data, 64));
	ASSERT_OK(lend(p, self->puppet, FREE | DEMOS_LINK_READ, AREA, 64,
		       &link));
	ASSERT_OK(process_read(p, link, 0, back, 64));
	EXPECT_EQ(0, memcmp(data, back, 64));
	ASSERT_OK(process_read(p, link, 60, back, 4));
	EXPECT_EQ(0, memcmp(data + 60, back, 4));
	EXPECT_TRUE(is(process_read(p, link, 60, back, 5), DEMOS_EADDRESS));
	EXPECT_TRUE(is(process_read(p, link, 64, back, 1), DEMOS_EADDRESS));
	EXPECT_TRUE(is(process_write(p, link, 0, data, 1), DEMOS_ERIGHTS));

	ASSERT_OK(lend(p, self->puppet, FREE | DEMOS_LINK_WRITE, AREA + 8, 8,
		       &link));
	ASSERT_OK(process_write(p, link, 4, "four", 4));
	EXPECT_TRUE(is(process_write(p, link, 5, "four", 4), DEMOS_EADDRESS));
	ASSERT_OK(process_read(p, self->guest.control, AREA + 12, back, 5));
	EXPECT_EQ(0, memcmp("four", back, 4));
	EXPECT_EQ(data[16], back[4]);
}

/* A second puppet, on machine 1, that begins the moves. */
struct mover {
	struct guest guest;
	uint32_t link;
	uint32_t area;		/* its link to the first one's memory */
};

static int mover_start(struct process *p, const struct guest *lender,
		       struct mover *mover)
{
	const struct program program = Z8002(puppet, .pages = PAGES);
	uint32_t copy;
	int error;

	error = guest_start(p, 1, &program, &mover->guest);
	if (!error)
		error = guest_hello(p, &mover->link);
	if (!error)
		error = link_dup(p, lender->control, DEMOS_LINK_KERNEL |
				 DEMOS_LINK_PASS | DEMOS_LINK_READ |
				 DEMOS_LINK_WRITE, &copy);
	if (!error)
		error = puppet_give(p, mover->link, copy, &mover->area);
	return error;
}

static int mover_do(struct process *p, const struct mover *mover,
		    uint16_t call, uint16_t own, uint32_t offset,
		    uint32_t length, uint32_t *moved)
{
	uint16_t r[14] = { 0 };
	int error;

	pair(r, 0, mover->area);
	pair(r, 2, own);
	pair(r, 4, offset);
	pair(r, 6, length);
	error = puppet_do(p, mover->link, call, r);
	*moved = value_of(r, 2);
	return error ? error : r[0];
}

TEST_F(move, a_guest_reads_another)
{
	static uint8_t data[BIG], back[BIG];
	struct process *p = &self->p;
	struct mover mover;
	uint32_t moved;

	ASSERT_OK(mover_start(p, &self->guest, &mover));
	fill(data, BIG, 2);
	ASSERT_OK(process_write(p, self->guest.control, AREA, data, BIG));
	ASSERT_OK(mover_do(p, &mover, DEMOS_SC_MOVE_READ, 0x2000, AREA, BIG,
			   &moved));
	EXPECT_EQ(BIG, moved);
	ASSERT_OK(process_read(p, mover.guest.control, 0x2000, back, BIG));
	EXPECT_EQ(0, memcmp(data, back, BIG));
}

TEST_F(move, a_guest_writes_to_another)
{
	static uint8_t data[BIG], back[BIG];
	struct process *p = &self->p;
	struct mover mover;
	uint32_t moved;

	ASSERT_OK(mover_start(p, &self->guest, &mover));
	fill(data, BIG, 3);
	ASSERT_OK(process_write(p, mover.guest.control, AREA, data, BIG));
	ASSERT_OK(mover_do(p, &mover, DEMOS_SC_MOVE_WRITE, AREA, 0x3000, BIG,
			   &moved));
	EXPECT_EQ(BIG, moved);
	ASSERT_OK(process_read(p, self->guest.control, 0x3000, back, BIG));
	EXPECT_EQ(0, memcmp(data, back, BIG));
}

TEST_F(move, more_than_a_packet_moves_at_once)
{
	static uint8_t data[DEMOS_PACKET_MAX], back[DEMOS_PACKET_MAX];
	const uint32_t most = 60000;
	struct process *p = &self->p;
	struct mover mover;
	uint32_t moved;

	ASSERT_OK(mover_start(p, &self->guest, &mover));
	fill(data, sizeof(data), 4);
	ASSERT_OK(process_write(p, self->guest.control, 0x400, data,
				sizeof(data)));
	ASSERT_OK(process_write(p, self->guest.control, 0x400 + 27232, data,
				sizeof(data)));
	ASSERT_OK(mover_do(p, &mover, DEMOS_SC_MOVE_READ, 0x400, 0x400, most,
			   &moved));
	EXPECT_EQ(most, moved);
	ASSERT_OK(process_read(p, mover.guest.control, 0x400 + 27232, back,
			       sizeof(back)));
	EXPECT_EQ(0, memcmp(data, back, sizeof(back)));
}

TEST_F(move, bounds_and_rights_hold_for_guests)
{
	struct process *p = &self->p;
	struct mover mover;
	uint16_t r[14] = { 0 };
	uint32_t moved;

	ASSERT_OK(mover_start(p, &self->guest, &mover));
	EXPECT_EQ(DEMOS_EADDRESS, mover_do(p, &mover, DEMOS_SC_MOVE_READ, AREA,
					   LIMIT - 4, 5, &moved));
	EXPECT_EQ(DEMOS_EADDRESS, mover_do(p, &mover, DEMOS_SC_MOVE_READ,
					   LIMIT - 4, 0, 5, &moved));
	EXPECT_EQ(DEMOS_EADDRESS, mover_do(p, &mover, DEMOS_SC_MOVE_WRITE,
					   LIMIT - 4, 0, 5, &moved));
	pair(r, 0, 1);		/* link 1 has no area */
	r[7] = 1;
	ASSERT_OK(puppet_do(p, mover.link, DEMOS_SC_MOVE_READ, r));
	EXPECT_NE(0, r[0]);
	ASSERT_OK(puppet_do(p, mover.link, DEMOS_SC_YIELD, r));
}

TEST_F(move, the_dead_have_no_memory)
{
	struct demos_ended ended;
	struct process *p = &self->p;
	struct mover mover;
	uint32_t moved;
	uint8_t byte;

	ASSERT_OK(mover_start(p, &self->guest, &mover));
	ASSERT_OK(guest_control(p, &self->guest, DEMOS_OP_KILL));
	ASSERT_OK(guest_ended(p, &ended));
	EXPECT_TRUE(is(process_read(p, self->guest.control, 0, &byte, 1),
		       DEMOS_EDEAD));
	EXPECT_EQ(DEMOS_EDEAD, mover_do(p, &mover, DEMOS_SC_MOVE_READ, AREA,
					0, 100, &moved));
}

TEST_F(move, several_run_at_once)
{
	static uint8_t data[4096];
	struct process *p = &self->p;
	struct answer *answer;
	struct nl_msg *msg;
	uint32_t seq[20];
	int i;

	fill(data, sizeof(data), 5);
	ASSERT_OK(process_write(p, self->guest.control, AREA, data,
				sizeof(data)));
	for (i = 0; i < 20; i++) {
		msg = client_request(&p->client, DEMOS_CMD_MOVE_READ, 0);
		nla_put_u32(msg, DEMOS_A_LINK, self->guest.control);
		nla_put_u32(msg, DEMOS_A_OFFSET, AREA + i);
		nla_put_u32(msg, DEMOS_A_LENGTH, 4000);
		ASSERT_OK(client_send(&p->client, msg, &seq[i]));
	}
	for (i = 19; i >= 0; i--) {
		ASSERT_OK(client_wait(&p->client, seq[i], SOON, &answer));
		ASSERT_NE(NULL, answer->attr[DEMOS_A_DATA]);
		ASSERT_EQ(4000, nla_len(answer->attr[DEMOS_A_DATA]));
		EXPECT_EQ(0, memcmp(data + i,
				    nla_data(answer->attr[DEMOS_A_DATA]),
				    4000));
		free(answer);
	}
}

TEST_HARNESS_MAIN
