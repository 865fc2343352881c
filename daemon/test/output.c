// SPDX-License-Identifier: GPL-2.0
/*
 * What the process manager keeps of the guests' output.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pm/guest.h"
#include "test/check.h"

/* Byte number @i of a guest's output: no two parts look alike */
static __u8 byte(__u64 i)
{
	return i * 2654435761u >> 13;
}

static void write_bytes(struct guests *guests, struct guest *guest,
			size_t length)
{
	static __u8 data[200000];
	size_t i;

	for (i = 0; i < length; i++)
		data[i] = byte(guest->output.end + i);
	guests_write(guests, guest, data, length);
}

/* Is everything that is kept right, read in pieces of @piece from @offset? */
static bool reads_right(const struct output *output, __u64 offset,
			size_t piece)
{
	__u8 *data = malloc(piece);
	bool right = true;
	size_t length;
	size_t i;

	while ((length = output_read(output, &offset, data, piece))) {
		for (i = 0; i < length; i++)
			right &= data[i] == byte(offset + i);
		offset += length;
	}
	free(data);
	return right && offset == output->end;
}

static void the_last_bytes_are_kept(void)
{
	struct guests guests = {};
	struct guest *guest = guests_add(&guests, 1, 1);
	__u64 offset = 0;
	__u8 one;

	CHECK(!output_read(&guest->output, &offset, &one, 1) && !offset);
	write_bytes(&guests, guest, 5);
	CHECK(guest->output.room == OUTPUT_MIN);
	CHECK(reads_right(&guest->output, 0, 3));
	write_bytes(&guests, guest, OUTPUT_MAX - 5);
	CHECK(guest->output.length == OUTPUT_MAX);
	CHECK(reads_right(&guest->output, 0, 1000));
	write_bytes(&guests, guest, 1);
	CHECK(guest->output.room == OUTPUT_MAX);
	CHECK(output_read(&guest->output, &offset, &one, 1) == 1);
	CHECK(offset == 1 && one == byte(1));
	CHECK(reads_right(&guest->output, 0, 1000));
	write_bytes(&guests, guest, 200000);
	CHECK(guest->output.length == OUTPUT_MAX);
	CHECK(guest->output.end == OUTPUT_MAX + 1 + 200000);
	CHECK(reads_right(&guest->output, 0, 777));
	offset = UINT64_MAX;
	CHECK(!output_read(&guest->output, &offset, &one, 1));
	CHECK(offset == guest->output.end);
	guests_clear(&guests);
}

static void any_sizes_are_kept_right(void)
{
	struct guests guests = {};
	struct guest *guest = guests_add(&guests, 1, 1);
	int i;

	srand(3);
	for (i = 0; i < 3000; i++) {
		write_bytes(&guests, guest, rand() % 300);
		if (i % 100 == 99)
			CHECK(reads_right(&guest->output, rand() % 100000,
					  1 + rand() % 5000));
		if (i % 500 == 499 && guest->output.room) {
			guests.output -= guest->output.room / 2;
			CHECK(!output_resize(&guest->output,
					     guest->output.room / 2));
			CHECK(reads_right(&guest->output, 0, 100));
		}
	}
	CHECK(guests.output == guest->output.room);
	guests_clear(&guests);
}

static const struct demos_ended end = {};

/* Guests with the codes and identifiers 1 to @count, each with full output */
static void fill(struct guests *guests, unsigned int count)
{
	unsigned int i;

	for (i = 1; i <= count; i++)
		write_bytes(guests, guests_add(guests, i, i), OUTPUT_MAX);
}

static void those_that_ended_long_ago_lose_theirs(void)
{
	const unsigned int all = GUESTS_OUTPUT / OUTPUT_MAX;
	struct guests guests = {};

	fill(&guests, all);
	CHECK(guests.output == GUESTS_OUTPUT);
	guest_exit(&guests, guests_find(&guests, 7), &end, 0);
	guest_exit(&guests, guests_find(&guests, 3), &end, 0);
	write_bytes(&guests, guests_add(&guests, all + 1, all + 1), 10);
	CHECK(!guests_find(&guests, 7)->output.length);
	CHECK(guests_find(&guests, 7)->output.end == OUTPUT_MAX);
	CHECK(guests_find(&guests, 3)->output.length == OUTPUT_MAX);
	write_bytes(&guests, guests_find(&guests, all + 1), OUTPUT_MAX);
	CHECK(guests_find(&guests, 3)->output.length == OUTPUT_MAX);
	guests_forget(&guests, guests_find(&guests, 3));
	CHECK(guests.output == GUESTS_OUTPUT - OUTPUT_MAX);
	guests_clear(&guests);
}

static void a_new_guest_finds_room_among_the_living(void)
{
	const unsigned int all = GUESTS_OUTPUT / OUTPUT_MAX;
	struct guests guests = {};
	unsigned int i;

	fill(&guests, GUESTS_MAX);
	CHECK(guests.output <= GUESTS_OUTPUT);
	for (i = 1; i <= GUESTS_MAX; i++) {
		struct output *output = &guests_find(&guests, i)->output;

		if (output->length < GUESTS_OUTPUT / GUESTS_MAX / 2 ||
		    !reads_right(output, 0, 4096))
			break;
	}
	CHECK(i == GUESTS_MAX + 1);
	CHECK(all < GUESTS_MAX);
	guests_clear(&guests);
}

int main(void)
{
	the_last_bytes_are_kept();
	any_sizes_are_kept_right();
	those_that_ended_long_ago_lose_theirs();
	a_new_guest_finds_room_among_the_living();
	return done();
}
