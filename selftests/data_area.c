// SPDX-License-Identifier: GPL-2.0
/*
 * Data areas of native processes: memory that a program registers, and that
 * others read and write by move data, on this machine and from another.
 */
#define _GNU_SOURCE
#include "harness.h"
#include "memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define FREE	(DEMOS_LINK_DUP | DEMOS_LINK_PASS)
#define RW	(DEMOS_LINK_READ | DEMOS_LINK_WRITE)
#define SIZE	(1024 * 1024)
#define PAGE	4096
#define PACKET	(DEMOS_PACKET_MAX / 2)	/* bytes of a packet of move data */
#define AREAS	64

#define READ	DEMOS_CMD_MOVE_READ
#define WRITE	DEMOS_CMD_MOVE_WRITE

FIXTURE(data_area)
{
	struct machine m[2];
	struct process a;	/* on machine 1: lends */
	struct process b;	/* on machine 1 or 2: borrows */
	struct memory mine;	/* of a */
	struct memory other;	/* of b */
};

FIXTURE_VARIANT(data_area)
{
	int machines;
};

FIXTURE_VARIANT_ADD(data_area, local)
{
	.machines = 1,
};

FIXTURE_VARIANT_ADD(data_area, remote)
{
	.machines = 2,
};

static void fill(uint8_t *data, size_t size, unsigned int seed)
{
	size_t i;

	for (i = 0; i < size; i++)
		data[i] = rand_r(&seed);
}

FIXTURE_SETUP(data_area)
{
	ASSERT_OK(machine_lan(self->m, variant->machines));
	ASSERT_OK(process_attach(&self->a, &self->m[0], "lender"));
	ASSERT_OK(process_attach(&self->b, &self->m[variant->machines - 1],
				 "borrower"));
	ASSERT_OK(memory_make(&self->a, &self->mine, SIZE));
	ASSERT_OK(memory_make(&self->b, &self->other, SIZE));
	fill(self->mine.bytes, SIZE, 1);
	fill(self->other.bytes, SIZE, 2);
}

FIXTURE_TEARDOWN(data_area)
{
	int i;

	memory_free(&self->mine);
	memory_free(&self->other);
	process_close(&self->a);
	process_close(&self->b);
	for (i = 0; i < variant->machines; i++)
		machine_leave(&self->m[i]);
}

/* Process a lends b a part of its memory */
static int lend(struct process *a, struct process *b, uint32_t rights,
		uint32_t area, uint32_t length, uint32_t *link)
{
	uint32_t mine;
	int error;

	error = link_create_area(a, FREE | rights, area, length, &mine);
	return error ? error : link_exchange(a, b, mine, link);
}

/* Is this a refusal for this reason, at once or later? */
static bool is(int result, enum demos_result reason)
{
	return result == (int)reason || result == refusal(reason);
}

TEST_F(data_area, written_data_is_in_the_owners_memory)
{
	const uint32_t sizes[] = { 1, 2, 255, 4095, 4096, 4097,
				   DEMOS_PACKET_MAX };
	static uint8_t data[DEMOS_PACKET_MAX], back[DEMOS_PACKET_MAX];
	uint32_t link;
	size_t i;

	ASSERT_OK(lend(&self->a, &self->b, RW, self->mine.area, SIZE, &link));
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		uint32_t at = PAGE * 10 + i - 3;

		fill(data, sizes[i], i + 10);
		ASSERT_OK(process_write(&self->b, link, at, data, sizes[i]));
		EXPECT_EQ(0, memcmp(self->mine.bytes + at, data, sizes[i]));
		self->mine.bytes[at] ^= 0x55;
		ASSERT_OK(process_read(&self->b, link, at, back, sizes[i]));
		EXPECT_EQ(0, memcmp(self->mine.bytes + at, back, sizes[i]));
	}
}

TEST_F(data_area, a_link_lends_only_its_part)
{
	uint32_t from = self->mine.area + 100;
	uint8_t before[SIZE / 64];
	uint8_t back[65] = { 0 };
	uint32_t link;

	memcpy(before, self->mine.bytes, sizeof(before));
	ASSERT_OK(lend(&self->a, &self->b, RW, from, 64, &link));
	ASSERT_OK(process_read(&self->b, link, 0, back, 64));
	EXPECT_EQ(0, memcmp(back, before + 100, 64));
	ASSERT_OK(process_read(&self->b, link, 63, back, 1));
	EXPECT_EQ(before[163], back[0]);
	EXPECT_TRUE(is(process_read(&self->b, link, 0, back, 65),
		       DEMOS_EADDRESS));
	EXPECT_TRUE(is(process_read(&self->b, link, 64, back, 1),
		       DEMOS_EADDRESS));
	EXPECT_TRUE(is(process_read(&self->b, link, UINT32_MAX, back, 2),
		       DEMOS_EADDRESS));
	EXPECT_TRUE(is(process_write(&self->b, link, 60, back, 5),
		       DEMOS_EADDRESS));
	EXPECT_EQ(0, memcmp(before, self->mine.bytes, sizeof(before)));
}

TEST_F(data_area, rights_are_enforced)
{
	uint32_t area = self->mine.area;
	uint32_t reader, writer, narrow;
	uint8_t byte = 7;

	ASSERT_OK(lend(&self->a, &self->b, DEMOS_LINK_READ, area, 16,
		       &reader));
	ASSERT_OK(lend(&self->a, &self->b, DEMOS_LINK_WRITE, area, 16,
		       &writer));
	EXPECT_EQ(0, process_read(&self->b, reader, 0, &byte, 1));
	EXPECT_EQ(self->mine.bytes[0], byte);
	EXPECT_TRUE(is(process_write(&self->b, reader, 0, &byte, 1),
		       DEMOS_ERIGHTS));
	EXPECT_EQ(0, process_write(&self->b, writer, 1, &byte, 1));
	EXPECT_EQ(byte, self->mine.bytes[1]);
	EXPECT_TRUE(is(process_read(&self->b, writer, 0, &byte, 1),
		       DEMOS_ERIGHTS));
	ASSERT_OK(link_dup(&self->b, reader, 0, &narrow));
	EXPECT_TRUE(is(process_read(&self->b, narrow, 0, &byte, 1),
		       DEMOS_ERIGHTS));
	EXPECT_EQ(refusal(DEMOS_ERIGHTS),
		  link_dup(&self->b, reader, FREE | RW, &narrow));
}

TEST_F(data_area, parts_may_overlap)
{
	uint32_t area = self->mine.area;
	uint32_t low, high;
	uint8_t bytes[32];

	ASSERT_OK(lend(&self->a, &self->b, RW, area, 64, &low));
	ASSERT_OK(lend(&self->a, &self->b, RW, area + 32, 64, &high));
	ASSERT_OK(process_write(&self->b, low, 32, "overlap", 7));
	ASSERT_OK(process_read(&self->b, high, 0, bytes, 7));
	EXPECT_EQ(0, memcmp("overlap", bytes, 7));
}

TEST_F(data_area, only_registered_memory_is_lent)
{
	const struct { int64_t at; uint32_t length; } wrong[] = {
		{ -1, 1 }, { -1, 2 }, { SIZE, 1 }, { SIZE - 1, 2 },
		{ 0, SIZE + 1 }, { 0, UINT32_MAX }, { 1, UINT32_MAX },
		{ SIZE / 2, UINT32_MAX - SIZE }, { SIZE + PAGE, 1 },
	};
	struct memory second;
	uint32_t link;
	size_t i;

	ASSERT_OK(memory_make(&self->a, &second, PAGE));
	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		uint32_t at = self->mine.area + wrong[i].at;

		if (at >= second.area && at < second.area + PAGE)
			continue;
		EXPECT_REFUSED(DEMOS_EADDRESS,
			       link_create_area(&self->a, RW, at,
						wrong[i].length, &link))
			TH_LOG("%zu", i);
	}
	EXPECT_REFUSED(DEMOS_EADDRESS,
		       link_create_area(&self->a, RW, 0, 1, &link));
	/* Rights without an area, and an area without rights */
	EXPECT_REFUSED(DEMOS_ECALL,
		       link_create_area(&self->a, RW, self->mine.area, 0,
					&link));
	EXPECT_REFUSED(DEMOS_ECALL,
		       link_create_area(&self->a, FREE, self->mine.area, 16,
					&link));
	/* Between one area and the next there is a gap */
	EXPECT_LE(self->mine.area + SIZE + PAGE, second.area);
	EXPECT_EQ(0, link_create_area(&self->a, RW, second.area + PAGE - 1, 1,
				      &link));
	memory_free(&second);
}

static int make_memfd(size_t size, int seals)
{
	int fd = memfd_create("test", MFD_ALLOW_SEALING);

	if (fd >= 0 && (ftruncate(fd, size) || fcntl(fd, F_ADD_SEALS, seals)))
		return -1;
	return fd;
}

TEST_F(data_area, registration_is_checked)
{
	int sealed = make_memfd(PAGE, F_SEAL_SHRINK);
	int open_end = make_memfd(PAGE, 0);
	int null = open("/dev/null", O_RDWR);
	int folder = open("/", O_RDONLY);
	struct process *a = &self->a;
	uint32_t area;

	ASSERT_LE(0, sealed);
	ASSERT_LE(0, open_end);
	EXPECT_EQ(-EBADF, area_create(a, 9999, 0, 1, &area));
	EXPECT_EQ(-EBADF, area_create(a, -1, 0, 1, &area));
	EXPECT_EQ(-EINVAL, area_create(a, null, 0, 1, &area));
	EXPECT_EQ(-EINVAL, area_create(a, folder, 0, 1, &area));
	EXPECT_EQ(-EINVAL, area_create(a, client_fd(&a->client), 0, 1, &area));
	EXPECT_EQ(-EINVAL, area_create(a, open_end, 0, PAGE, &area));
	EXPECT_NE(NULL, strstr(a->client.text, "F_SEAL_SHRINK"));
	EXPECT_EQ(-EINVAL, area_create(a, sealed, 0, 0, &area));
	EXPECT_EQ(-EINVAL, area_create(a, sealed, 0, PAGE + 1, &area));
	EXPECT_EQ(-EINVAL, area_create(a, sealed, PAGE, 1, &area));
	EXPECT_EQ(-EINVAL, area_create(a, sealed, UINT32_MAX, UINT32_MAX,
				       &area));
	EXPECT_EQ(0, area_create(a, sealed, PAGE - 1, 1, &area));
	EXPECT_REFUSED(DEMOS_EADDRESS, area_destroy(a, area + 1));
	EXPECT_EQ(0, area_destroy(a, area));
	EXPECT_REFUSED(DEMOS_EADDRESS, area_destroy(a, area));
	close(sealed);
	close(open_end);
	close(null);
	close(folder);
}

TEST_F(data_area, areas_are_limited)
{
	uint32_t areas[AREAS] = { self->mine.area };
	uint32_t area;
	int i;

	for (i = 1; i < AREAS; i++)
		ASSERT_OK(area_create(&self->a, self->mine.fd, i, 8,
				      &areas[i]));
	EXPECT_REFUSED(DEMOS_EROOM,
		       area_create(&self->a, self->mine.fd, 0, 8, &area));
	for (i = 0; i < AREAS; i++)
		ASSERT_OK(area_destroy(&self->a, areas[i]));
	EXPECT_EQ(0, area_create(&self->a, self->mine.fd, 0, 8, &area));
}

/* Four areas of nearly 1 GiB fill the address space. An address is reused only
 * after all others have been used
 */
TEST_F(data_area, addresses_are_not_reused_soon)
{
	const uint32_t length = 0x3ff00000;
	int fd = make_memfd(length, F_SEAL_SHRINK);
	uint32_t areas[5];
	int i;

	ASSERT_LE(0, fd);
	for (i = 0; i < 3; i++)
		ASSERT_OK(area_create(&self->a, fd, 0, length, &areas[i]));
	ASSERT_OK(area_destroy(&self->a, areas[0]));
	ASSERT_OK(area_create(&self->a, fd, 0, length, &areas[3]));
	EXPECT_LT(areas[2], areas[3]);
	ASSERT_OK(area_create(&self->a, fd, 0, length, &areas[4]));
	EXPECT_GT(areas[1], areas[4]);
	EXPECT_REFUSED(DEMOS_EROOM,
		       area_create(&self->a, fd, 0, length, &areas[0]));
	close(fd);
}

TEST_F(data_area, read_only_memory_is_not_written)
{
	char path[64];
	uint32_t area, link;
	uint8_t byte;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", self->mine.fd);
	fd = open(path, O_RDONLY);
	ASSERT_LE(0, fd);
	ASSERT_OK(area_create(&self->a, fd, 0, PAGE, &area));
	close(fd);
	EXPECT_REFUSED(DEMOS_ERIGHTS,
		       link_create_area(&self->a, RW, area, PAGE, &link));
	ASSERT_OK(lend(&self->a, &self->b, DEMOS_LINK_READ, area, PAGE,
		       &link));
	ASSERT_OK(process_read(&self->b, link, 5, &byte, 1));
	EXPECT_EQ(self->mine.bytes[5], byte);
	/* Nor is it written as the mover's own memory */
	ASSERT_OK(lend(&self->b, &self->a, RW, self->other.area, PAGE,
		       &link));
	EXPECT_REFUSED(DEMOS_ERIGHTS,
		       memory_move(&self->a, READ, link, 0, area, 16));
	EXPECT_EQ(0, memory_move(&self->a, WRITE, link, 0, area, 16));
	EXPECT_EQ(0, memcmp(self->mine.bytes, self->other.bytes, 16));
}

TEST_F(data_area, changes_by_the_owner_are_seen_or_fail)
{
	uint8_t zero[16] = { 0 };
	uint8_t bytes[16];
	uint32_t link;

	ASSERT_OK(lend(&self->a, &self->b, RW, self->mine.area, SIZE, &link));
	EXPECT_EQ(-1, ftruncate(self->mine.fd, 0));
	ASSERT_EQ(0, fallocate(self->mine.fd, FALLOC_FL_PUNCH_HOLE |
			       FALLOC_FL_KEEP_SIZE, 0, SIZE));
	ASSERT_OK(process_read(&self->b, link, PAGE, bytes, 16));
	EXPECT_EQ(0, memcmp(zero, bytes, 16));
	ASSERT_OK(process_write(&self->b, link, PAGE, "sixteen bytes...",
				16));
	ASSERT_EQ(0, munmap(self->mine.bytes, SIZE));
	self->mine.bytes = MAP_FAILED;
	ASSERT_EQ(0, fcntl(self->mine.fd, F_ADD_SEALS, F_SEAL_WRITE));
	EXPECT_TRUE(is(process_write(&self->b, link, 0, bytes, 16),
		       DEMOS_ERIGHTS));
	ASSERT_OK(process_read(&self->b, link, PAGE, bytes, 16));
	EXPECT_EQ(0, memcmp("sixteen bytes...", bytes, 16));
}

TEST_F(data_area, unregistered_memory_is_gone)
{
	struct memory later;
	uint32_t link;
	uint8_t byte;

	ASSERT_OK(lend(&self->a, &self->b, RW, self->mine.area, SIZE, &link));
	ASSERT_OK(process_read(&self->b, link, 0, &byte, 1));
	ASSERT_OK(area_destroy(&self->a, self->mine.area));
	ASSERT_OK(memory_make(&self->a, &later, SIZE));
	EXPECT_NE(self->mine.area, later.area);
	EXPECT_TRUE(is(process_read(&self->b, link, 0, &byte, 1),
		       DEMOS_EADDRESS));
	EXPECT_TRUE(is(process_write(&self->b, link, 0, &byte, 1),
		       DEMOS_EADDRESS));
	memory_free(&later);
	process_close(&self->a);
	EXPECT_TRUE(is(process_read(&self->b, link, 0, &byte, 1),
		       DEMOS_EDEAD));
	ASSERT_OK(process_attach(&self->a, &self->m[0], "another"));
}

TEST_F(data_area, any_length_moves_in_one_request)
{
	const uint32_t lengths[] = { 1, PAGE, DEMOS_PACKET_MAX + 1,
				     300000, SIZE };
	uint64_t packets, before;
	uint32_t link;
	size_t i;

	ASSERT_OK(lend(&self->a, &self->b, RW, self->mine.area, SIZE, &link));
	for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		uint32_t length = lengths[i];
		uint32_t at = SIZE - length;

		fill(self->other.bytes, SIZE, 20 + i);
		ASSERT_OK(memory_move(&self->b, WRITE, link, at,
				      self->other.area + at, length));
		EXPECT_EQ(0, memcmp(self->mine.bytes + at,
				    self->other.bytes + at, length));
		fill(self->mine.bytes, SIZE, 40 + i);
		ASSERT_OK(memory_move(&self->b, READ, link, at,
				      self->other.area + at, length));
		EXPECT_EQ(0, memcmp(self->mine.bytes + at,
				    self->other.bytes + at, length));
	}
	/* In packets, each sent once */
	before = machine_counter(&self->m[variant->machines - 1],
				 DEMOS_C_PACKETS);
	ASSERT_OK(memory_move(&self->b, READ, link, 0, self->other.area,
			      SIZE));
	packets = machine_counter(&self->m[variant->machines - 1],
				  DEMOS_C_PACKETS);
	EXPECT_EQ(SIZE / PACKET, packets - before);
}

TEST_F(data_area, the_movers_own_memory_is_checked)
{
	uint32_t area = self->other.area;
	uint32_t link;

	ASSERT_OK(lend(&self->a, &self->b, RW, self->mine.area, SIZE, &link));
	EXPECT_REFUSED(DEMOS_EADDRESS,
		       memory_move(&self->b, READ, link, 0, area - 1, 16));
	EXPECT_REFUSED(DEMOS_EADDRESS,
		       memory_move(&self->b, READ, link, 0, area + SIZE - 15,
				   16));
	EXPECT_REFUSED(DEMOS_EADDRESS,
		       memory_move(&self->b, READ, link, 0, area, SIZE + 1));
	EXPECT_REFUSED(DEMOS_EADDRESS,
		       memory_move(&self->b, WRITE, link, 1, area, SIZE));
	EXPECT_REFUSED(DEMOS_EADDRESS,
		       memory_move(&self->b, WRITE, link, 0, 0, 16));
	EXPECT_REFUSED(DEMOS_EADDRESS,
		       memory_move(&self->b, WRITE, link, 0, area,
				   UINT32_MAX));
}

/* The lender ends, or unregisters its memory, in the middle of long moves */
TEST_F(data_area, an_aborted_move_reports_the_bytes_moved)
{
	uint32_t link, moved;
	uint32_t seq[32];
	int result;
	int i;

	ASSERT_OK(lend(&self->a, &self->b, RW, self->mine.area, SIZE, &link));
	for (i = 0; i < 32; i++)
		ASSERT_OK(memory_move_begin(&self->b, i % 2 ? WRITE : READ,
					    link, 0, self->other.area, SIZE,
					    &seq[i]));
	ASSERT_OK(area_destroy(&self->a, self->mine.area));
	for (i = 0; i < 32; i++) {
		result = memory_move_end(&self->b, seq[i], &moved);
		EXPECT_TRUE(!result || result == DEMOS_EADDRESS)
			TH_LOG("%d", result);
		EXPECT_TRUE(result ? moved < SIZE : moved == SIZE);
		EXPECT_EQ(0, moved % PACKET);
	}
	ASSERT_OK(area_create(&self->a, self->mine.fd, 0, SIZE,
			      &self->mine.area));
	ASSERT_OK(lend(&self->a, &self->b, RW, self->mine.area, SIZE, &link));
	for (i = 0; i < 32; i++)
		ASSERT_OK(memory_move_begin(&self->b, i % 2 ? WRITE : READ,
					    link, 0, self->other.area, SIZE,
					    &seq[i]));
	process_close(&self->a);
	for (i = 0; i < 32; i++) {
		result = memory_move_end(&self->b, seq[i], &moved);
		EXPECT_TRUE(!result || result == DEMOS_EDEAD ||
			    result == DEMOS_EADDRESS)
			TH_LOG("%d", result);
		EXPECT_TRUE(result ? moved < SIZE : moved == SIZE);
	}
	ASSERT_OK(process_attach(&self->a, &self->m[0], "another"));
}

/* The borrower ends during a move: the lender's machine keeps nothing */
TEST_F(data_area, a_dead_borrower_leaves_nothing_behind)
{
	struct demos_process_info info;
	uint32_t link, seq;
	int i;

	ASSERT_OK(lend(&self->a, &self->b, RW, self->mine.area, SIZE, &link));
	for (i = 0; i < 16; i++)
		ASSERT_OK(memory_move_begin(&self->b, READ, link, 0,
					    self->other.area, SIZE, &seq));
	process_close(&self->b);
	for (i = 0; i < 1000; i++) {
		ASSERT_OK(process_info(&self->m[0], self->a.pid, &info));
		if (!info.pairs && !info.queued)
			break;
		usleep(10000);
	}
	EXPECT_EQ(0, info.pairs);
	ASSERT_OK(process_attach(&self->b, &self->m[variant->machines - 1],
				 "another"));
}

static void pair(uint16_t *r, int first, uint32_t value)
{
	r[first] = value >> 16;
	r[first + 1] = value;
}

/* A guest borrows memory, and migrates while a program moves data to it */
TEST_F(data_area, guests_borrow_and_move)
{
	const struct program program = Z8002(puppet, .pages = 256);
	const uint32_t length = 50000;
	struct demos_migrated migrated;
	struct process *a = &self->a;
	uint32_t puppet, link, seq, moved;
	uint16_t r[14] = { 0 };
	struct guest guest;
	int i;

	ASSERT_OK(guest_start(a, variant->machines, &program, &guest));
	ASSERT_OK(guest_hello(a, &puppet));
	ASSERT_OK(link_create_area(a, FREE | RW, self->mine.area, SIZE,
				   &link));
	ASSERT_OK(puppet_give(a, puppet, link, &link));
	pair(r, 0, link);
	pair(r, 2, 0x1000);
	pair(r, 4, 0x20000);
	pair(r, 6, length);
	ASSERT_OK(puppet_do(a, puppet, DEMOS_SC_MOVE_READ, r));
	ASSERT_EQ(0, r[0]);
	ASSERT_OK(memory_move(a, READ, guest.control, 0x1000,
			      self->mine.area, length));
	EXPECT_EQ(0, memcmp(self->mine.bytes, self->mine.bytes + 0x20000,
			    length));
	if (variant->machines < 2)
		return;
	for (i = 0; i < 20; i++) {
		fill(self->mine.bytes, length, i + 5);
		ASSERT_OK(memory_move_begin(a, WRITE, guest.control, 0x1000,
					    self->mine.area, length, &seq));
		ASSERT_OK(guest_migrate(a, &guest, 1 + i % 2, &migrated));
		ASSERT_OK(memory_move_end(a, seq, &moved));
		ASSERT_EQ(length, moved);
		ASSERT_OK(memory_move(a, READ, guest.control, 0x1000,
				      self->mine.area + 0x20000, length));
		ASSERT_EQ(0, memcmp(self->mine.bytes,
				    self->mine.bytes + 0x20000, length));
	}
}

TEST_HARNESS_MAIN
