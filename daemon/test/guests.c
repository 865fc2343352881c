// SPDX-License-Identifier: GPL-2.0
/*
 * The process manager's table of guests.
 */
#include <stdint.h>
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

static __u32 wait_for(struct guest *guest, __u32 reply, __u64 from)
{
	const struct guest_waiter waiter = { .reply = reply, .from = from };

	return guest_add_waiter(guest, &waiter);
}

static void the_oldest_waiter_is_dropped(void)
{
	struct guest guest = {};
	__u32 i;

	for (i = 1; i <= GUEST_WAITERS; i++)
		CHECK(!wait_for(&guest, i, 7));
	CHECK(wait_for(&guest, 1000, 7) == 1);
	CHECK(wait_for(&guest, 1001, 7) == 2);
	CHECK(guest.nwaiters == GUEST_WAITERS);
	CHECK(guest.waiters[0].reply == 3);
	CHECK(guest.waiters[GUEST_WAITERS - 1].reply == 1001);
}

static void the_watcher_is_not_dropped(void)
{
	struct guest guest = { .watcher = 8, .session = 1 };
	struct guest_reader reader = { .from = 8 };
	__u32 i;

	for (i = 1; i <= GUEST_WAITERS; i++) {
		CHECK(!wait_for(&guest, i, i < 3 ? 8 : 7));
		reader.from = i < 3 ? 8 : 7;
		reader.reply = i;
		CHECK(!guest_add_reader(&guest, &reader));
	}
	CHECK(wait_for(&guest, 1000, 7) == 3);
	CHECK(guest_add_reader(&guest, &reader) == 3);
	CHECK(guest.waiters[1].reply == 2 && guest.waiters[2].reply == 4);
	CHECK(guest.readers[1].reply == 2 && guest.readers[2].reply == 4);
	/* Unless all are its own */
	for (i = 0; i < GUEST_WAITERS; i++) {
		wait_for(&guest, i, 8);
		reader.from = 8;
		guest_add_reader(&guest, &reader);
	}
	CHECK(guest.nwaiters == GUEST_WAITERS);
	CHECK(guest.nreaders == GUEST_READERS);
	CHECK(wait_for(&guest, 1000, 8));
	guest_add_reader(&guest, &reader);
	CHECK(guest.nreaders == GUEST_READERS);
}

static void readers_are_answered_in_order(void)
{
	struct guest guest = { .output.end = 100 };
	struct guest_reader reader = { .reply = 1, .offset = 100 };
	int i;

	CHECK(!guest_add_reader(&guest, &reader));
	reader = (struct guest_reader){ .reply = 2, .offset = 99 };
	CHECK(!guest_add_reader(&guest, &reader));
	reader = (struct guest_reader){ .reply = 3, .all = true };
	CHECK(!guest_add_reader(&guest, &reader));
	CHECK(guest_take_reader(&guest, false, &reader) && reader.reply == 2);
	CHECK(!guest_take_reader(&guest, false, &reader));
	guest.output.end++;
	CHECK(guest_take_reader(&guest, false, &reader) && reader.reply == 1);
	CHECK(!guest_take_reader(&guest, false, &reader));
	CHECK(guest_take_reader(&guest, true, &reader) && reader.reply == 3);
	CHECK(!guest_take_reader(&guest, true, &reader));
	for (i = 1; i <= GUEST_READERS; i++) {
		reader.reply = i;
		CHECK(!guest_add_reader(&guest, &reader));
	}
	CHECK(guest_add_reader(&guest, &reader) == 1);
	CHECK(guest_add_reader(&guest, &reader) == 2);
	CHECK(guest.nreaders == GUEST_READERS);
}

static void a_watcher_may_be_behind(void)
{
	struct guest guest = { .output.end = GUEST_WINDOW };

	CHECK(!guest_is_behind(&guest));
	guest.session = 1;
	CHECK(guest_is_behind(&guest));
	guest_saw(&guest, GUEST_WINDOW + 1);
	CHECK(guest_is_behind(&guest));
	guest_saw(&guest, 1);
	CHECK(!guest_is_behind(&guest));
	guest_saw(&guest, 0);
	CHECK(guest.seen == 1);
	guest_saw(&guest, GUEST_WINDOW);
	CHECK(guest.seen == GUEST_WINDOW);
}

static void one_that_is_read_is_not_forgotten(void)
{
	struct guest_reader reader = { .reply = 1 };
	struct guests guests = {};
	struct guest *guest;
	__u64 i;

	for (i = 1; i <= GUESTS_KEPT + 2; i++) {
		guest = guests_add(&guests, DEMOS_PID(1, i),
				   guests_code(&guests));
		if (i == 1)
			guest_add_reader(guest, &reader);
		guest_exit(&guests, guest, &exit_7, 0);
	}
	guest = guests_find(&guests, DEMOS_PID(1, 1));
	CHECK(guest && !guests_find(&guests, DEMOS_PID(1, 2)));
	CHECK(guests_forget_all(&guests) == GUESTS_KEPT - 1);
	CHECK(guests_expire(&guests, GUESTS_KEPT_MS) == UINT64_MAX);
	CHECK(guests_find(&guests, DEMOS_PID(1, 1)) == guest);
	CHECK(guest_take_reader(guest, true, &reader));
	CHECK(guests_forget_all(&guests) == 1);
	guests_clear(&guests);
}

static void what_a_watcher_has_not_read_is_not_forgotten(void)
{
	struct guests guests = {};
	struct guest *guest;

	guest = guests_add(&guests, DEMOS_PID(1, 1), guests_code(&guests));
	guest->session = 1;
	guest->output.end = 100;
	guest_saw(guest, 99);
	guest_exit(&guests, guest, &exit_7, 0);
	CHECK(!guests_forget_all(&guests));
	CHECK(guests_expire(&guests, GUESTS_KEPT_MS) == UINT64_MAX);
	guest_saw(guest, 100);
	CHECK(guests_forget_all(&guests) == 1);
	guests_clear(&guests);
}

static void all_may_be_read(void)
{
	const __u64 most = GUESTS_KEPT + 4;
	struct guest_reader reader = { .reply = 1 };
	struct guests guests = {};
	struct guest *guest;
	__u64 i;

	for (i = 1; i <= most; i++) {
		guest = guests_add(&guests, DEMOS_PID(1, i),
				   guests_code(&guests));
		if (i < most)
			guest_add_reader(guest, &reader);
		guest_exit(&guests, guest, &exit_7, 0);
	}
	/* Not even one that nobody reads goes, while its end is being told */
	CHECK(guests_find(&guests, DEMOS_PID(1, most)) == guest);
	CHECK(guests.count == most);
	for (i = 1; i < most; i++)
		guest_take_reader(guests_find(&guests, DEMOS_PID(1, i)), true,
				  &reader);
	guest = guests_add(&guests, DEMOS_PID(2, 1), guests_code(&guests));
	guest_exit(&guests, guest, &exit_7, 0);
	CHECK(guests.count == GUESTS_KEPT);
	CHECK(!guests_find(&guests, DEMOS_PID(1, 5)));
	CHECK(guests_find(&guests, DEMOS_PID(1, 6)));
	guests_clear(&guests);
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
			guest_exit(&guests, guest, &exit_7, i);
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
		.address = __cpu_to_be32(0x10004),
		.word = __cpu_to_be16(0x7a00),
	};
	struct demos_pm_entry entries[4];
	struct guests guests = {};

	guests_add(&guests, 30, 3)->model = 2;
	guests_add(&guests, 10, 1)->model = 1;
	guests_add(&guests, 20, 2);
	guests_add(&guests, 40, 4)->machine = 9;
	guest_exit(&guests, guests_find(&guests, 10), &exit_7, 1000);
	guest_fault(guests_find(&guests, 20), &fault, 2000);
	guest_lose(&guests, guests_find(&guests, 40), DEMOS_PM_DOWN, 3000);
	CHECK(guests_put(&guests, 0, 8999, entries, sizeof(entries)) ==
	      sizeof(entries));
	CHECK(__be64_to_cpu(entries[0].pid) == 10);
	CHECK(entries[0].ended == GUEST_EXITED && entries[0].model == 1);
	CHECK(entries[0].why == DEMOS_PM_EXITED);
	CHECK(__be16_to_cpu(entries[0].status) == 7);
	CHECK(__be16_to_cpu(entries[0].machine) == 2);
	CHECK(__be32_to_cpu(entries[0].age) == 7);
	CHECK(entries[1].ended == GUEST_FAULTED);
	CHECK(entries[1].why == DEMOS_PM_FAULTED);
	CHECK(__be16_to_cpu(entries[1].status) == DEMOS_FAULT_SEGMENT);
	CHECK(__be16_to_cpu(entries[1].machine) == 3);
	CHECK(__be32_to_cpu(entries[1].address) == 0x10004);
	CHECK(__be16_to_cpu(entries[1].word) == 0x7a00);
	CHECK(entries[2].ended == GUEST_LIVES && !entries[2].status);
	CHECK(entries[2].why == DEMOS_PM_ALIVE && !entries[2].age);
	CHECK(__be16_to_cpu(entries[3].status) == DEMOS_STATUS_LOST);
	CHECK(entries[3].why == DEMOS_PM_DOWN);
	CHECK(__be16_to_cpu(entries[3].machine) == 9);
	/* A faulted one can still be killed */
	guest_exit(&guests, guests_find(&guests, 20), &exit_7, 4000);
	CHECK(guests.live == 1);
	guests_clear(&guests);
}

/* Only if somebody has asked us for it, and it did end that way */
static void who_killed_it_is_told(void)
{
	struct demos_ended killed = exit_7;
	struct demos_pm_entry entries[3];
	struct guests guests = {};

	killed.status = __cpu_to_be16(DEMOS_STATUS_KILLED);
	guests_add(&guests, 10, 1)->killer = DEMOS_PID(2, 99);
	guests_add(&guests, 20, 2)->killer = DEMOS_PID(2, 99);
	guests_add(&guests, 30, 3);
	guest_exit(&guests, guests_find(&guests, 10), &killed, 0);
	guest_exit(&guests, guests_find(&guests, 20), &exit_7, 0);
	guest_exit(&guests, guests_find(&guests, 30), &killed, 0);
	guests_put(&guests, 0, 0, entries, sizeof(entries));
	CHECK(entries[0].why == DEMOS_PM_KILLED);
	CHECK(__be64_to_cpu(entries[0].by) == DEMOS_PID(2, 99));
	CHECK(entries[1].why == DEMOS_PM_EXITED && !entries[1].by);
	CHECK(entries[2].why == DEMOS_PM_EXITED && !entries[2].by);
	guests_clear(&guests);
}

static void they_are_forgotten(void)
{
	struct guests guests = {};
	__u64 i;

	CHECK(guests_expire(&guests, 0) == UINT64_MAX);
	for (i = 1; i <= 5; i++)
		guests_add(&guests, i, i);
	CHECK(guests_expire(&guests, 0) == UINT64_MAX);
	guest_exit(&guests, guests_find(&guests, 3), &exit_7, 1000);
	guest_exit(&guests, guests_find(&guests, 1), &exit_7, 2000);
	guest_lose(&guests, guests_find(&guests, 2), DEMOS_PM_DOWN, 3000);
	CHECK(guests_expire(&guests, 3000) == 1000 + GUESTS_KEPT_MS);
	CHECK(guests.count == 5);
	CHECK(guests_expire(&guests, 1000 + GUESTS_KEPT_MS) ==
	      2000 + GUESTS_KEPT_MS);
	CHECK(guests.count == 4 && !guests_find(&guests, 3));
	guests_forget(&guests, guests_find(&guests, 2));
	CHECK(guests.count == 3 && !guests_find(&guests, 2));
	CHECK(guests_forget_all(&guests) == 1);
	CHECK(guests.count == 2 && guests.live == 2);
	CHECK(guests_find(&guests, 4) && guests_find(&guests, 5));
	CHECK(!guests_forget_all(&guests));
	guests_clear(&guests);
}

static void all_are_visited_while_some_go(void)
{
	struct guests guests = {};
	struct guest *guest;
	unsigned int seen = 0;
	__u64 pid = 0;
	__u64 i;

	for (i = 1; i <= 2 * GUESTS_KEPT; i++)
		guests_add(&guests, i, i);
	for (i = 1; i <= GUESTS_KEPT; i++)
		guest_exit(&guests, guests_find(&guests, i), &exit_7, 0);
	while ((guest = guests_next(&guests, pid))) {
		pid = guest->pid;
		seen++;
		if (guest->state != GUEST_EXITED)
			guest_lose(&guests, guest, DEMOS_PM_DOWN, 0);
	}
	CHECK(seen == 2 * GUESTS_KEPT && guests.count == GUESTS_KEPT);
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
	while ((length = guests_put(&guests, after, 0, entries,
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
	the_watcher_is_not_dropped();
	readers_are_answered_in_order();
	a_watcher_may_be_behind();
	one_that_is_read_is_not_forgotten();
	what_a_watcher_has_not_read_is_not_forgotten();
	all_may_be_read();
	those_that_ended_are_bounded();
	their_ends_are_listed();
	who_killed_it_is_told();
	they_are_forgotten();
	all_are_visited_while_some_go();
	a_list_comes_in_order_and_in_pieces();
	return done();
}
