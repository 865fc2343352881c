// SPDX-License-Identifier: GPL-2.0
/*
 * Programs in C (guests/worker.c) that are moved in the middle of printf,
 * malloc, floating point and kernel calls: their output is the same to the byte
 * as that of a guest that never moves. A worker that waits for input gets it
 * after it has moved.
 *
 * MIGRATIONS=N moves each of them N times, SEED=N chooses the moments.
 */
#include "harness.h"

#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#define MACHINES	3
#define MESSAGES	8	/* most of them between two migrations */
#define DELAY		1000	/* us, the longest after them */
#define VERY_LONG_TEST	36000

/* Kinds of work, in the order of worker.c */
enum { TEXTS, BLOCKS, REALS, CALLS, INPUT, KINDS };

/**
 * struct run - a worker
 * @p: its manager
 * @guest: the guest
 * @credit: for its next message, or 0
 * @round: its number of rounds so far
 * @last: after that many it is to end
 * @moves: it is being moved: let it wait for input until it has moved
 * @reader: the link for its next input, or 0
 * @wanted: most bytes of that
 * @read: bytes that it has had
 * @over: it has ended
 * @status: with this status
 * @moved: how often its machine had changed after a piece of work
 * @text: its output
 * @length: bytes of it
 * @room: bytes of memory for it
 */
struct run {
	struct process *p;
	struct guest guest;
	uint32_t credit;
	uint32_t round;
	uint32_t last;
	bool moves;
	uint32_t reader;
	uint16_t wanted;
	size_t read;
	bool over;
	uint16_t status;
	uint16_t moved[KINDS];
	char *text;
	size_t length;
	size_t room;
};

FIXTURE(compiled)
{
	struct machine m[MACHINES];
	struct process p;	/* the manager, on machine 1 */
	struct program program;
	unsigned int migrations;
	unsigned int seed;
};

FIXTURE_VARIANT(compiled)
{
	int model;
	bool apart;
};

FIXTURE_VARIANT_ADD(compiled, z8002)
{
	.model = 2,
};

FIXTURE_VARIANT_ADD(compiled, z8001)
{
	.model = 1,
};

FIXTURE_VARIANT_ADD(compiled, z8002_with_code_and_data_apart)
{
	.model = 2,
	.apart = true,
};

static unsigned int setting(const char *name, unsigned int normal)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : normal;
}

FIXTURE_SETUP(compiled)
{
	const struct program apart = Z8002(worker_apart, .apart = true,
		.data = _binary_worker_data_z8002_start,
		.data_size = _binary_worker_data_z8002_end -
			     _binary_worker_data_z8002_start);
	const struct program one = Z8001(worker, .pages = 256);
	const struct program two = Z8002(worker, .pages = 256);

	self->program = variant->apart ? apart : variant->model == 1 ? one :
								       two;
	self->migrations = setting("MIGRATIONS", 40);
	self->seed = setting("SEED", time(NULL));
	TH_LOG("SEED=%u", self->seed);
	ASSERT_OK(machine_lan(self->m, MACHINES));
	ASSERT_OK(process_attach(&self->p, &self->m[0], "manager"));
}

FIXTURE_TEARDOWN(compiled)
{
	int i;

	process_close(&self->p);
	for (i = 0; i < MACHINES; i++)
		machine_leave(&self->m[i]);
}

static int run_start(struct run *run, struct process *p,
		     const struct program *program)
{
	memset(run, 0, sizeof(*run));
	run->p = p;
	run->last = UINT32_MAX;
	return guest_start(p, 1, program, &run->guest);
}

static int keep_output(struct run *run, const void *bytes, size_t length)
{
	if (run->room - run->length < length) {
		run->room = 2 * run->room + length;
		run->text = realloc(run->text, run->room);
		if (!run->text)
			return -ENOMEM;
	}
	memcpy(run->text + run->length, bytes, length);
	run->length += length;
	return 0;
}

/* Give a worker that waits for input some bytes, less than a line or more. */
static int give_input(struct run *run)
{
	struct {
		struct demos_answer answer;
		char bytes[DEMOS_CONSOLE_MAX];
	} said = {
		.answer.op = htons(DEMOS_CONSOLE_READ | DEMOS_OP_ANSWER),
	};
	size_t length = 1 + run->read % 200;
	size_t i;
	int error;

	if (!run->reader)
		return 0;
	if (length > run->wanted)
		length = run->wanted;
	for (i = 0; i < length; i++, run->read++)
		said.bytes[i] = run->read % 61 == 60 ? '\n' :
						       'a' + run->read % 26;
	error = process_say(run->p, run->reader, &said,
			    sizeof(said.answer) + length);
	run->reader = 0;
	return error;
}

static int hear_console(struct run *run, const struct message *message)
{
	const struct demos_console_read *request = (const void *)message->data;

	if (!message->nlinks)
		return keep_output(run, message->data, message->length);
	if (message->length != sizeof(*request) ||
	    request->op != htons(DEMOS_CONSOLE_READ))
		return -EBADMSG;
	run->reader = message->links[0];
	run->wanted = ntohs(request->size);
	return run->moves ? 0 : give_input(run);
}

/* The worker asks whether to go on after a round, or reports and ends. */
static int hear_worker(struct run *run, const struct message *message)
{
	uint16_t go_on;
	int i;

	if (!message->nlinks && message->length == sizeof(run->moved)) {
		memcpy(run->moved, message->data, sizeof(run->moved));
		for (i = 0; i < KINDS; i++)
			run->moved[i] = ntohs(run->moved[i]);
		return 0;
	}
	if (message->nlinks != 1 || message->length != sizeof(run->round))
		return -EBADMSG;
	memcpy(&run->round, message->data, sizeof(run->round));
	run->round = ntohl(run->round);
	go_on = htons(run->round < run->last);
	return process_say(run->p, message->links[0], &go_on, sizeof(go_on));
}

/* Take the worker's next message. -ETIMEDOUT: there is none yet. */
static int hear(struct run *run, int ms)
{
	const struct demos_ended *ended;
	uint32_t channels = 1 << MANAGER_CHANNEL | 1 << HELLO_CHANNEL |
			    1 << CONSOLE_CHANNEL;
	struct message message;
	int error = 0;

	if (!run->credit)
		error = process_post(run->p, channels, -1, &run->credit);
	if (!error)
		error = process_await(run->p, run->credit, ms, &message);
	if (error)
		return error;
	run->credit = 0;
	switch (message.head.channel) {
	case CONSOLE_CHANNEL:
		return hear_console(run, &message);
	case HELLO_CHANNEL:
		return hear_worker(run, &message);
	default:
		ended = (const void *)message.data;
		run->over = true;
		run->status = ended->op == htons(DEMOS_OP_EXITED) ?
				      ntohs(ended->status) : UINT16_MAX;
		return 0;
	}
}

/*
 * Listen to the worker until the answer to another request comes. To look for
 * a message is to read, and to keep, those that have come: so the answer is
 * looked for last, before we wait. It comes whether the worker is heard or not.
 */
static int hear_until(struct run *run, uint32_t credit,
		      struct message *answer)
{
	int heard, error;

	for (;;) {
		heard = hear(run, 0);
		if (heard && heard != -ETIMEDOUT)
			return heard;
		error = process_await(run->p, credit, 0, answer);
		if (error != -ETIMEDOUT)
			return error;
		error = heard ? client_poll(&run->p->client, SOON) : 0;
		if (error)
			return error;
	}
}

static int run_to_the_end(struct run *run)
{
	int error;

	run->moves = false;
	error = give_input(run);
	while (!run->over && !error)
		error = hear(run, SOON);
	return error;
}

/* Move the worker at a moment that depends on the seed. */
static int move(struct run *run, unsigned int *seed, uint16_t to)
{
	struct demos_migrated migrated;
	struct message answer;
	uint32_t credit;
	int error = 0;
	int i;

	run->moves = true;
	for (i = rand_r(seed) % MESSAGES; i > 0 && !run->reader && !error; i--)
		error = hear(run, SOON);
	usleep(rand_r(seed) % DELAY);
	if (!error)
		error = guest_migrate_begin(run->p, &run->guest, to, &credit);
	if (!error)
		error = hear_until(run, credit, &answer);
	if (!error)
		error = guest_migrate_end(&answer, &migrated);
	return error ? error : give_input(run);
}

/* Show the first line that differs. */
static bool same_output(struct __test_metadata *_metadata,
			const struct run *one, const struct run *other)
{
	size_t i, line = 0, most = one->length < other->length ?
				   one->length : other->length;

	for (i = 0; i < most && one->text[i] == other->text[i]; i++)
		if (one->text[i] == '\n')
			line = i + 1;
	if (i == one->length && i == other->length)
		return true;
	TH_LOG("byte %zu differs: '%.*s' and '%.*s'", i,
	       (int)strnlen(one->text + line, one->length - line > 80 ?
					      80 : one->length - line),
	       one->text + line, (int)(other->length - line > 80 ?
				       80 : other->length - line),
	       other->text + line);
	return false;
}

TEST_F_TIMEOUT(compiled, and_moved_prints_the_same, VERY_LONG_TEST)
{
	struct run moved, still;
	unsigned int i;

	ASSERT_OK(run_start(&moved, &self->p, &self->program));
	for (i = 0; i < self->migrations; i++)
		ASSERT_OK(move(&moved, &self->seed, (i + 1) % MACHINES + 1));
	moved.last = moved.round + 2;
	ASSERT_OK(run_to_the_end(&moved));
	EXPECT_EQ(0, moved.status);
	TH_LOG("%u migrations in %u rounds, %zu bytes of output",
	       self->migrations, moved.round, moved.length);
	TH_LOG("in printf %u, malloc %u, floating point %u, calls %u, input %u",
	       moved.moved[TEXTS], moved.moved[BLOCKS], moved.moved[REALS],
	       moved.moved[CALLS], moved.moved[INPUT]);
	/* Only many migrations surely meet each kind of work */
	for (i = 0; i < KINDS; i++)
		EXPECT_LE(self->migrations / 100, moved.moved[i]);

	ASSERT_OK(run_start(&still, &self->p, &self->program));
	still.last = moved.round;
	ASSERT_OK(run_to_the_end(&still));
	EXPECT_EQ(0, still.status);
	EXPECT_EQ(moved.round, still.round);
	for (i = 0; i < KINDS; i++)
		EXPECT_EQ(0, still.moved[i]);
	EXPECT_TRUE(same_output(_metadata, &moved, &still));
	free(moved.text);
	free(still.text);
}

TEST_HARNESS_MAIN
