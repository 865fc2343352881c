// SPDX-License-Identifier: GPL-2.0
/*
 * Programs larger than the room for decoded instructions: the room grows to
 * what a program of a segment needs, and the machine counts what did not fit.
 */
#include "harness.h"

#include <unistd.h>

#define PAGE		0x1000
#define SEGMENT		0x10000
#define SEGMENTS	3
#define LOOK		20000	/* us */
#define LOOKS		500

FIXTURE(evictions)
{
	struct machine m;
	struct process p;
	struct guest guest;
};

FIXTURE_SETUP(evictions)
{
	ASSERT_OK(machine_make(&self->m, 1));
	ASSERT_OK(process_attach(&self->p, &self->m, "manager"));
}

FIXTURE_TEARDOWN(evictions)
{
	process_close(&self->p);
	machine_leave(&self->m);
}

/* JP, of the page at @at to that at @to: short addresses, except in segments */
static void put_jump(uint8_t *image, uint32_t at, uint32_t to, bool segments)
{
	uint8_t *code = image + at;

	*code++ = 0x5e;
	*code++ = 0x08;
	if (segments) {
		*code++ = 0x80 | (1 + to / SEGMENT);
		*code++ = 0;
	}
	*code++ = to >> 8;
	*code = to;
}

/* A loop that jumps from page to page of @size bytes */
static void make_loop(uint8_t *image, uint32_t size, bool segments)
{
	uint32_t at;

	memset(image, 0, size);
	for (at = 0; at < size; at += PAGE)
		put_jump(image, at, (at + PAGE) % size, segments);
}

/* Wait until the guest has run on; @before: instructions so far */
static bool has_run(struct machine *m, const struct guest *guest,
		    uint64_t *before)
{
	struct demos_process_info info = {};
	int i;

	for (i = 0; i < LOOKS; i++) {
		if (process_info(m, guest->pid, &info) < 0)
			return false;
		if (info.instructions > *before + 100000) {
			*before = info.instructions;
			return true;
		}
		usleep(LOOK);
	}
	return false;
}

TEST_F(evictions, end_when_a_program_of_a_segment_has_room)
{
	static uint8_t image[SEGMENT];
	const struct program program = {
		.image = image,
		.size = sizeof(image),
		.model = 2,
	};
	uint64_t instructions = 0;
	uint64_t evictions;
	int i;

	make_loop(image, sizeof(image), false);
	ASSERT_OK(guest_start(&self->p, 1, &program, &self->guest));
	for (i = 0; i < 3; i++)
		ASSERT_TRUE(has_run(&self->m, &self->guest, &instructions));
	evictions = machine_counter(&self->m, DEMOS_C_EVICTIONS);
	for (i = 0; i < 3; i++)
		ASSERT_TRUE(has_run(&self->m, &self->guest, &instructions));
	EXPECT_EQ(evictions, machine_counter(&self->m, DEMOS_C_EVICTIONS));
}

TEST_F(evictions, of_a_larger_program_are_counted)
{
	static uint8_t image[SEGMENTS * SEGMENT];
	const struct program program = {
		.image = image,
		.size = sizeof(image),
		.model = 1,
		.segment = 1,
		.pages = 256,
		.more = SEGMENTS - 1,
	};
	uint64_t instructions = 0;
	uint64_t evictions;
	int i;

	make_loop(image, sizeof(image), true);
	ASSERT_OK(guest_start(&self->p, 1, &program, &self->guest));
	for (i = 0; i < 3; i++)
		ASSERT_TRUE(has_run(&self->m, &self->guest, &instructions));
	evictions = machine_counter(&self->m, DEMOS_C_EVICTIONS);
	EXPECT_LT(0, evictions);
	ASSERT_TRUE(has_run(&self->m, &self->guest, &instructions));
	EXPECT_LT(evictions, machine_counter(&self->m, DEMOS_C_EVICTIONS));
}

TEST_HARNESS_MAIN
