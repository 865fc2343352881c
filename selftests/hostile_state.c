// SPDX-License-Identifier: GPL-2.0
/*
 * A lying kernel asks to move a process here, but its state is invalid:
 * rubbish, too long, too short, or a valid state with something changed. It is
 * checked and refused.
 */
#include "harness.h"
#include "frame.h"
#include "honest_fixture.h"

#include <sys/socket.h>
#include <unistd.h>

#define LIAR	7
/* Where the table of segments begins in the resident state */
#define FIRST_SEGMENT	(2 + 4 + 8 + 1 + 1 + DEMOS_NAME_MAX)
#define STATE_MAX	4096

/* Read frames until a control message arrives. */
static int next_control(struct liar *liar, struct frame *frame, int *op,
			const void **data)
{
	const struct nlattr *nla;
	int error;

	for (;;) {
		error = frame_read(liar->fd, frame);
		if (error)
			return error;
		nla = frame_find(frame, DEMOS_A_DATA);
		if (frame->genl.cmd != DEMOS_CMD_MESSAGE || !nla)
			continue;
		*data = (const char *)nla + NLA_HDRLEN;
		*op = ntohs(*(const uint16_t *)*data);
		return 0;
	}
}

struct packet {
	struct demos_op_data head;
	uint8_t bytes[DEMOS_PACKET_MAX];
} __packed;

/**
 * struct image - the state of a process, as a machine asks to move it
 * @ask: the request
 * @part: resident and swappable state; the program is all zeros
 * @empty: answer pulls without any bytes
 * @pulls: number of pulls received
 */
struct image {
	struct demos_op_ask ask;
	uint8_t part[2][STATE_MAX];
	bool empty;
	int pulls;
};

/* Pull a part of the state of a process that machine 1 asks to take. */
static int pull_part(struct liar *liar, struct image *image, int region,
		     uint32_t length)
{
	const struct demos_op_pull pull = {
		.op = htons(DEMOS_OP_PULL),
		.region = htons(region),
		.transfer = htonl(region),
		.length = htonl(length),
		.pid = image->ask.pid,
	};
	const struct demos_op_data *answer;
	struct frame frame;
	const void *data;
	int error;
	int op;

	if (length > STATE_MAX)
		return -EMSGSIZE;
	liar_kernel(liar, &frame, DEMOS_PID_KERNEL(1), &pull, sizeof(pull));
	frame.head.flags = DEMOS_F_KERNEL | DEMOS_F_BULK;
	error = frame_send(liar, &frame);
	if (!error)
		error = next_control(liar, &frame, &op, &data);
	if (error)
		return error;
	answer = data;
	if (op != DEMOS_OP_DATA || answer->result ||
	    ntohl(answer->length) != length)
		return -EBADMSG;
	memcpy(image->part[region - DEMOS_REGION_RESIDENT], answer + 1,
	       length);
	return 0;
}

/* Learn from an honest machine what the state of a process looks like. */
static int learn(struct process *manager, struct machine *machine,
		 struct image *image)
{
	const struct program puppet = Z8002(puppet, .pages = 16);
	struct demos_op_migration no = { .op = htons(DEMOS_OP_REFUSE) };
	struct frame frame;
	struct guest guest;
	struct liar liar;
	const void *data;
	uint32_t credit;
	int error, op;

	error = guest_start(manager, 1, &puppet, &guest);
	if (!error)
		error = liar_befriend(&liar, machine, LIAR);
	if (!error)
		error = guest_migrate_begin(manager, &guest, LIAR, &credit);
	do {
		if (!error)
			error = next_control(&liar, &frame, &op, &data);
	} while (!error && op != DEMOS_OP_ASK);
	if (error)
		return error;
	memcpy(&image->ask, data, sizeof(image->ask));
	error = pull_part(&liar, image, DEMOS_REGION_RESIDENT,
			  ntohl(image->ask.resident));
	if (!error)
		error = pull_part(&liar, image, DEMOS_REGION_SWAPPABLE,
				  ntohl(image->ask.swappable));
	no.pid = image->ask.pid;
	no.moves = image->ask.moves;
	liar_kernel(&liar, &frame, DEMOS_PID_KERNEL(1), &no, sizeof(no));
	if (!error)
		error = frame_send(&liar, &frame);
	shutdown(liar.fd, SHUT_WR);
	return error ? error : liar_gone(&liar);
}

/* Give the state to a new process. */
static void rename_process(struct image *image, uint32_t local)
{
	image->ask.pid = htobe64(DEMOS_PID(LIAR, local));
	/* Behind the version and the number of moves */
	memcpy(image->part[0] + 6, &image->ask.pid, sizeof(image->ask.pid));
}

/* Answer a pull of part of the state. */
static int answer_pull(struct liar *liar, struct image *image,
		       const struct demos_op_pull *pull)
{
	struct packet *answer = calloc(1, sizeof(*answer));
	struct frame *frame = malloc(sizeof(*frame));
	uint32_t length = ntohl(pull->length);
	int part = ntohs(pull->region) - DEMOS_REGION_RESIDENT;
	uint32_t at = ntohl(pull->address);
	int error;

	image->pulls++;
	if (length > DEMOS_PACKET_MAX)
		length = DEMOS_PACKET_MAX;
	if (image->empty)
		length = 0;
	answer->head = (struct demos_op_data){
		.op = htons(DEMOS_OP_DATA),
		.transfer = pull->transfer,
		.address = pull->address,
		.length = htonl(length),
	};
	if (part < 2 && at < STATE_MAX && length <= STATE_MAX - at)
		memcpy(answer->bytes, image->part[part] + at, length);
	liar_kernel(liar, frame, DEMOS_PID_KERNEL(1), answer,
		    sizeof(answer->head) + length);
	frame->head.flags = DEMOS_F_KERNEL | DEMOS_F_BULK;
	error = frame_send(liar, frame);
	free(frame);
	free(answer);
	return error;
}

/*
 * Ask machine 1 to take a process. Return: DEMOS_OK if it has, its reason for
 * refusing, or a negative errno.
 */
static int offer(struct machine *machine, struct image *image)
{
	const struct demos_op_migration *said;
	struct frame frame;
	struct liar liar;
	const void *data;
	int error;
	int op;

	image->pulls = 0;
	error = liar_befriend(&liar, machine, LIAR);
	liar_kernel(&liar, &frame, DEMOS_PID_KERNEL(1), &image->ask,
		    sizeof(image->ask));
	if (!error)
		error = frame_send(&liar, &frame);
	do {
		if (!error)
			error = next_control(&liar, &frame, &op, &data);
		if (!error && op == DEMOS_OP_PULL)
			error = answer_pull(&liar, image, data);
	} while (!error && op != DEMOS_OP_REFUSE &&
		 op != DEMOS_OP_ESTABLISHED);
	close(liar.fd);
	if (error)
		return error;
	said = data;
	return op == DEMOS_OP_REFUSE ? ntohs(said->result) : DEMOS_OK;
}

#define LEARN(image) \
	ASSERT_OK(learn(&self->p[0], &self->m[0], image))
#define OFFER(image) offer(&self->m[0], image)

/* So the tests below are refused only for their changes. */
TEST_F(honest, a_valid_state_is_accepted)
{
	struct image image = {};

	LEARN(&image);
	rename_process(&image, 1);
	EXPECT_EQ(DEMOS_OK, OFFER(&image));
	EXPECT_LE(3, image.pulls);
	ASSERT_OK(honest_work_on(self->p, self->there));
}

TEST_F_TIMEOUT(honest, too_short, LONG_TEST)
{
	uint32_t resident, swappable, cut;
	struct image image = {};

	LEARN(&image);
	rename_process(&image, 1);
	resident = ntohl(image.ask.resident);
	swappable = ntohl(image.ask.swappable);
	for (cut = 1; cut < resident; cut += 1 + cut / 8) {
		image.ask.resident = htonl(resident - cut);
		EXPECT_EQ(DEMOS_ECALL, OFFER(&image))
			TH_LOG("resident state, %u bytes short", cut);
		EXPECT_LE(1, image.pulls);
	}
	image.ask.resident = htonl(resident);
	for (cut = 1; cut < swappable; cut += 1 + cut / 8) {
		image.ask.swappable = htonl(swappable - cut);
		EXPECT_EQ(DEMOS_ECALL, OFFER(&image))
			TH_LOG("swappable state, %u bytes short", cut);
		EXPECT_LE(2, image.pulls);
	}
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/* Some are accepted: not every change makes the state invalid. */
TEST_F_TIMEOUT(honest, one_byte_changed, LONG_TEST)
{
	struct image image = {}, changed;
	unsigned int seed, i;
	uint32_t size[2];
	int part, result;

	LEARN(&image);
	size[0] = ntohl(image.ask.resident);
	size[1] = ntohl(image.ask.swappable);
	for (seed = 1; seed <= 60; seed++) {
		unsigned int random = seed;

		changed = image;
		rename_process(&changed, seed);
		for (i = 0; i <= seed % 4; i++) {
			part = rand_r(&random) % 2;
			changed.part[part][rand_r(&random) % size[part]] =
				rand_r(&random) % 2 ? 0xff : rand_r(&random);
		}
		result = OFFER(&changed);
		EXPECT_LE(0, result);
		EXPECT_LE(1, changed.pulls);
	}
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/* The trail comes last: it must not name the same machine twice. */
TEST_F(honest, a_machine_twice_in_the_trail)
{
	struct image image = {};
	uint8_t *end;
	int where;

	LEARN(&image);
	end = image.part[1] + ntohl(image.ask.swappable);
	/* A count of one, and machine 1, which it has left */
	ASSERT_EQ(0, memcmp(end - 6, "\0\0\0\1\0\1", 6));
	image.ask.swappable = htonl(ntohl(image.ask.swappable) + 2);
	end[-3] = 2;
	end[-1] = 3;
	end[0] = 0;
	for (where = 2; where < 4; where++) {
		rename_process(&image, where);
		end[1] = where;
		EXPECT_EQ(where == 3 ? DEMOS_ECALL : DEMOS_OK, OFFER(&image));
	}
}

TEST_F_TIMEOUT(honest, rubbish, LONG_TEST)
{
	struct image image = {}, rubbish;
	unsigned int seed, i;
	uint64_t count;

	LEARN(&image);
	for (seed = 1; seed <= 30; seed++) {
		unsigned int random = seed;

		rubbish = image;
		rename_process(&rubbish, 7);
		for (i = 0; i < STATE_MAX; i++) {
			rubbish.part[0][i] = rand_r(&random) % 3 ? 0 :
				rand_r(&random);
			rubbish.part[1][i] = rand_r(&random);
		}
		/* Now and then the beginning is valid, or all but the end */
		if (seed % 3)
			memcpy(rubbish.part[0], image.part[0], 14);
		if (seed % 3 == 2)
			memcpy(rubbish.part[0], image.part[0], STATE_MAX);
		if (seed % 3 == 2)
			rename_process(&rubbish, 7);
		EXPECT_LT(0, OFFER(&rubbish));
		EXPECT_LE(1, rubbish.pulls);
	}
	ASSERT_OK(machine_show(&self->m[0], DEMOS_A_PROCESSES, &count));
	EXPECT_EQ(2, count);
	ASSERT_OK(honest_work_on(self->p, self->there));
}

TEST_F(honest, empty_data)
{
	struct image image = {};

	LEARN(&image);
	rename_process(&image, 1);
	image.empty = true;
	EXPECT_LT(0, OFFER(&image));
	EXPECT_LE(1, image.pulls);
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/* Refused before any of its state is pulled. */
TEST_F(honest, too_big_or_wrong_version)
{
	struct image image = {}, other;

	LEARN(&image);
	rename_process(&image, 1);
	other = image;
	other.ask.resident = htonl(0xfffffff0);
	EXPECT_EQ(DEMOS_ESIZE, OFFER(&other));
	EXPECT_EQ(0, other.pulls);
	other = image;
	other.ask.swappable = htonl(0xfffffff0);
	EXPECT_EQ(DEMOS_ESIZE, OFFER(&other));
	other = image;
	other.ask.program = htonl(0xfffffff0);
	EXPECT_EQ(DEMOS_ESIZE, OFFER(&other));
	other = image;
	other.ask.version = htons(99);
	EXPECT_EQ(DEMOS_ECALL, OFFER(&other));
	EXPECT_EQ(0, other.pulls);
	/* That of machines that do not know promises */
	other.ask.version = htons(5);
	EXPECT_EQ(DEMOS_ECALL, OFFER(&other));
	EXPECT_EQ(0, other.pulls);
	ASSERT_OK(honest_work_on(self->p, self->there));
}

/* Segments of one space alone are in version 10, and in no other. */
TEST_F(honest, spaces_and_versions_that_do_not_agree)
{
	struct image image = {}, changed;

	LEARN(&image);
	changed = image;
	rename_process(&changed, 1);
	changed.part[0][1] = 10;
	EXPECT_EQ(DEMOS_ECALL, OFFER(&changed));
	changed = image;
	rename_process(&changed, 2);
	changed.part[0][FIRST_SEGMENT + 1] |= DEMOS_SEG_DATA;
	EXPECT_EQ(DEMOS_ECALL, OFFER(&changed));
	rename_process(&changed, 3);
	changed.part[0][1] = 10;
	changed.ask.version = htons(10);
	EXPECT_EQ(DEMOS_OK, OFFER(&changed));
	ASSERT_OK(honest_work_on(self->p, self->there));
}

TEST_HARNESS_MAIN
