// SPDX-License-Identifier: GPL-2.0
/*
 * Links that a creator puts into a guest's table (GIVE), links that it makes to
 * a guest (LINK), and the pipes that come of them: three guests in a row, which
 * all move while bytes pass.
 *
 * PIPE_SIZE=N: KiB that pass; SEED=N chooses which guest moves where.
 */
#include "harness.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#define MACHINES	3
#define GUESTS		3
#define TOLD		256	/* bytes at the end of a stack */
#define VERY_LONG_TEST	36000
#define GIVEN		(DEMOS_LINK_PASS | DEMOS_LINK_NOTIFY)

/* A pipeline, and what its creator knows of it */
struct line {
	struct process *p;
	struct program program;
	struct guest guest[GUESTS];
	char said[2][64];	/* on standard error: the first, the last */
	int ended;
	uint16_t status[GUESTS];
};

FIXTURE(pipe)
{
	struct machine m[MACHINES];
	struct process p;	/* the creator, on machine 1 */
	struct line line;
	unsigned int seed;
};

FIXTURE_VARIANT(pipe)
{
	int model;
};

FIXTURE_VARIANT_ADD(pipe, z8002)
{
	.model = 2,
};

FIXTURE_VARIANT_ADD(pipe, z8001)
{
	.model = 1,
};

static unsigned int setting(const char *name, unsigned int normal)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : normal;
}

FIXTURE_SETUP(pipe)
{
	const struct program one = Z8001(piper, .pages = 256, .told = TOLD);
	const struct program two = Z8002(piper, .pages = 256, .told = TOLD);

	self->line.program = variant->model == 1 ? one : two;
	self->seed = setting("SEED", time(NULL));
	TH_LOG("SEED=%u", self->seed);
	ASSERT_OK(machine_lan(self->m, MACHINES));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "creator"));
	self->line.p = &self->p;
}

FIXTURE_TEARDOWN(pipe)
{
	int i;

	process_close(&self->p);
	for (i = 0; i < MACHINES; i++)
		machine_leave(&self->m[i]);
}

/* Give a guest links. Return: 0, an error, or what its kernel says. */
static int give(struct process *p, const struct guest *guest,
		const uint32_t *links, unsigned int count, uint32_t *names)
{
	const struct demos_control request = { .op = htons(DEMOS_OP_GIVE) };
	const struct letter letter = {
		.link = guest->control,
		.data = &request, .length = sizeof(request),
		.links = links, .nlinks = count,
	};
	const struct demos_given *given;
	struct message answer;
	unsigned int i;
	int error = process_call(p, &letter, &answer);

	if (error)
		return error;
	given = (const void *)answer.data;
	if (answer.length != sizeof(*given) ||
	    given->op != htons(DEMOS_OP_GIVE | DEMOS_OP_ANSWER))
		return -EBADMSG;
	for (i = 0; i < DEMOS_GIVE_MAX; i++)
		names[i] = ntohl(given->links[i]);
	return ntohs(given->result);
}

static int link_to(struct process *p, const struct guest *guest,
		   uint32_t code, uint16_t channel, uint16_t flags,
		   uint32_t *link)
{
	const struct demos_op_link request = {
		.op = htons(DEMOS_OP_LINK),
		.flags = htons(flags),
		.code = htonl(code),
		.channel = htons(channel),
	};
	struct message answer;
	int error = process_control(p, guest->control, &request,
				    sizeof(request), &answer);

	if (error)
		return error;
	if (answer.nlinks != 1)
		return -EBADMSG;
	*link = answer.links[0];
	return 0;
}

/* Argc 0, its null pointer, two variables, a null pointer, their texts */
static int tell(struct process *p, const struct program *program,
		const struct guest *guest, const char *streams,
		const char *role, unsigned int size)
{
	const bool wide = program->model == 1;
	const unsigned int pointer = wide ? 4 : 2;
	const uint16_t sp = program->pages * 256 - TOLD;
	uint8_t bytes[TOLD] = { 0 };
	uint16_t at = 2 + 5 * pointer;
	char texts[3][64];
	int i;

	snprintf(texts[0], sizeof(texts[0]), "DEMOS_STREAMS=%s", streams);
	snprintf(texts[1], sizeof(texts[1]), "ROLE=%s", role);
	snprintf(texts[2], sizeof(texts[2]), "SIZE=%u", size);
	for (i = 0; i < 3; i++) {
		const uint16_t text = htons(sp + at);
		const uint16_t segment = htons(0x8000 | program->segment << 8);
		uint8_t *to = bytes + 2 + (i + 1) * pointer;

		if (wide)
			memcpy(to, &segment, 2);
		memcpy(to + pointer - 2, &text, 2);
		strcpy((char *)bytes + at, texts[i]);
		at += strlen(texts[i]) + 1;
	}
	return guest_write(p, guest, guest->base + sp, bytes, sizeof(bytes));
}

static int create(struct line *line, int i)
{
	int error = guest_create(line->p, i % MACHINES + 1, &line->program,
				 &line->guest[i]);

	return error ? error : guest_load(line->p, &line->program,
					  &line->guest[i]);
}

/* From one guest's output to the next one's input */
static int join(struct line *line, int from, uint32_t *name)
{
	uint32_t link, names[DEMOS_GIVE_MAX];
	int error = link_to(line->p, &line->guest[from + 1], 0,
			    DEMOS_PIPE_CHANNEL, GIVEN, &link);

	if (!error)
		error = give(line->p, &line->guest[from], &link, 1, names);
	*name = names[0];
	return error;
}

/* The last one of @count guests takes, the first one makes, others pass */
static int begin(struct line *line, int count, const char *first,
		 unsigned int made, unsigned int taken)
{
	char streams[40];
	uint32_t name;
	int i, error = 0;

	for (i = count - 1; i >= 0 && !error; i--) {
		name = 0;
		error = create(line, i);
		if (!error && i < count - 1)
			error = join(line, i, &name);
		snprintf(streams, sizeof(streams), "%s %c%x",
			 i ? "p1" : "n", name ? 'p' : 'c', name);
		if (!error)
			error = tell(line->p, &line->program, &line->guest[i],
				     streams, !i ? first : i == count - 1 ?
				     "take" : "pass", i ? taken : made);
		if (!error)
			error = guest_control(line->p, &line->guest[i],
					      DEMOS_OP_RESUME);
	}
	return error;
}

static int number(struct line *line, uint64_t pid)
{
	int i = 0;

	while (i < GUESTS - 1 && line->guest[i].pid != pid)
		i++;
	return i;
}

/* Take what guests say and how they end. DEMOS_ETIME: nothing */
static int hear(struct line *line, int ms)
{
	const struct demos_ended *ended;
	struct message message;
	int i, error = process_receive(line->p, 1 << MANAGER_CHANNEL |
				       1 << CONSOLE_CHANNEL, ms, &message);

	if (error)
		return error;
	if (message.head.channel == CONSOLE_CHANNEL) {
		i = !!number(line, message.head.from.pid);
		message.data[message.length] = '\0';
		if (message.length < sizeof(line->said[i]))
			strcat(line->said[i], (char *)message.data);
		return 0;
	}
	ended = (const void *)message.data;
	i = number(line, be64toh(ended->pid));
	line->status[i] = ended->op == htons(DEMOS_OP_EXITED) ?
			  ntohs(ended->status) : UINT16_MAX;
	line->ended++;
	return 0;
}

TEST_F_TIMEOUT(pipe, carries_all_while_all_its_guests_move, VERY_LONG_TEST)
{
	unsigned int size = setting("PIPE_SIZE", 10000), moves = 0;
	struct demos_migrated migrated;
	int i, error;

	ASSERT_OK(begin(&self->line, GUESTS, "make", size, 1));
	while (self->line.ended < GUESTS) {
		i = rand_r(&self->seed) % GUESTS;
		error = guest_migrate(&self->p, &self->line.guest[i],
				      rand_r(&self->seed) % MACHINES + 1,
				      &migrated);
		moves += !error;
		do
			error = hear(&self->line, 1);
		while (!error);
		ASSERT_EQ(DEMOS_ETIME, error);
	}
	TH_LOG("%u moves, %u KiB", moves, size);
	for (i = 0; i < GUESTS; i++)
		EXPECT_EQ(0, self->line.status[i]);
	EXPECT_STREQ(self->line.said[0], self->line.said[1]);
	EXPECT_EQ(size * 1024UL, strtoul(self->line.said[0], NULL, 10));
}

/* As `yes | head`: the writer learns that the reader has ended */
TEST_F(pipe, ends_its_writer_with_its_reader)
{
	ASSERT_OK(begin(&self->line, 2, "make", 1000000, 0));
	while (self->line.ended < 2)
		ASSERT_OK(hear(&self->line, SOON));
	EXPECT_EQ(141, self->line.status[0]);
	EXPECT_EQ(0, self->line.status[1]);
	EXPECT_EQ('\0', *self->line.said[0]);
}

TEST_F(pipe, tells_a_writer_of_the_end_that_asks_for_it)
{
	ASSERT_OK(begin(&self->line, 2, "closed", 1000000, 0));
	while (self->line.ended < 2)
		ASSERT_OK(hear(&self->line, SOON));
	EXPECT_EQ(32, self->line.status[0]);
}

/* The reader gets the end, too, if the last writer is killed */
TEST_F(pipe, ends_with_a_killed_writer)
{
	ASSERT_OK(begin(&self->line, GUESTS, "make", 1000000, 1));
	EXPECT_EQ(DEMOS_ETIME, hear(&self->line, 50));
	ASSERT_OK(guest_control(&self->p, &self->line.guest[0], DEMOS_OP_KILL));
	while (self->line.ended < GUESTS)
		ASSERT_OK(hear(&self->line, SOON));
	EXPECT_EQ(137, self->line.status[0]);
	EXPECT_EQ(0, self->line.status[1]);
	EXPECT_EQ(0, self->line.status[2]);
	EXPECT_NE('\0', *self->line.said[1]);
}

/* Two writers of one reader, of which one is the creator */
TEST_F(pipe, has_several_writers)
{
	uint32_t links[2], names[DEMOS_GIVE_MAX];
	char streams[40];
	int i;

	for (i = 0; i < 2; i++)
		ASSERT_OK(create(&self->line, i));
	for (i = 0; i < 2; i++)
		ASSERT_OK(link_to(&self->p, &self->line.guest[1], i,
				  DEMOS_PIPE_CHANNEL, GIVEN, &links[i]));
	ASSERT_OK(give(&self->p, &self->line.guest[0], links, 1, names));
	snprintf(streams, sizeof(streams), "n0 p%x", names[0]);
	ASSERT_OK(tell(&self->p, &self->line.program, &self->line.guest[0],
		       streams, "make", 3));
	ASSERT_OK(tell(&self->p, &self->line.program, &self->line.guest[1],
		       "p2", "take", 1));
	for (i = 0; i < 2; i++)
		ASSERT_OK(guest_control(&self->p, &self->line.guest[i],
					DEMOS_OP_RESUME));
	/* The first one ends; the reader waits for the other */
	while (self->line.ended < 1)
		ASSERT_OK(hear(&self->line, SOON));
	EXPECT_EQ(DEMOS_ETIME, hear(&self->line, 50));
	ASSERT_OK(process_say(&self->p, links[1], "0123456789", 10));
	ASSERT_OK(process_say(&self->p, links[1], "", 0));
	while (self->line.ended < 2)
		ASSERT_OK(hear(&self->line, SOON));
	EXPECT_EQ(0, self->line.status[1]);
	EXPECT_EQ(0, strncmp(self->line.said[1], "3082 ", 5));
}

TEST_F(pipe, links_are_given_to_a_guest_that_moves)
{
	struct demos_migrated migrated;
	uint32_t link, credit, names[DEMOS_GIVE_MAX];
	struct message answer;

	ASSERT_OK(create(&self->line, 0));
	ASSERT_OK(link_create(&self->p, 7, 0, GIVEN, &link));
	ASSERT_OK(guest_migrate_begin(&self->p, &self->line.guest[0], 3,
				      &credit));
	ASSERT_OK(give(&self->p, &self->line.guest[0], &link, 1, names));
	EXPECT_EQ(3, names[0]);
	EXPECT_EQ(0, names[1]);
	ASSERT_OK(process_await(&self->p, credit, SOON, &answer));
	ASSERT_OK(guest_migrate_end(&answer, &migrated));
	/* A link made there leads there */
	ASSERT_OK(link_to(&self->p, &self->line.guest[0], 9, 4, GIVEN, &link));
	ASSERT_OK(guest_migrate(&self->p, &self->line.guest[0], 2, &migrated));
	ASSERT_OK(process_say(&self->p, link, "", 0));
	EXPECT_OK(process_until(&self->m[1], self->line.guest[0].pid,
				OF_PROCESS(queued), 1));
}

TEST_F(pipe, hostile_requests_are_refused)
{
	const struct demos_control bare = { .op = htons(DEMOS_OP_GIVE) };
	uint32_t links[DEMOS_LINKS_MAX], names[DEMOS_GIVE_MAX], link;
	struct letter letter = {
		.data = &bare, .length = sizeof(bare), .links = links,
	};
	struct demos_status before, after;
	struct message message;
	int i;

	ASSERT_OK(create(&self->line, 0));
	letter.link = self->line.guest[0].control;
	ASSERT_OK(guest_status(&self->p, &self->line.guest[0], &before));
	/* No link; a reply link; a reply link among others */
	EXPECT_EQ(DEMOS_ECALL, give(&self->p, &self->line.guest[0], links, 0,
				    names));
	for (i = 0; i < 3; i++)
		ASSERT_OK(link_create(&self->p, i, 5, DEMOS_LINK_PASS |
				      (i == 2 ? DEMOS_LINK_REPLY :
						DEMOS_LINK_NOTIFY),
				      &links[i]));
	EXPECT_EQ(DEMOS_ECALL, give(&self->p, &self->line.guest[0], links, 3,
				    names));
	EXPECT_EQ(0, names[0]);
	/* They are destroyed, of which their creator is told */
	for (i = 0; i < 3; i++)
		EXPECT_OK(process_receive(&self->p, 1 << 5, SOON, &message));
	/* Without a reply link nobody would know their names */
	ASSERT_OK(link_create(&self->p, 7, 5, GIVEN, &links[0]));
	letter.nlinks = 1;
	ASSERT_OK(process_send(&self->p, &letter));
	EXPECT_OK(process_receive(&self->p, 1 << 5, SOON, &message));
	EXPECT_EQ(7, message.head.code);
	/* Links with rights that no guest may give */
	EXPECT_EQ(DEMOS_ECALL, link_to(&self->p, &self->line.guest[0], 0, 0,
				       DEMOS_LINK_KERNEL, &link));
	EXPECT_EQ(DEMOS_ECALL, link_to(&self->p, &self->line.guest[0], 0, 0,
				       DEMOS_LINK_REPLY, &link));
	EXPECT_EQ(DEMOS_ECALL, link_to(&self->p, &self->line.guest[0], 0, 0,
				       DEMOS_LINK_READ, &link));
	EXPECT_EQ(DEMOS_ECALL, link_to(&self->p, &self->line.guest[0], 0, 0,
				       DEMOS_LINK_MEMORY, &link));
	EXPECT_EQ(DEMOS_ECALL, link_to(&self->p, &self->line.guest[0], 0, 0,
				       0x8000, &link));
	EXPECT_EQ(DEMOS_ECALL, link_to(&self->p, &self->line.guest[0], 0,
				       DEMOS_CHANNELS, GIVEN, &link));
	EXPECT_EQ(DEMOS_ECALL, link_to(&self->p, &self->line.guest[0], 0, 0x100,
				       GIVEN, &link));
	ASSERT_OK(guest_status(&self->p, &self->line.guest[0], &after));
	EXPECT_EQ(before.links, after.links);
}

TEST_F(pipe, a_full_table_takes_none_of_the_links)
{
	uint32_t links[2], names[DEMOS_GIVE_MAX];
	struct message message;
	int i;

	ASSERT_OK(create(&self->line, 0));
	/* Room for one more than the guest has */
	ASSERT_OK(machine_set_limit(&self->m[0], DEMOS_LIMIT_PROCESS_LINKS,
				    3));
	for (i = 0; i < 2; i++)
		ASSERT_OK(link_create(&self->p, i, 5, GIVEN, &links[i]));
	EXPECT_EQ(DEMOS_EROOM, give(&self->p, &self->line.guest[0], links, 2,
				    names));
	for (i = 0; i < 2; i++)
		EXPECT_OK(process_receive(&self->p, 1 << 5, SOON, &message));
	ASSERT_OK(link_create(&self->p, 7, 5, GIVEN, &links[0]));
	EXPECT_OK(give(&self->p, &self->line.guest[0], links, 1, names));
	EXPECT_EQ(3, names[0]);
}

TEST_HARNESS_MAIN
