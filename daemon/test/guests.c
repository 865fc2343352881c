// SPDX-License-Identifier: GPL-2.0
/*
 * The process manager's table of guests.
 */
#include <stdlib.h>
#include <string.h>

#include <asm/byteorder.h>

#include "pm/guest.h"
#include "test/check.h"

static const struct demos_ended exit_7 = {
	.op = __cpu_to_be16(DEMOS_OP_EXITED),
	.status = __cpu_to_be16(7),
	.machine = __cpu_to_be16(2),
};

static void a_guest_is_found(void)
{
	struct guests guests = {};
	struct guest *guest;
	__u32 code = guests_code(&guests);

	guest = guests_add(&guests, DEMOS_PID(1, 5), code);
	CHECK(guest && guests.live == 1);
	CHECK(!guests_add(&guests, DEMOS_PID(1, 5), guests_code(&guests)));
	CHECK(guests_find(&guests, DEMOS_PID(1, 5)) == guest);
	CHECK(!guests_find(&guests, DEMOS_PID(1, 4)));
	CHECK(!guests_find(&guests, DEMOS_PID(2, 5)));
	CHECK(guests_find_code(&guests, code) == guest);
	CHECK(!guests_find_code(&guests, code + 100));
	CHECK(guests_code(&guests) != code);
	guests_clear(&guests);
}

static void the_oldest_waiter_is_dropped(void)
{
	struct guest guest = {};
	__u32 i;

	for (i = 1; i <= GUEST_WAITERS; i++)
		CHECK(!guest_add_waiter(&guest, i));
	CHECK(guest_add_waiter(&guest, 1000) == 1);
	CHECK(guest_add_waiter(&guest, 1001) == 2);
	CHECK(guest.nwaiters == GUEST_WAITERS);
	CHECK(guest.waiters[0] == 3);
	CHECK(guest.waiters[GUEST_WAITERS - 1] == 1001);
}

static void those_that_ended_are_bounded(void)
{
	struct guests guests = {};
	struct guest *guest;
	__u64 i;

	for (i = 1; i <= 3 * GUESTS_KEPT; i++) {
		guest = guests_add(&guests, DEMOS_PID(1, i),
				   guests_code(&guests));
		if (i % 3)
			guest_exit(&guests, guest, &exit_7);
	}
	CHECK(guests.live == GUESTS_KEPT);
	CHECK(guests.count == 2 * GUESTS_KEPT);
	/* The oldest went, the live ones stayed */
	CHECK(!guests_find(&guests, DEMOS_PID(1, 1)));
	CHECK(guests_find(&guests, DEMOS_PID(1, 3)));
	CHECK(guests_find(&guests, DEMOS_PID(1, 3 * GUESTS_KEPT - 1)));
	guests_clear(&guests);
}

static void their_ends_are_listed(void)
{
	struct demos_ended fault = {
		.op = __cpu_to_be16(DEMOS_OP_FAULTED),
		.status = __cpu_to_be16(DEMOS_FAULT_SEGMENT),
		.machine = __cpu_to_be16(3),
	};
	struct demos_pm_entry entries[4];
	struct guests guests = {};

	guests_add(&guests, 30, 3)->model = 2;
	guests_add(&guests, 10, 1)->model = 1;
	guests_add(&guests, 20, 2);
	guests_add(&guests, 40, 4);
	guest_exit(&guests, guests_find(&guests, 10), &exit_7);
	guest_fault(guests_find(&guests, 20), &fault);
	guest_exit(&guests, guests_find(&guests, 40), NULL);
	CHECK(guests_put(&guests, 0, entries, sizeof(entries)) ==
	      sizeof(entries));
	CHECK(__be64_to_cpu(entries[0].pid) == 10);
	CHECK(entries[0].ended == GUEST_EXITED && entries[0].model == 1);
	CHECK(__be16_to_cpu(entries[0].status) == 7);
	CHECK(__be16_to_cpu(entries[0].machine) == 2);
	CHECK(entries[1].ended == GUEST_FAULTED);
	CHECK(__be16_to_cpu(entries[1].status) == DEMOS_FAULT_SEGMENT);
	CHECK(__be16_to_cpu(entries[1].machine) == 3);
	CHECK(entries[2].ended == GUEST_LIVES && !entries[2].status);
	CHECK(__be16_to_cpu(entries[3].status) == DEMOS_STATUS_LOST);
	/* A faulted one can still be killed */
	guest_exit(&guests, guests_find(&guests, 20), &exit_7);
	CHECK(guests.live == 1);
	guests_clear(&guests);
}

static void a_list_comes_in_order_and_in_pieces(void)
{
	struct demos_pm_entry entries[3];
	struct guests guests = {};
	__u64 after = 0;
	int seen = 0;
	size_t length;
	size_t i;

	for (i = 0; i < 100; i++)
		guests_add(&guests, i * 37 % 101 + 1, guests_code(&guests));
	while ((length = guests_put(&guests, after, entries,
				    sizeof(entries) + 5))) {
		for (i = 0; i < length / sizeof(entries[0]); i++) {
			CHECK(__be64_to_cpu(entries[i].pid) > after);
			after = __be64_to_cpu(entries[i].pid);
			seen++;
		}
	}
	CHECK(seen == 100);
	guests_clear(&guests);
}

int main(void)
{
	a_guest_is_found();
	the_oldest_waiter_is_dropped();
	those_that_ended_are_bounded();
	their_ends_are_listed();
	a_list_comes_in_order_and_in_pieces();
	return done();
}
